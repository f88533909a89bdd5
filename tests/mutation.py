"""Are the rules held by their tests? `python -m tests.mutation [ROOM…] [--most N]`.

Each rule is spoiled in one place at a time (a comparison turned, a number moved by one, a
condition denied, an `and` for an `or`, an answer forgotten), then the mirror tests of its room
run: they must turn red. Tests are collected once and first run with nothing spoiled, noting which
functions each one goes through; then each mutant lives in a forked process, in place of the true
function, and meets the tests that go through it, the quickest first.

Prints each survivor, and `FIGURE mutation_score N %`. A survivor that changes nothing anybody can
see is explained in docs/mutation.md: it still counts as one. Fails below LEAST %, when a survivor
is not explained, and when what is explained does not survive.
"""

import argparse
import ast
import copy
import importlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

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
    "appeals": ("certification/appeals/rules*", "tests/certification/appeals/test_rules*.py"),
    "awards": ("certification/awards/rules", "tests/certification/awards/test_rules*.py"),
    "surveys": ("certification/surveys/rules*", "tests/certification/surveys/test_rules*.py"),
    "figures": ("certification/figures/rules", "tests/certification/figures/test_rules*.py"),
}
LEAST = 95
#: Seconds after which a mutant that makes its tests turn in circles is dead.
PATIENCE = 60
#: Where survivors are explained: rows of file, line of code, what was spoiled in it, how, and why.
EXPLAINED = ROOT / "docs" / "mutation.md"

TURNED = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE,
    ast.GtE: ast.Gt, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


type Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One spoiled rule: where (rank: of the node among `places`), what was spoiled, and how."""

    path: Path
    rank: int
    line: int
    function: str
    spoiled: str
    words: str

    def tree(self) -> ast.Module:
        """The whole module as it then reads."""
        tree = ast.parse(self.path.read_text(encoding="utf-8"))
        spoil(next(node for at, (_, node) in enumerate(places(tree)) if at == self.rank))
        return ast.fix_missing_locations(tree)

    @property
    def key(self) -> Key:
        """What the page of explanations calls it: lines move, their text does not."""
        text = self.path.read_text(encoding="utf-8").splitlines()[self.line - 1].strip()
        name = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return str(name), text, self.spoiled, self.words


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
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            node.value = ast.Constant(None)
            return "answer forgotten"
    return None


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions and methods of a module, by qualified name; those inside are part of them."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def places(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every node of every function body with its function, always in the same order."""
    for name, function in functions(tree):
        for statement in function.body:
            for node in ast.walk(statement):
                yield name, node


def mutants_of(path: Path, most: int | None = None) -> list[Mutant]:
    """The mutants of one file; `most` of them, drawn with a seed of its own, if it says so."""
    nodes = list(places(ast.parse(path.read_text(encoding="utf-8"))))
    order = list(range(len(nodes)))
    if most is not None:
        random.Random(path.name).shuffle(order)
    found: list[Mutant] = []
    for rank in order:
        if len(found) == most:
            break
        function, node = nodes[rank]
        words = spoil(copy.deepcopy(node))
        if words:
            whole = node.test if isinstance(node, ast.If | ast.IfExp) else node
            line = getattr(node, "lineno", 0)
            found.append(Mutant(path, rank, line, function, ast.unparse(whole), words))
    return found


def put_in_place(mutant: Mutant, module: ModuleType) -> None:
    """Give the functions of the module, wherever they were imported, the spoiled bodies."""
    other = dict(vars(module))
    exec(compile(mutant.tree(), str(mutant.path), "exec"), other)
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


class Examination:
    """What pytest does with the tests it has collected: all once, then some for each mutant."""

    def __init__(self, mutants: Sequence[Mutant], modules: dict[Path, ModuleType], to: int) -> None:
        self.mutants = mutants
        self.modules = modules
        self.to = to
        self.failed = False
        self.through: dict[tuple[str, str], list[pytest.Item]] = defaultdict(list)

    def pytest_sessionstart(self) -> None:
        """A counter-example is enough: nobody reads the smallest. Each run draws the same."""
        import hypothesis  # not sooner: pytest rewrites it

        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile(
            "mutation", phases=phases, derandomize=True, database=None, deadline=None
        )
        hypothesis.settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Say of each mutant whether it died, as a line of JSON; nothing when the tests fail."""
        took = {}
        for item in session.items:
            begun = time.monotonic()
            for code in self._codes_of(item):
                self.through[code].append(item)
            took[item] = time.monotonic() - begun
        if self.failed:
            return True
        for rank, mutant in enumerate(self.mutants):
            tests = self.through[str(mutant.path), mutant.function]
            died = self._dies(mutant, sorted(tests, key=took.__getitem__))
            os.write(self.to, f"{json.dumps([rank, died])}\n".encode())
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test failed."""
        self.failed = self.failed or report.failed

    def _run(self, item: pytest.Item) -> None:
        # What the session shares stays up; all the rest is taken down: any test may come next.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)

    def _codes_of(self, item: pytest.Item) -> set[tuple[str, str]]:
        """The functions of the rules that one test goes through."""
        files = {str(path) for path in self.modules}
        found: set[tuple[str, str]] = set()
        watch, start = sys.monitoring, sys.monitoring.events.PY_START

        def note(code: CodeType, _offset: int) -> object:
            if code.co_filename in files:
                found.add((code.co_filename, code.co_qualname))
            return watch.DISABLE

        watch.use_tool_id(watch.PROFILER_ID, "mutation")
        watch.register_callback(watch.PROFILER_ID, start, note)
        watch.set_events(watch.PROFILER_ID, start)
        watch.restart_events()
        try:
            self._run(item)
        finally:
            watch.set_events(watch.PROFILER_ID, 0)
            watch.register_callback(watch.PROFILER_ID, start, None)
            watch.free_tool_id(watch.PROFILER_ID)
        return found

    def _dies(self, mutant: Mutant, tests: Sequence[pytest.Item]) -> bool:
        """Whether one of these tests fails in a process where the mutant lives."""
        child = os.fork()
        if child == 0:
            try:
                signal.alarm(PATIENCE)
                put_in_place(mutant, self.modules[mutant.path])
                for item in tests:
                    self._run(item)
                    if self.failed:
                        os._exit(1)
                os._exit(0)
            except BaseException:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        return status != 0


