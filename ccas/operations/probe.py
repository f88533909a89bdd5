"""What a container asks itself: `python -m ccas.operations.probe [port] [path] [status]`.

Straight to the process, under a host that it accepts; 0 when it answers as expected.
"""

import http.client
import os
import sys
from collections.abc import Sequence

PATIENCE = 4.0


def answers(port: int, path: str, status: int) -> bool:
    """Whether this machine's process answers that status on that port."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        link.request("GET", path, headers={"Host": host.lstrip(".")})
        return link.getresponse().status == status
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def main(arguments: Sequence[str]) -> int:
    """0 when it answers, 1 otherwise."""
    port, path, status = (*arguments, *("8000", "/sante/pret/", "200")[len(arguments) :])
    return 0 if answers(int(port), path, int(status)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
