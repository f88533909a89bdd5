"""The child process that opens a received file and writes what may be shown of it.

Run by its path (`python rewriter.py order.json`), alone: no Django, no secret in its environment,
bounded CPU, memory and output. It prints one line of JSON: {"ok": true, "type", "pages"} or
{"ok": false, "reason": a French sentence}. Whatever else happens to it is a refusal for its parent.
"""

import json
import math
import resource
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image, ImageCms, ImageDraw, ImageFont, ImageOps

CPU_SECONDS = 30
MEMORY_BYTES = 2 * 1024**3
OUTPUT_BYTES = 80 * 1024**2
MAX_PAGES = 300
#: What the streams of a PDF may weigh once inflated: three hundred pages scanned in grey.
INFLATED_BYTES = 512 * 1024**2
MAX_PIXELS = 80_000_000
#: The longest side of an image that is shown: enough to read a page of A4 at 300 dpi.
LONGEST_SIDE = 4000
FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
#: What makes a PDF act, or carry another file: refused, each with the word its author knows.
ACTIVE_KEYS = {
    "/JS": "un script",
    "/JavaScript": "un script",
    "/XFA": "un formulaire XFA",
    "/EmbeddedFiles": "un fichier joint",
    "/EF": "un fichier joint",
    "/RichMediaContent": "un contenu multimédia",
}
ACTIVE_KINDS = {
    "/JavaScript": "un script",
    "/Rendition": "un contenu multimédia",
    "/Launch": "une commande à lancer",
    "/SubmitForm": "un envoi de formulaire",
    "/ImportData": "un import de données",
    "/GoToE": "un fichier joint",
    "/RichMedia": "un contenu multimédia",
    "/Movie": "un contenu multimédia",
    "/Sound": "un contenu multimédia",
    "/Screen": "un contenu multimédia",
    "/3D": "un contenu multimédia",
    "/FileAttachment": "un fichier joint",
}


class Unfit(Exception):
    """The file cannot be shown; the message is a French sentence."""


def bound() -> None:
    """Take away from this process what a crafted file could abuse."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def rewrite_pdf(source: Path, target: Path, watermark: str | None, font: str) -> dict[str, Any]:
    """A PDF saved anew, without metadata, links or fields that act. Gives its type and pages."""
    try:
        pdf = pikepdf.open(source, attempt_recovery=True, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Unfit(
            "Ce PDF est protégé par un mot de passe : enregistrez-le sans protection."
        ) from None
    except pikepdf.PdfError:
        raise Unfit("Ce PDF est abîmé : enregistrez-le à nouveau, puis renvoyez-le.") from None
    with pdf:
        # Protected by its owner only: everybody may read it, and the rewrite is not encrypted.
        count = len(pdf.pages)
        if not count:
            raise Unfit("Ce PDF n’a aucune page.")
        if count > MAX_PAGES:
            raise Unfit(f"Ce PDF a {count} pages ; la limite est de {MAX_PAGES}. Séparez-le.")
        found = sorted(_active(pdf))
        if found:
            raise Unfit(
                f"Ce PDF contient {', '.join(found)} : imprimez-le en PDF (« Imprimer », puis"
                " « Enregistrer en PDF »), puis renvoyez-le."
            )
        _refuse_a_bomb(pdf)
        _quieten(pdf)
        if watermark:
            _watermark_pages(pdf, watermark, font)
        pdf.remove_unreferenced_resources()
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return {"type": "application/pdf", "pages": count}


def _active(pdf: pikepdf.Pdf) -> set[str]:
    """In words, what this PDF would do or carry besides its pages."""
    found = set()
    for thing in pdf.objects:
        for held in _dictionaries(thing):
            found |= {word for key, word in ACTIVE_KEYS.items() if key in held}
            for name in ("/S", "/Subtype", "/Type"):
                value = held.get(name)
                if isinstance(value, pikepdf.Name) and str(value) in ACTIVE_KINDS:
                    found.add(ACTIVE_KINDS[str(value)])
            if isinstance(held, pikepdf.Stream) and ("/F" in held or "/Ref" in held):
                found.add("une page prise ailleurs")
            if held.get("/Subtype") == pikepdf.Name.Image:
                pixels = int(held.get("/Width", 0)) * int(held.get("/Height", 0))
                if pixels > MAX_PIXELS:
                    found.add("une image démesurée")
    return found


def _refuse_a_bomb(pdf: pikepdf.Pdf) -> None:
    """Raise Unfit when the streams inflate beyond what a reader's machine should bear."""
    left = INFLATED_BYTES
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            left -= _inflated(thing, left)
        if left < 0:
            raise Unfit(
                "Ce PDF se gonfle démesurément à l’ouverture : imprimez-le en PDF, puis"
                " renvoyez-le."
            )


