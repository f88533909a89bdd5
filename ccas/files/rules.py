"""What may be received: sizes, kinds of content told by their bytes, names that are display only.

Sources: project decisions (20 MB a file; PDF, JPEG, PNG, HEIC and WebP; no archive). A file is
believed by its bytes, never by its name or by what the browser says of it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

#: The largest file, in bytes; and the largest piece of a resumable upload.
MAX_BYTES = 20 * 1024 * 1024
PART_BYTES = 512 * 1024
#: How many bytes of each end of a file are looked at.
ENDS = 1024
NAME_LENGTH = 150

PDF, JPEG, PNG, HEIC, WEBP = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/heic",
    "image/webp",
)
#: In the words of the person who sends.
LABELS = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", HEIC: "HEIC", WEBP: "WebP"}
IMAGES = frozenset({JPEG, PNG, HEIC, WEBP})
ALL = frozenset(LABELS)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc"})


@dataclass(frozen=True, slots=True)
class Ends:
    """The first and the last bytes of a file, and its length."""

    head: bytes
    tail: bytes
    size: int


def media_type(file: Ends) -> str | None:
    """The type the bytes tell, or None when it is none of ours.

    A PDF begins at byte 0 and has its end marker near its end: what hides before the one or far
    behind the other is another file under the same skin.
    """
    head = file.head
    if head.startswith(b"%PDF-") and b"%%EOF" in file.tail:
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in file.tail:
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    return None


def megabytes(size: int) -> str:
    """A size as people read it: « 3,4 Mo »."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} ko"
    return f"{size / (1024 * 1024):.1f}".replace(".", ",").removesuffix(",0") + " Mo"


def size_sentences(name: str, size: int, *, used: int, quota: int) -> list[str]:
    """Why a file of this size cannot be received; `used` of `quota` bytes are already taken."""
    if size <= 0:
        return [f"« {name} » est vide : choisissez-le à nouveau."]
    if size > MAX_BYTES:
        return [
            f"« {name} » pèse {megabytes(size)} ; la limite est de {megabytes(MAX_BYTES)} par"
            " fichier. Réduisez la qualité de la photo ou séparez le document."
        ]
    if used + size > quota:
        left = max(0, quota - used)
        return [
            f"« {name} » pèse {megabytes(size)} ; il reste {megabytes(left) if left else '0 ko'}"
            f" sur les {megabytes(quota)} de ce dossier. Retirez une pièce devenue inutile."
        ]
    return []


def type_sentences(name: str, file: Ends, accepted: Iterable[str]) -> list[str]:
    """Why these bytes are not a file we take."""
    found = media_type(file)
    wanted = frozenset(accepted)
    if found in wanted:
        return []
    list_of = ", ".join(label for key, label in LABELS.items() if key in wanted)
    if found is not None:
        return [f"« {name} » est un fichier {LABELS[found]} ; sont acceptés ici : {list_of}."]
    if file.head.startswith(b"%PDF-"):
        return [
            f"« {name} » commence comme un PDF mais n’en a pas la fin : il est incomplet ou"
            " contient autre chose. Enregistrez-le à nouveau."
        ]
    if file.head[:2] == b"PK" or file.head[:4] in (b"Rar!", b"7z\xbc\xaf"):
        return [
            f"« {name} » est une archive ou un document de bureautique : enregistrez-le en PDF,"
            " ou envoyez chaque pièce séparément."
        ]
    return [f"« {name} » n’est pas d’un type accepté : {list_of}."]


def clean_name(name: str) -> str:
    """A name to show: no path, no control or direction-changing character, NFC, not too long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    kept = " ".join(kept.split())
    if not kept.strip(". "):
        return "fichier"
    if len(kept) <= NAME_LENGTH:
        return kept
    stem, dot, extension = kept.rpartition(".")
    if not dot or len(extension) > 8:
        return kept[:NAME_LENGTH]
    return f"{stem[: NAME_LENGTH - len(extension) - 1]}.{extension}"
