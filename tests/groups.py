"""Tests that share something costly run in one process: `xdist_group`, read where it is written.

pytest-xdist 3.8 carries the group at the end of a test's id by a private name that pytest 9.2 no
longer has: every test was alone, and the demonstration was built by each process. Here the group is
looked up in the module of the test, by the process that shares the work out.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadGroupScheduling

GROUP = re.compile(r"""^[^#\n]*xdist_group\(["'](?P<name>[^"']+)["']\)""", re.MULTILINE)


@cache
def group_of(module: Path) -> str | None:
    """The group that a module of tests names, or None."""
    found = GROUP.search(module.read_text(encoding="utf-8")) if module.is_file() else None
    return found["name"] if found else None


@cache
def is_slow(module: Path) -> bool:
    """Whether a module says that it has slow tests, or is of a group."""
    if not module.is_file():
        return False
    return bool(group_of(module)) or "pytest.mark.slow" in module.read_text(encoding="utf-8")


class ByGroup(LoadGroupScheduling):
    """Shares tests out by the group of their module; those without one, module by module.

    What a module makes once (`tests/kept.py`) is then made once. Groups and slow modules come
    first, so that none of them begins when the other process has nothing left to do.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = self._module(nodeid)
        return group_of(module) or str(module)

    def _assign_work_unit(self, node: Any) -> None:
        heaviest = max(self.workqueue, key=self._weight)
        self.workqueue.move_to_end(heaviest, last=False)
        super()._assign_work_unit(node)

    def _module(self, nodeid: str) -> Path:
        return Path(self.config.rootpath, nodeid.partition("::")[0])

    def _weight(self, scope: str) -> tuple[bool, int]:
        tests = self.workqueue[scope]
        return is_slow(self._module(next(iter(tests)))), len(tests)