def _inflated(stream: pikepdf.Stream, most: int) -> int:
    """How many bytes the stream gives, counted up to `most` and no further."""
    filters = stream.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters]
    pieces = iter([stream.read_raw_bytes()])
    for name in names:
        if name not in ("/FlateDecode", "/Fl"):
            break  # pictures are bounded by their pixels, other filters by their small ratio
        pieces = _inflating(pieces)
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > most:
            return total
    return total


def _inflating(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces inflated, one megabyte at a time; what is damaged ends them."""
    opened = zlib.decompressobj()
    for piece in pieces:
        while piece and not opened.eof:
            try:
                yield opened.decompress(piece, 1 << 20)
            except zlib.error:
                return
            piece = opened.unconsumed_tail


def _dictionaries(thing: Any, depth: int = 0) -> list[Any]:
    """The dictionaries of an indirect object, those written inside it included."""
    if depth > 30:
        raise Unfit("Ce PDF est construit de façon trop compliquée : imprimez-le en PDF.")
    found = []
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        found.append(thing)
        children = [value for key, value in thing.items() if key != "/Parent"]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return found
    for child in children:
        if isinstance(child, pikepdf.Object) and not child.is_indirect:
            found += _dictionaries(child, depth + 1)
    return found


def _quieten(pdf: pikepdf.Pdf) -> None:
    """Take out what happens by itself (actions, links to elsewhere) and who made the file."""
    for key in ("/OpenAction", "/AA", "/Names", "/Metadata", "/PieceInfo", "/Perms", "/URI"):
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    for page in pdf.pages:
        for key in ("/AA", "/Metadata", "/PieceInfo"):
            if key in page.obj:
                del page.obj[key]
    for thing in pdf.objects:
        for held in _dictionaries(thing):
            for key in ("/AA", "/Metadata"):
                if key in held:
                    del held[key]
            for key in ("/A", "/PA", "/Next"):
                if _leads_elsewhere(held.get(key)):
                    del held[key]


def _leads_elsewhere(action: Any) -> bool:
    """Whether it is an action, and other than going to a page of this very document."""
    if isinstance(action, pikepdf.Array):
        return any(_leads_elsewhere(one) for one in action)
    if not isinstance(action, pikepdf.Dictionary) or "/S" not in action:
        return False
    return action["/S"] != pikepdf.Name.GoTo


def _watermark_pages(pdf: pikepdf.Pdf, text: str, font: str) -> None:
    """Lay the text across every page, as an image with transparency."""
    drawn = _watermark((1240, 1754), text, font).getchannel("A")
    mask = pikepdf.Stream(pdf, drawn.tobytes())
    mask.Type, mask.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    mask.Width, mask.Height = drawn.size
    mask.ColorSpace, mask.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    ink = pikepdf.Stream(pdf, bytes(3))
    ink.Type, ink.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    ink.Width = ink.Height = 1
    ink.ColorSpace, ink.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    ink.SMask = pdf.make_indirect(mask)
    image = pdf.make_indirect(ink)
    for page in pdf.pages:
        left, bottom, right, top = (float(side) for side in page.mediabox)
        page.contents_coalesce()
        page.contents_add(b"q\n", prepend=True)
        name = page.add_resource(image, pikepdf.Name.XObject)
        placed = f"\nQ\nq {right - left:.2f} 0 0 {top - bottom:.2f} {left:.2f} {bottom:.2f} cm"
        page.contents_add(f"{placed} {name} Do Q\n".encode())


def rewrite_image(
    source: Path, target: Path, media_type: str, watermark: str | None, font: str
) -> dict[str, Any]:
    """An image decoded, upright, in sRGB, without metadata, encoded anew. Gives its type."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    pillow_heif.register_heif_opener()
    try:
        with Image.open(source, formats=[FORMATS[media_type]]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Unfit("Cette image est trop grande : réduisez-la, puis renvoyez-la.")
            image = _srgb(ImageOps.exif_transpose(opened))
    except Image.DecompressionBombError:
        raise Unfit("Cette image est trop grande : réduisez-la, puis renvoyez-la.") from None
    except (OSError, ValueError, SyntaxError, EOFError):
        raise Unfit(
            "Cette image est abîmée ou incomplète : reprenez la photo, puis renvoyez-la."
        ) from None
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if watermark:
        image = Image.alpha_composite(
            image.convert("RGBA"), _watermark(image.size, watermark, font)
        ).convert("RGB")
    if media_type == "image/png":
        image.save(target, "PNG", optimize=True)
        return {"type": "image/png", "pages": 1}
    image.save(target, "JPEG", quality=88, optimize=True)
    return {"type": "image/jpeg", "pages": 1}


def _srgb(image: Image.Image) -> Image.Image:
    """The pixels alone, in sRGB on white: no profile, no thumbnail, no place, no device."""
    profile = image.info.get("icc_profile")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        flat = Image.new("RGB", rgba.size, "white")
        flat.paste(rgba, mask=rgba.getchannel("A"))
    else:
        if image.mode.startswith("I"):
            # Sixteen bits a point: eight are shown, where a plain conversion would show white.
            image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        flat = image.convert("RGB")
    if profile and image.mode == "RGB":
        try:
            source = ImageCms.ImageCmsProfile(ImageCms.core.profile_frombytes(profile))
            ImageCms.profileToProfile(flat, source, ImageCms.createProfile("sRGB"), inPlace=True)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: the colours stay as they are read
    bare = Image.new("RGB", flat.size)
    bare.paste(flat)
    return bare


def _watermark(size: tuple[int, int], text: str, font: str) -> Image.Image:
    """A transparent image with the text repeated across it, slanted, readable and see-through."""
    width, height = size
    letters = max(14, round(math.hypot(width, height) / 48))
    face = ImageFont.truetype(font, letters)
    long = round(face.getlength(text + "      "))
    side = round(math.hypot(width, height)) + long
    band = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(band)
    for row, y in enumerate(range(0, side, letters * 6)):
        for x in range(-(row % 2) * long // 2, side, long):
            draw.text((x, y), text, font=face, fill=(0, 0, 145, 70))
    turned = band.rotate(30, resample=Image.Resampling.BICUBIC)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


def main(order: dict[str, Any]) -> dict[str, Any]:
    """Do what the order says: source, target, type, watermark, font."""
    source, target = Path(order["source"]), Path(order["target"])
    if order["type"] == "application/pdf":
        return rewrite_pdf(source, target, order["watermark"], order["font"])
    return rewrite_image(source, target, order["type"], order["watermark"], order["font"])


if __name__ == "__main__":
    bound()
    try:
        answer = {"ok": True, **main(json.loads(Path(sys.argv[1]).read_text()))}
    except Unfit as unfit:
        answer = {"ok": False, "reason": str(unfit)}
    sys.stdout.write(json.dumps(answer))