def tried(
    mutants: Sequence[Mutant],
    modules: dict[Path, ModuleType],
    tests: Iterable[Path],
    options: Sequence[str] = (),
) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant, and whether the tests that need no database kill it.

    Raises SystemExit when these tests fail, or when there are none, with nothing spoiled.
    """
    files = [str(test) for test in tests]
    reading, writing = os.pipe()
    with tempfile.TemporaryFile("w+") as shown:
        child = os.fork()
        if child == 0:
            try:
                os.dup2(shown.fileno(), 1)
                os.dup2(shown.fileno(), 2)
                pytest.main(
                    ["-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-header",
                     "-m", "not django_db", *options, *files],
                    plugins=[Examination(mutants, modules, writing)],
                )  # fmt: skip
            finally:
                os._exit(0)
        os.close(writing)
        said = 0
        with os.fdopen(reading) as lines:
            for line in lines:
                rank, died = json.loads(line)
                said += 1
                yield mutants[rank], died
        os.waitpid(child, 0)
        if said != len(mutants):
            shown.seek(0)
            print(shown.read())
            raise SystemExit(f"Ces tests échouent sans que rien soit abîmé : {' '.join(files)}")


def explained(page: Path = EXPLAINED) -> dict[Key, str]:
    """What the page says of survivors: the mutant → why nobody can see it."""
    found = {}
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.replace("\\|", "\0").strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 5:
            name, text, spoiled, words = (cell.strip("`").replace("\0", "|") for cell in cells[:4])
            found[name, text, spoiled, words] = cells[4]
    return found


def examine(room: str, most: int | None) -> list[tuple[Mutant, bool]]:
    """Try the mutants of a room: each, and whether it died. Survivors are printed."""
    rules, mirror = ROOMS[room]
    files = [
        file
        for one in sorted(ROOT.glob(rules))
        for file in (sorted(one.glob("*.py")) if one.is_dir() else [one])
    ]
    modules = {}
    for path in files:
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        modules[path] = importlib.import_module(name.removesuffix(".__init__"))
    mutants = [mutant for path in files for mutant in mutants_of(path, most)]
    results = []
    for mutant, died in tried(mutants, modules, sorted(ROOT.glob(mirror))):
        results.append((mutant, died))
        if not died:
            name, _, spoiled, words = mutant.key
            print(f"a survécu : {name}:{mutant.line} `{spoiled}` {words}", flush=True)
    print(f"{room} : {sum(died for _, died in results)} sur {len(results)}", flush=True)
    return results


def main(arguments: list[str]) -> int:
    """Examine the rooms asked for, or all; gives the exit code."""
    parser = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--most", type=int, help="mutants par fichier, tirés au sort")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccas.settings.test")
    django.setup()
    results = [pair for room in options.rooms or ROOMS for pair in examine(room, options.most)]
    alive = {mutant.key for mutant, died in results if not died}
    dead = {mutant.key for mutant, died in results if died} - alive
    known = explained()
    unexplained = alive - known.keys()
    wrong = known.keys() & dead
    for name, text, _, words in sorted(unexplained):
        print(f"n’est pas expliqué dans {EXPLAINED.name} : {name} « {text} » {words}")
    for name, text, _, words in sorted(wrong):
        print(f"est expliqué dans {EXPLAINED.name}, mais meurt : {name} « {text} » {words}")
    score = 100 * sum(died for _, died in results) / len(results)
    print(f"FIGURE mutants {len(results)}")
    print(f"FIGURE mutation_survivors_unexplained {len(unexplained)}")
    print(f"FIGURE mutation_score {score:.1f} %")
    return 0 if score >= LEAST and not unexplained and not wrong else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
