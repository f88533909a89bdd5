"""Tests that share something costly run in one process: `xdist_group`, read where it is written.

pytest-xdist 3.8 carries the group at the end of a test's id by a private name that pytest 9.2 no
longer has: every test was alone, and the demonstration was built by each process. Here the group is
looked up in the module of the test, by the process that shares the work out.
"""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadGroupScheduling

GROUP = re.compile(r"""^[^#\n]*xdist_group\(["'](?P<name>[^"']+)["']\)""", re.MULTILINE)


@cache
def group_of(module: Path) -> str | None:
    """The group that a module of tests names, or None."""
    found = GROUP.search(module.read_text(encoding="utf-8")) if module.is_file() else None
    return found["name"] if found else None


class ByGroup(LoadGroupScheduling):
    """Shares tests out by the group of their module; the others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        module = Path(self.config.rootpath, nodeid.partition("::")[0])
        return group_of(module) or nodeid
