"""The part of requirements.lock that runs the service: neither test tools nor embedded servers.

python -m setup.runtime > runtime.lock

The lock says of each package who wants it (« via »): what the project itself wants, and what that
wants in turn, is kept with its hashes. Needs nothing installed: the image of a container is made
from it.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
#: How the lock names the project's own wants; « (pyproject.toml:dev) » is a group's.
PROJECT = re.compile(r"#\s+(?:via\s+)?\S+ \(pyproject\.toml\)\s*$")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_VIA = re.compile(r"#\s+(?:via\s+)?([A-Za-z0-9][A-Za-z0-9._-]*)\s*$")


def entries(lock: str) -> Iterator[tuple[str, str]]:
    """Each package (in lower case, with hyphens) and its lines."""
    for text in re.split(r"\n(?=[A-Za-z0-9])", lock):
        if found := _NAME.match(text):
            yield re.sub(r"[-_.]+", "-", found[0]).lower(), text.rstrip()


def wanted_by(text: str) -> tuple[bool, set[str]]:
    """Whether the project itself wants a package, and the packages that do."""
    said = [line.strip() for line in text.splitlines() if line.strip().startswith("#")]
    others = {found[1].lower() for line in said if (found := _VIA.match(line))}
    return any(PROJECT.match(line) for line in said), others - {"via"}


def runtime(lock: str) -> str:
    """The lines of the packages that the service needs, in the lock's order."""
    texts: dict[str, list[str]] = {}
    for name, text in entries(lock):
        texts.setdefault(name, []).append(text)
    wants = {name: wanted_by("\n".join(each)) for name, each in texts.items()}
    kept = {name for name, (project, _) in wants.items() if project}
    while more := {name for name, (_, by) in wants.items() if by & kept} - kept:
        kept |= more
    return "\n".join(text for name, each in texts.items() if name in kept for text in each) + "\n"


if __name__ == "__main__":
    sys.stdout.write(runtime(LOCK.read_text()))
