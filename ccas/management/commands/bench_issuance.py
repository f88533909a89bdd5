"""Measure a session's issuance: rendered and sealed, against the naive pipeline and others.

CPU time, warm, all in one run: on a shared machine seconds lie and ratios do not. Only the gain of
a second process is of seconds, and says so.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.template import Context

from ccas.documents import glyphs, kinds, sealing
from ccas.documents.renderer import FOLDER, renderer, templates
from ccas.documents.sealing.authority import load_pkcs12, throwaway
from ccas.loops import apart
from ccas.management.commands.bench_documents import (
    SAMPLES,
    as_a_page,
    cpu,
    naively,
    others,
    read_facts,
)

#: What a candidate is given.
PAPERS = ("certificate", "transcript")
#: What LibreOffice is asked to write.
ARCHIVE = "pdf:writer_pdf_Export:" + json.dumps(
    {
        "SelectPdfVersion": {"type": "long", "value": "3"},
        "UseTaggedPDF": {"type": "boolean", "value": "true"},
        "PDFUACompliance": {"type": "boolean", "value": "true"},
    }
)
TYPST = Path(settings.BASE_DIR) / "tests" / "bench" / "typst"
OFFICE = Path(settings.BASE_DIR) / "tests" / "bench" / "libreoffice"
#: Documents of one batch of LibreOffice: its start is shared among them.
MERGED = 20


class Command(BaseCommand):
    help = "Émission d’une session, rendue et scellée : rapports mesurés dans une seule exécution."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--few", type=int, default=10, help="petite session (10)")
        parser.add_argument("--many", type=int, default=100, help="grande session (100)")
        parser.add_argument("--labour", action="store_true", help="un processus de la mesure")
        parser.add_argument("--window", type=float, default=8, help="secondes par mesure (8)")
        parser.add_argument("--rounds", type=int, default=3, help="tours de mesure (3)")

    def figure(self, name: str, value: float, unit: str = "x") -> None:
        """Print one figure."""
        self.stdout.write(f"FIGURE {name} {value:.2f} {unit}")

    def handle(self, *args: Any, **options: Any) -> None:
        """Warm everything once, then measure."""
        if options["labour"]:
            labour()
            return
        facts = {code: read_facts(SAMPLES / f"{code}.json") for code in PAPERS}
        for code in PAPERS:
            sealing.seal(paper(code, facts[code], 0))
        self.seal(facts, options["rounds"])
        self.pipeline(facts, options["rounds"])
        self.flatness(facts, options["few"], options["many"])
        self.processes(options["rounds"], options["window"])
        self.typst(facts, options["rounds"])
        self.libreoffice(facts, options["rounds"])

    def seal(self, facts: dict[str, dict], rounds: int) -> None:
        """One seal, against the bare signature of the same key."""
        content = paper("certificate", facts["certificate"], 1)
        private = load_pkcs12()[0]
        seals, bare, whole = [], [], []
        for turn in range(rounds):
            seals.append(cpu(lambda: [sealing.seal(content) for _ in range(10)]) / 10)
            bare.append(
                cpu(lambda: [private.sign(content[:99], PKCS1v15(), SHA256()) for _ in range(50)])
                / 50
            )
            whole.append(
                cpu(lambda t=turn: [ours("certificate", facts["certificate"], t) for _ in range(5)])
                / 5
            )
        one, signature = statistics.median(seals), statistics.median(bare)
        self.stdout.write(
            f"sceau : {one * 1000:.1f} ms ; signature RSA seule : {signature * 1000:.2f} ms"
        )
        self.figure("seal_vs_bare_rsa", one / signature)
        self.figure("sealed_documents_per_core_second", 1 / statistics.median(whole), "/s")

    def pipeline(self, facts: dict[str, dict], rounds: int) -> None:
        """A candidate's papers, rendered and sealed, against the naive way of both."""
        fast, slow = [], []
        with tempfile.TemporaryDirectory() as web:
            as_a_page(Path(web), woff2=True)
            for turn in range(rounds):
                fast.append(cpu(lambda t=turn: candidate(facts, t)))
                slow.append(cpu(lambda t=turn, w=web: naive_candidate(Path(w), facts, t)))
        quick, naive = statistics.median(fast), statistics.median(slow)
        self.stdout.write(
            f"un candidat : {quick * 1000:.0f} ms, chaîne naïve {naive * 1000:.0f} ms"
        )
        self.figure("issuance_speedup_vs_naive", naive / quick)

    def flatness(self, facts: dict[str, dict], few: int, many: int) -> None:
        """CPU a candidate in a large session, against a small one."""
        small = cpu(lambda: [candidate(facts, rank) for rank in range(few)]) / few
        large = cpu(lambda: [candidate(facts, rank) for rank in range(many)]) / many
        again = cpu(lambda: [candidate(facts, rank) for rank in range(few)]) / few
        self.figure("cpu_per_candidate_many_vs_few", large / ((small + again) / 2))

    def processes(self, rounds: int, window: float) -> None:
        """Certificates a second of one process and of two, in turns. Seconds: an idle machine
        tells."""
        rates: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(rounds):
            for count, found in rates.items():
                found.append(throughput(count, window))
        middle = {count: statistics.median(found) for count, found in rates.items()}
        for count, rate in middle.items():
            self.stdout.write(f"{count} processus : {rate:.1f} parchemins scellés par seconde")
        self.figure("two_processes_vs_one", middle[2] / middle[1])

    def typst(self, facts: dict[str, dict], rounds: int) -> None:
        """The same content by Typst: neither sealed, nor tagged, nor PDF/A."""
        import typst  # noqa: PLC0415 - installed for tests and measures only

        for code in PAPERS:
            source = TYPST / f"{code}.typ"

            def by_typst(rank: int, code: str = code, source: Path = source) -> bytes:
                given = json.dumps(others(facts[code], rank), ensure_ascii=False)
                return typst.compile(
                    str(source),
                    font_paths=[str(glyphs.FONTS)],
                    sys_inputs={"facts": given},
                )

            by_typst(0)
            theirs = [cpu(lambda t=turn: by_typst(t)) for turn in range(rounds)]
            our = [cpu(lambda t=turn, c=code: paper(c, facts[c], t)) for turn in range(rounds)]
            self.figure(f"{code}_vs_typst", statistics.median(theirs) / statistics.median(our))

    def libreoffice(self, facts: dict[str, dict], rounds: int) -> None:
        """The same content, fonts and pictures merged into a model of an office, converted by
        LibreOffice in one batch, when it is there: PDF/A-3 and tagged as ours, not sealed."""
        program = shutil.which("soffice")
        if program is None:
            self.stdout.write("LibreOffice n’est pas installé : rien ne lui est comparé.")
            return
        for code in PAPERS:
            theirs, our = [], []
            for _ in range(rounds):
                with tempfile.TemporaryDirectory() as folder:
                    letters = [Path(folder) / f"{rank}.fodt" for rank in range(MERGED)]
                    for rank, letter in enumerate(letters):
                        letter.write_text(merge(code, others(facts[code], rank)), encoding="utf-8")
                    spent, made = convert(program, Path(folder), letters)
                if made < MERGED:
                    self.stdout.write(f"LibreOffice n’a rendu que {made} documents sur {MERGED}.")
                    return
                theirs.append(spent / MERGED)
                our.append(
                    cpu(lambda c=code: [paper(c, facts[c], rank) for rank in range(MERGED)])
                    / MERGED
                )
            office, us = statistics.median(theirs), statistics.median(our)
            self.stdout.write(f"{code} : {us * 1000:.0f} ms, LibreOffice {office * 1000:.0f} ms")
            self.figure(f"{code}_vs_libreoffice", office / us)


