"""Measure how fast documents are made, and against the naive way of calling WeasyPrint.

CPU time of this process, warm, in alternating rounds of one run: on a shared machine, seconds
lie and ratios do not.
"""

from __future__ import annotations

import copy
import json
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ccas.documents import glyphs, kinds, strips
from ccas.documents.models import new_verification_code
from ccas.documents.renderer import FOLDER, Renderer, font_faces, normalised, to_html

#: Kinds measured, and the plural of their figure.
MEASURED = {"certificate": "certificates", "transcript": "transcripts"}
SAMPLES = Path(settings.BASE_DIR) / "tests" / "ccas" / "documents" / "samples"


class Command(BaseCommand):
    help = "Documents par seconde et par cœur, et rapport à l’usage naïf de WeasyPrint."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rounds", type=int, default=3, help="tours de mesure (3)")
        parser.add_argument("--each", type=int, default=8, help="documents par tour (8)")
        parser.add_argument(
            "--plain", action="store_true", help="usage naïf avec nos polices TrueType"
        )
        parser.add_argument("--facts", type=Path, default=SAMPLES, help="dossier des faits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print three figures a kind, and what they are made of."""
        driven = Renderer()
        self.stdout.write(
            "Temps de processeur, à chaud. Naïf : feuilles de style, images et polices WOFF2 liées "
            "par adresse comme dans une page web, configuration neuve et chargeur par défaut à "
            "chaque document. « same_fonts » : le même, avec nos fichiers TrueType."
        )
        with tempfile.TemporaryDirectory() as web, tempfile.TemporaryDirectory() as plain:
            as_a_page(Path(web), woff2=not options["plain"])
            as_a_page(Path(plain), woff2=False)
            for code, plural in MEASURED.items():
                facts = read_facts(options["facts"] / f"{code}.json")
                try:
                    kind = kinds.get(code)
                except KeyError:
                    raise CommandError(f"Aucun document « {code} » n’est déclaré.") from None
                driven.make(kind, others(facts, 0))
                naively(Path(plain), kind, others(facts, 0))
                fast, slow, same = [], [], []
                for turn in range(options["rounds"]):
                    batch = [others(facts, turn * 100 + at) for at in range(options["each"])]
                    one = batch[0]
                    fast.append(cpu(lambda k=kind, b=batch: [driven.make(k, each) for each in b]))
                    slow.append(cpu(lambda k=kind, o=one: naively(Path(web), k, o)))
                    same.append(cpu(lambda k=kind, o=one: naively(Path(plain), k, o)))
                quick = statistics.median(fast) / options["each"]
                naive, bare = statistics.median(slow), statistics.median(same)
                self.stdout.write(
                    f"{code} : {quick * 1000:.0f} ms, naïf {naive * 1000:.0f} ms "
                    f"({bare * 1000:.0f} ms avec les mêmes polices)"
                )
                self.stdout.write(f"FIGURE {code}_speedup_vs_naive {naive / quick:.1f} x")
                same_fonts = f"{code}_speedup_vs_naive_same_fonts"
                self.stdout.write(f"FIGURE {same_fonts} {bare / quick:.1f} x")
                self.stdout.write(f"FIGURE {plural}_per_core_second {1 / quick:.1f} /s")


def read_facts(path: Path) -> dict[str, Any]:
    """Read one sample of facts."""
    try:
        return normalised(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise CommandError(f"Les faits d’exemple manquent : {path}") from error


def others(facts: dict[str, Any], rank: int) -> dict[str, Any]:
    """Return the facts of another document: name, number and code change, so nothing is reused."""
    changed = copy.deepcopy(facts)
    code = new_verification_code()
    document = changed["document"]
    document["verification_url"] = document["verification_url"].replace(
        document["verification_code"], code
    )
    document["verification_code"] = code
    document["number"] = f"{document['number'][:-6]}{rank:06d}"
    changed["holder"]["display_name"] = f"{changed['holder']['display_name']} {chr(65 + rank % 26)}"
    return changed


def cpu(work: Callable[[], object]) -> float:
    """Return the seconds of processor that some work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def as_a_page(folder: Path, *, woff2: bool) -> None:
    """Lay style sheets, fonts and pictures in a folder, linked by address as a page links them.

    Packages of web fonts hold WOFF2 files; with ``woff2`` ours become such files.
    """
    for path in [*FOLDER.glob("*.css"), *FOLDER.glob("*.svg")]:
        shutil.copy(path, folder)
    shutil.copytree(glyphs.FONTS, folder / "fonts")
    rules = font_faces()
    if woff2:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - only who renders pays for it

        for name in glyphs.FACES:
            font = TTFont(folder / "fonts" / name)
            font.flavor = "woff2"
            font.save(folder / "fonts" / name.replace(".ttf", ".woff2"))
        rules = rules.replace(".ttf", ".woff2").replace("truetype", "woff2")
    (folder / "fonts.css").write_text(rules, encoding="utf-8")


def naively(folder: Path, kind: kinds.DocumentKind, facts: dict[str, Any]) -> bytes:
    """Make the same document as most programs do: everything anew, by addresses, each time."""
    import segno  # noqa: PLC0415 - as renderer.py: only who renders pays for it
    import weasyprint  # noqa: PLC0415

    code = segno.make(facts["document"]["verification_url"], micro=False)
    code.save(str(folder / "qr.svg"), border=0)
    html = to_html(kind, facts).replace("<head>", "<head>" + "".join(links(kind)))
    for name in strips.wanted(html):
        (folder / name).write_text(strips.as_svg(name), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return weasyprint.HTML(string=html, base_url=f"{folder}/").write_pdf()


def links(kind: kinds.DocumentKind) -> Iterator[str]:
    """Return the style sheets as a page links them."""
    for name in ("fonts.css", *kind.stylesheets):
        yield f'<link rel="stylesheet" href="{name}">'
