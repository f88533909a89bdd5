"""Are the rules held by their tests? `python -m tests.mutation [ROOM…] [--most N]`.

Each rule is spoiled in one place at a time (a comparison turned, a number moved by one, a
condition denied, an `and` for an `or`, an answer forgotten), then the mirror tests of its room
run: they must turn red. A mutant lives in a forked process, in place of the true function, so
that Django starts once. Prints each survivor, and `FIGURE mutation_score N %`.

Fails below LEAST %. The mutants of a file are drawn at random from a fixed seed, N at most.
"""

import argparse
import ast
import copy
import importlib
import io
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

import django
import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Room → its rules, and the tests that hold them.
ROOMS = {
    "grading": ("assessments/grading/rules", "tests/assessments/grading/test_rules*.py"),
    "juries": ("certification/juries/rules", "tests/certification/juries/test_rules*.py"),
    "deliberation": (
        "certification/deliberation/rules*",
        "tests/certification/deliberation/test_rules*.py",
    ),
    "surveys": ("certification/surveys/rules*", "tests/certification/surveys/test_rules*.py"),
    "figures": ("certification/figures/rules", "tests/certification/figures/test_rules*.py"),
}
MOST = 12
LEAST = 80
#: Seconds after which a mutant that makes its tests turn in circles is dead.
PATIENCE = 90

TURNED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mutant:
    """One spoiled rule: where, what was done, and the whole module as it then reads."""

    path: Path
    line: int
    words: str
    tree: ast.Module


def spoil(node: ast.AST) -> str | None:
    """Spoil one node in place; what was done in words, None when there is nothing to spoil."""
    match node:
        case ast.Compare(ops=[first, *_]) if type(first) in TURNED:
            node.ops[0] = TURNED[type(first)]()
            return f"{type(first).__name__} → {type(node.ops[0]).__name__}"
        case ast.BoolOp() | ast.BinOp() if type(node.op) in TURNED:
            before, node.op = type(node.op).__name__, TURNED[type(node.op)]()
            return f"{before} → {type(node.op).__name__}"
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
            return "condition denied"
        case ast.Constant(value=bool()):
            node.value = not node.value
            return f"{not node.value} → {node.value}"
        case ast.Constant(value=int()):
            node.value += 1
            return f"{node.value - 1} → {node.value}"
        case ast.Return(value=ast.expr()):
            node.value = ast.Constant(None)
            return "answer forgotten"
    return None


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions and methods of a module; those inside them are part of them."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from (inner for inner in node.body if isinstance(inner, ast.FunctionDef))


def places(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node of every function body, always in the same order."""
    for function in functions(tree):
        for statement in function.body:
            yield from ast.walk(statement)


def mutants_of(path: Path, most: int) -> list[Mutant]:
    """At most `most` mutants of one file, drawn with its own seed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    count = sum(1 for _ in places(tree))
    order = list(range(count))
    random.Random(path.name).shuffle(order)
    found: list[Mutant] = []
    for rank in order:
        if len(found) == most:
            break
        spoiled = copy.deepcopy(tree)
        node = next(node for at, node in enumerate(places(spoiled)) if at == rank)
        words = spoil(node)
        if words:
            ast.fix_missing_locations(spoiled)
            found.append(Mutant(path, getattr(node, "lineno", 0), words, spoiled))
    return found


def put_in_place(mutant: Mutant, module: ModuleType) -> None:
    """Give the functions of the module, wherever they were imported, the spoiled bodies."""
    other = dict(vars(module))
    exec(compile(mutant.tree, str(mutant.path), "exec"), other)
    for name, true in list(vars(module).items()):
        spoiled = other.get(name)
        if isinstance(true, FunctionType) and isinstance(spoiled, FunctionType):
            _swap(true, spoiled)
        elif isinstance(true, type) and isinstance(spoiled, type) and true is not spoiled:
            for inner, method in vars(true).items():
                method, its = _bare(method), _bare(vars(spoiled).get(inner))
                if method is not None and its is not None:
                    _swap(method, its)


def _bare(found: object) -> FunctionType | None:
    """The function of a method, a property or a class method."""
    found = getattr(found, "fget", None) or getattr(found, "__func__", found)
    return found if isinstance(found, FunctionType) else None


def _swap(true: FunctionType, spoiled: FunctionType) -> None:
    if true.__code__.co_freevars == spoiled.__code__.co_freevars:
        true.__code__ = spoiled.__code__


def passes(tests: list[Path], options: Sequence[str] = ()) -> bool:
    """Whether the tests that need no database pass, in this process."""
    quiet = io.StringIO()
    with redirect_stdout(quiet), redirect_stderr(quiet):
        code = pytest.main(
            ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-header",
             "-m", "not django_db", *options, *map(str, tests)]
        )  # fmt: skip
    return code == pytest.ExitCode.OK


def survives(
    mutant: Mutant | None, module: ModuleType, tests: list[Path], options: Sequence[str] = ()
) -> bool:
    """Whether the tests still pass in a process where the mutant lives (None: nothing spoiled)."""
    child = os.fork()
    if child == 0:
        try:
            sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
            if mutant:
                put_in_place(mutant, module)
            os._exit(0 if passes(tests, options) else 1)
        except BaseException:
            os._exit(1)
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def examine(room: str, most: int) -> tuple[int, int]:
    """Try the mutants of a room: how many, and how many died. Survivors are printed."""
    rules, mirror = ROOMS[room]
    tests = sorted(ROOT.glob(mirror))
    found = sorted(ROOT.glob(rules))
    files = [
        file for one in found for file in (sorted(one.glob("*.py")) if one.is_dir() else [one])
    ]
    tried = died = 0
    for path in files:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        module = importlib.import_module(name.removesuffix(".__init__"))
        if not survives(None, module, tests):
            shown = " ".join(str(test.relative_to(ROOT)) for test in tests)
            raise SystemExit(f"Ces tests échouent sans que rien soit abîmé : {shown}")
        for mutant in mutants_of(path, most):
            tried += 1
            if survives(mutant, module, tests):
                print(
                    f"a survécu : {path.relative_to(ROOT)}:{mutant.line} {mutant.words}", flush=True
                )
            else:
                died += 1
        print(f"{path.relative_to(ROOT)} : {died} sur {tried} jusqu’ici", flush=True)
    return tried, died


def main(arguments: list[str]) -> int:
    """Examine the rooms asked for, or all; gives the exit code."""
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--most", type=int, default=MOST, help="mutants par fichier")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccas.settings.test")
    django.setup()
    results = [examine(room, options.most) for room in options.rooms or ROOMS]
    tried, died = map(sum, zip(*results, strict=True))
    score = 100 * died / tried if tried else 0
    print(f"FIGURE mutants {tried}")
    print(f"FIGURE mutation_score {score:.1f} %")
    return 0 if score >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