def merge(code: str, facts: dict[str, Any]) -> str:
    """The model of a kind of document, filled as a mail merge fills it: flat OpenDocument."""
    import segno  # noqa: PLC0415 - only who draws a code pays for it

    square = BytesIO()
    segno.make(facts["document"]["verification_url"], micro=False).save(square, "png", scale=8)
    drawn = {name: (FOLDER / f"{name}.svg").read_bytes() for name in ("band", "certificate")}
    pictures = {
        name: base64.b64encode(content).decode()
        for name, content in {**drawn, "qr": square.getvalue()}.items()
    }
    model = templates().from_string((OFFICE / f"{code}.fodt").read_text(encoding="utf-8"))
    return model.render(Context({**facts, "pictures": pictures}))


def convert(program: str, folder: Path, letters: list[Path]) -> tuple[float, int]:
    """Have LibreOffice make PDFs of these documents, with our fonts and a new profile.

    Gives the seconds of processor spent, and how many PDFs there are in the folder.
    """
    fonts = folder / "fonts.conf"
    fonts.write_text(
        f"<fontconfig><dir>{glyphs.FONTS}</dir><cachedir>{folder}/cache</cachedir></fontconfig>"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [
            *(program, "--headless", f"-env:UserInstallation=file://{folder}/profile"),
            *("--convert-to", ARCHIVE, "--outdir", folder, *letters),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        check=True,
        capture_output=True,
        timeout=300,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, len(list(folder.glob("*.pdf")))


def paper(code: str, facts: dict[str, Any], rank: int) -> bytes:
    """Render a document of another holder."""
    return renderer().make(kinds.get(code), others(facts, rank)).content


def ours(code: str, facts: dict[str, Any], rank: int) -> bytes:
    """Render and seal it."""
    return sealing.seal(paper(code, facts, rank)).content


def candidate(facts: dict[str, dict], rank: int) -> list[bytes]:
    """All the papers of a candidate."""
    return [ours(code, facts[code], rank) for code in PAPERS]


def naive_candidate(web: Path, facts: dict[str, dict], rank: int) -> list[bytes]:
    """The same, as most programs do: everything anew, and pyHanko's own signer from the file."""
    return [naive_seal(naively(web, kinds.get(c), others(facts[c], rank))) for c in PAPERS]


def naive_seal(content: bytes) -> bytes:
    """Sign as the documentation of pyHanko shows."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415
    from pyhanko.sign import signers  # noqa: PLC0415 - half a second

    signer = signers.SimpleSigner.load_pkcs12(str(throwaway() / "seal.p12"), passphrase=None)
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        apart(
            signers.sign_pdf,
            IncrementalPdfFileWriter(BytesIO(content)),
            signers.PdfSignatureMetadata(field_name="Sceau"),
            signer=signer,
            output=out,
        )
    return out.getvalue()


def throughput(count: int, window: float) -> float:
    """Sealed certificates a second that ``count`` warm processes make side by side, all of them at
    work during the whole window, in seconds."""
    workers = [
        subprocess.Popen(
            [sys.executable, "manage.py", "bench_issuance", "--labour"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    pipes = [(worker.stdin, worker.stdout) for worker in workers]
    for _, heard in pipes:
        heard.readline()  # type: ignore[union-attr] - both are pipes
    until = time.time() + window + 0.2  # the fifth of a second in which everyone is told
    for told, _ in pipes:
        told.write(f"{until - window} {until}\n")  # type: ignore[union-attr]
        told.flush()  # type: ignore[union-attr]
    made = [float(heard.readline()) for _, heard in pipes]  # type: ignore[union-attr]
    for worker in workers:
        worker.communicate()
    return sum(made) / window


def labour() -> None:
    """What one process does: warm up, say so, hear from when to when to work, say how many
    certificates that made, the last one counted for its share inside the window."""
    facts = read_facts(SAMPLES / "certificate.json")
    for rank in range(5):
        ours("certificate", facts, rank)
    print("ready", flush=True)
    begin, end = (float(word) for word in sys.stdin.readline().split())
    time.sleep(max(0, begin - time.time()))
    made, before = 0.0, time.time()
    while before < end:
        ours("certificate", facts, int(made))
        now = time.time()
        made += 1 if now <= end else (end - before) / (now - before)
        before = now
    print(made, flush=True)
