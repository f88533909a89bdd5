"""Import cycles, counted by reading the source: no import system, no linter, nothing is run."""

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

from tests.architecture.wrong_imports import APPS


def _modules(root: Path, app: str) -> Iterator[tuple[str, Path]]:
    for path in sorted((root / app).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def modules_of(root: Path, app: str) -> int:
    """How many modules an app has."""
    return sum(1 for _ in _modules(root, app))


def _imported(path: Path, package: str, known: set[str]) -> Iterator[str]:
    """The modules of ours that a file of `package` imports, functions included."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), package)
            for alias in node.names:
                # `from ccas import clock`: the module when there is one, else a name of ccas.
                inner = f"{source}.{alias.name}"
                if inner in known:
                    yield inner
                elif source in known:
                    yield source


def named_imports(root: Path, *, depth: int) -> dict[str, set[str]]:
    """Who imports whom, modules cut at `depth` names: 1 for apps, 2 for rooms and services."""
    modules = [(name, path) for app in APPS for name, path in _modules(root, app)]
    known = {name for name, _path in modules}
    graph: dict[str, set[str]] = {}
    for name, path in modules:
        here = ".".join(name.split(".")[:depth])
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        there = {".".join(other.split(".")[:depth]) for other in _imported(path, package, known)}
        graph.setdefault(here, set()).update(there - {here})
    return graph


def cycles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of nodes that all reach each other: each is a knot of at least one cycle."""
    reach = {node: _reached(graph, node) for node in graph}
    knots = {
        tuple(sorted(other for other in reach[node] if node in reach.get(other, set())))
        for node in graph
        if node in reach[node]
    }
    return sorted(list(knot) for knot in knots)


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting.extend(graph.get(node, ()))
    return seen
