"""From frozen facts to a PDF: one WeasyPrint, set up once per process.

Why it is driven this way (measured, see docs): the font configuration, the parsed style sheets
and the fetcher live as long as the process; fonts are static TrueType; drawings are flat and
their operators made once. Nothing outside the bundled assets is ever read: any other address
stops the rendering.

WeasyPrint is imported by the first rendering, so that web processes never pay for it.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from django.template import Context, Engine, TemplateDoesNotExist
from django.utils.html import escape

from ccas.documents import glyphs, strips
from ccas.documents.claims import square_of
from ccas.documents.lines import remember_lines
from ccas.documents.pages import MalformedPage, page_class
from ccas.documents.standards import both_standards
from ccas.documents.streams import make_ready
from ccas.documents.styles import remember_styles
from ccas.documents.vector import Drawing, qr_drawing

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FOLDER = TEMPLATES / "pdf"
#: Relative addresses in templates and style sheets resolve here, and only the fetcher answers.
ORIGIN = "https://assets.invalid/"
#: The name under which the colour profile that PDF/A wants is known to the document.
COLOURS = "screen"
#: The drawing made for each document.
QR_CODE = ORIGIN + "qr.svg"

#: The one message of WeasyPrint that slows a document down without making it wrong.
SLOW_SUBSETTING = "instead of HarfBuzz-Subset"


#: White space around the tags of blocks shows nothing, and costs a box each.
BETWEEN_BLOCKS = re.compile(
    r"\s*(</?(?:html|head|body|div|p|h[1-3]|table|thead|tbody|tr|th|td|ol|ul|li)\b[^>]*>)\s*"
)


class RenderingError(Exception):
    """The document is not made. The message is a French sentence for the person in charge."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished PDF."""

    content: bytes
    pages: int


class KindTemplates(Protocol):
    """What the renderer needs to know of a kind of document."""

    @property
    def template(self) -> str:
        """The template's name, under ``templates/``."""

    @property
    def stylesheets(self) -> tuple[str, ...]:
        """The style sheets, in the order of the cascade."""


class _MissingFact(str):
    """Django asks it for the text of an unknown variable: there is none, so it raises."""

    __slots__ = ()

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: object) -> str:
        raise RenderingError(
            f"Le fait « {variable} » manque : le document ne peut pas être établi."
        )


@cache
def templates() -> Engine:
    """The documents' own template engine: escapes everything, and a missing fact is an error."""
    return Engine(
        dirs=[TEMPLATES],
        autoescape=True,
        string_if_invalid=_MissingFact("%s"),
        builtins=["ccas.documents.typography"],
        loaders=[
            (
                "django.template.loaders.cached.Loader",
                ["django.template.loaders.filesystem.Loader"],
            )
        ],
    )


