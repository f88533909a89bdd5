"""A process that takes one list away, for few lines then for all: its peak of memory each time.

python -m tests.bench.exporting <account> <form>: one line of JSON, in megabytes.
"""

import json
import resource
import sys
from uuid import UUID

import django

#: ru_maxrss counts kibibytes on Linux, bytes on macOS.
UNIT = 1024 if sys.platform != "darwin" else 1


def peak() -> float:
    """The highest this process has been, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / 1_000_000


def main(account: str, form: str) -> None:
    """Export the directory twice."""
    django.setup()
    from ccas.actors import Actor
    from tests.ccas.exchange.counting import lines_taken

    by = Actor(UUID(account), "officer")
    few = lines_taken("parcours", {"q": "B-00042"}, form=form, by=by)
    before = peak()
    every = lines_taken("parcours", {}, form=form, by=by)
    print(json.dumps({"few": few, "lines": every, "before": before, "after": peak()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
