"""Having a file rewritten by a child process, so that a crafted one harms nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

#: Seconds of real time for one file; the child bounds its own processor time, memory and output.
WALL_SECONDS = 50
PROGRAM = Path(__file__).with_name("rewriter.py")
BEYOND = (
    "Ce fichier demande trop de calcul pour être lu sans risque : imprimez-le en PDF ou réduisez"
    " l’image, puis renvoyez-le."
)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What may be shown in place of the original."""

    content: bytes
    media_type: str
    pages: int


class Unfit(Exception):
    """The file cannot be shown; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def rewrite(content: bytes, media_type: str, *, watermark: str | None = None) -> Rewritten:
    """The same pages or picture without anything that acts, carries or tells more than it shows.

    watermark: a text laid across. Raises Unfit for what is damaged, protected, active or beyond
    the limits; OSError when no process can be started at all.
    """
    with tempfile.TemporaryDirectory(prefix="rewrite-") as folder:
        source, target, order = (Path(folder) / name for name in ("in", "out", "order.json"))
        source.write_bytes(content)
        order.write_text(
            json.dumps(
                {
                    "source": str(source),
                    "target": str(target),
                    "type": media_type,
                    "watermark": watermark,
                    "font": str(settings.WATERMARK_FONT),
                }
            )
        )
        answer = _child(order, folder)
        if not answer["ok"]:
            raise Unfit(answer["reason"])
        return Rewritten(target.read_bytes(), answer["type"], answer["pages"])


def _child(order: Path, folder: str) -> dict[str, Any]:
    """The child's answer. It gets no environment, no terminal, and a folder that will vanish."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", str(PROGRAM), str(order)],
            cwd=folder,
            env={"LC_ALL": "C.UTF-8", "TMPDIR": folder},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unfit(BEYOND) from None
    if done.returncode != 0:
        # Out of memory, out of time, or a library that gave way under a crafted file.
        raise Unfit(BEYOND)
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Unfit(BEYOND) from None