def normalised(value: Any) -> Any:
    """Return JSON facts with every text in NFC: one letter, one glyph, one way to search it."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {key: normalised(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [normalised(item) for item in value]
    return value


def to_html(kind: KindTemplates, facts: dict[str, Any]) -> str:
    """Fill the template of a kind with facts; raise `RenderingError` on what cannot be printed."""
    try:
        html = templates().get_template(kind.template).render(Context(facts))
    except RenderingError:
        raise
    except TemplateDoesNotExist as error:
        raise RenderingError(f"Le gabarit « {error} » manque.") from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RenderingError(f"Un fait du document est mal formé : {error}") from error
    html = BETWEEN_BLOCKS.sub(r"\1", html)
    if unknown := glyphs.missing(html):
        raise RenderingError(
            "Les polices du document ne savent pas écrire : " + glyphs.describe(unknown) + "."
        )
    return html


class Renderer:
    """WeasyPrint, set up once. `make` may be called from several threads: one works at a time."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # A machine without any font of its own is fine: ours are bundled.
            warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")
            warnings.filterwarnings("ignore", message="FontConfig cannot load default config file")
            import weasyprint  # noqa: PLC0415 - costs a second: only who renders pays for it
            from weasyprint.css import ColorProfile  # noqa: PLC0415
            from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
            from weasyprint.urls import (  # noqa: PLC0415
                FatalURLFetchingError,
                URLFetcherResponse,
            )

            self._fonts = FontConfiguration()
            self.lines = remember_lines(self._fonts)
            self.styles = remember_styles(self._fonts)
        # WeasyPrint's own, read once: by itself it opens the file for each document.
        profile = (resources.files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()

        class Colours(ColorProfile):  # type: ignore[misc,valid-type]
            # As in the file: the library that reads it writes other bytes once its name was asked.
            content = profile

        self._colours = Colours(
            BytesIO(profile), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
        )
        self._weasyprint = weasyprint
        self._fatal = FatalURLFetchingError
        self._lock = threading.Lock()
        self._assets = bundled_assets()
        self.fetcher = Fetcher(self._assets, FatalURLFetchingError, URLFetcherResponse)
        self._sheets: dict[str, Any] = {}
        self._drawings = {
            ORIGIN + path.name: Drawing.from_svg(path.read_text(encoding="utf-8"))
            for path in FOLDER.glob("*.svg")
        }
        with self._strict():
            self._sheet("fonts.css", font_faces())
            self._page = page_class(weasyprint.HTML, self._sheet("base.css"))

    def _sheet(self, name: str, text: str | None = None) -> Any:
        """Return a style sheet of the family, parsed once."""
        if name not in self._sheets:
            if text is None:
                try:
                    text = (FOLDER / name).read_text(encoding="utf-8")
                except OSError as error:
                    raise RenderingError(f"La feuille de style « {name} » manque.") from error
            self._sheets[name] = self._weasyprint.CSS(
                string=text, base_url=ORIGIN, url_fetcher=self.fetcher, font_config=self._fonts
            )
        return self._sheets[name]

    @contextmanager
    def _strict(self) -> Iterator[None]:
        """Turn what WeasyPrint would only log into an error."""
        log = logging.getLogger("weasyprint")
        heard = _Ear()
        before = log.propagate
        log.addHandler(heard)
        log.propagate = False
        self.fetcher.refused.clear()
        try:
            yield
        except self._fatal as error:
            raise RenderingError(str(error)) from error
        finally:
            log.removeHandler(heard)
            log.propagate = before
        if self.fetcher.refused:
            raise RenderingError(self.fetcher.refused[0])
        for message in heard.messages:
            if SLOW_SUBSETTING not in message:
                raise RenderingError(f"Le moteur de rendu refuse le document : {message}")
            warnings.warn(message, RuntimeWarning, stacklevel=2)

    def make(self, kind: KindTemplates, facts: dict[str, Any]) -> Rendering:
        """Return the PDF (PDF/A-3a and PDF/UA-1) of these facts, and its number of pages.

        Same facts, same bytes. Raise `RenderingError` when a fact, a glyph or an asset is
        missing, or when WeasyPrint says anything at all.
        """
        facts = normalised(facts)
        html = to_html(kind, facts)
        attached = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
        return self.write(html, kind.stylesheets, square_of(facts["document"]), attached)

    def write(
        self, html: str, stylesheets: tuple[str, ...], address: str | None, attached: bytes
    ) -> Rendering:
        """Lay out and write HTML with the family's style sheets and the QR of an address."""
        with self._lock, self._strict():
            pictures: dict[str, Any] = dict(self._drawings)
            for name in strips.wanted(html):
                pictures[ORIGIN + name] = strips.drawing(name)
            if address:
                pictures[QR_CODE] = qr_drawing(address)
            document = self._read(html).render(
                font_config=self._fonts,
                stylesheets=[
                    self._sheet("fonts.css"),
                    *(self._sheet(name) for name in stylesheets),
                ],
                cache=pictures,
                color_profiles={COLOURS: self._colours},
                output_intent=COLOURS,
                pdf_variant="pdf/a-3a",
            )
            metadata = document.metadata
            metadata.generate_rdf_metadata = both_standards(metadata.generate_rdf_metadata)
            content = document.write_pdf(
                pdf_variant="pdf/a-3a",
                output_intent=COLOURS,
                pdf_identifier=hashlib.sha256(attached).digest()[:16],
                attachments=[self._attachment(attached, metadata.created)],
                finisher=_finish,
            )
            return Rendering(content, len(document.pages))

    def _read(self, html: str) -> Any:
        try:
            return self._page(html, ORIGIN, self.fetcher)
        except MalformedPage as error:
            raise RenderingError(f"Le gabarit du document est mal formé : {error}.") from error

    def _attachment(self, content: bytes, created: str | None) -> Any:
        """Return the facts as the file that PDF/A-3 carries."""
        day = datetime.fromisoformat(created) if created else datetime(2000, 1, 1)
        return self._weasyprint.Attachment(
            string=content,
            base_url=ORIGIN + "faits.json",
            url_fetcher=self.fetcher,
            name="faits.json",
            description="Les faits que ce document atteste",
            created=day,
            modified=day,
            relationship="Data",
        )


class Fetcher:
    """Answers from a dictionary of bundled assets; any other address stops the rendering.

    WeasyPrint swallows ordinary exceptions and draws the page without the asset, so the refusal
    is its own fatal error; as some of its code swallows even that one, ``refused`` remembers.
    """

    _fail_on_errors = True

    def __init__(self, assets: dict[str, tuple[bytes, str]], fatal: type, response: type) -> None:
        self._assets, self._fatal, self._response = assets, fatal, response
        self.refused: list[str] = []

    def __call__(self, url: str) -> Any:
        """Return the asset at this address, or raise WeasyPrint's fatal error."""
        if url not in self._assets:
            shown = url if len(url) <= 120 else url[:120] + "…"
            self.refused.append(
                f"Le document demande « {shown} », qui n’est pas une ressource embarquée."
            )
            raise self._fatal(self.refused[-1])
        content, kind = self._assets[url]
        return self._response(url, content, {"Content-Type": kind})


class _Ear(logging.Handler):
    """Keep every warning and error of a rendering."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def bundled_assets() -> dict[str, tuple[bytes, str]]:
    """Read the fonts; the drawings and style sheets are handed over already parsed."""
    assets = {}
    for name in glyphs.FACES:
        try:
            assets[ORIGIN + "fonts/" + name] = ((glyphs.FONTS / name).read_bytes(), "font/ttf")
        except OSError as error:
            raise RenderingError(f"La police embarquée « {name} » manque.") from error
    return assets


def font_faces(address: str = "fonts/") -> str:
    """Return the @font-face rules of the family; ``address`` is where the files are."""
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{escape(address + name)}") format("truetype") }}'
        for name, (family, weight, style) in glyphs.FACES.items()
    )


def _finish(document: Any, pdf: Any) -> None:
    """Refuse a document that took a letter from a font of the machine; compress the others."""
    strangers = {font.family for font in document.fonts.values()} - glyphs.FAMILIES
    if strangers:
        raise RenderingError(
            "Le document emprunte une police de la machine : " + ", ".join(sorted(strangers)) + "."
        )
    make_ready(pdf)


@cache
def renderer() -> Renderer:
    """Return the process's renderer, made at its first use.

    What the process holds by then lives as long as it: put out of the way of the garbage
    collector, which otherwise walks all of it again every few documents, a tenth of their cost.
    """
    made = Renderer()
    gc.collect()
    gc.freeze()
    return made


def render(kind_templates: KindTemplates, facts: dict[str, Any]) -> bytes:
    """Return the PDF of frozen facts. Same facts, same bytes; errors are `RenderingError`."""
    return renderer().make(kind_templates, facts).content
