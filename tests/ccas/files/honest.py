"""Files that candidates send in good faith, made by this script: all are accepted, and upright.

A picture is dark on its left half once upright; a PDF has one page at least.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Callable

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, String
from pikepdf.exceptions import PageCopyWarning
from PIL import Image, ImageCms

from tests.ccas.files.samples import pdf, picture

type Maker = Callable[[], bytes]
#: What each EXIF orientation did to the picture; undone before it is shown.
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def upright(size: tuple[int, int] = (240, 160), mode: str = "RGB") -> Image.Image:
    """Dark on its left half, bright on the right."""
    image = Image.new("RGB", size, (250, 250, 250))
    image.paste((20, 40, 90), (0, 0, size[0] // 2, size[1]))
    return image if mode == "RGB" else image.convert(mode)


def saved(image: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def oriented(number: int, kind: str = "JPEG") -> Maker:
    """As a phone held that way stores it."""

    def make() -> bytes:
        exif = Image.Exif()
        exif[0x0112] = number
        exif[0x010F] = "Téléphone"
        image = upright()
        if number in TURNED:
            image = image.transpose(TURNED[number])
        return saved(image, kind, exif=exif)

    return make


def located() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 1
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 3: "E", 4: (2.0, 21.0, 7.0)})
    return saved(upright(), "JPEG", exif=exif)


def profiled() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return saved(upright(), "JPEG", icc_profile=profile.tobytes())


def sixteen(mode: str) -> bytes:
    """A PNG of sixteen bits a channel."""
    if mode == "I;16":
        line = struct.pack("<240H", *[5_000] * 120, *[60_000] * 120)
        return saved(Image.frombytes("I;16", (240, 160), line * 160), "PNG")
    # Pillow writes no sixteen-bit colour: written by hand, one filter byte a row.
    row = b"\0" + struct.pack(">HHH", 5_000, 9_000, 22_000) * 60
    row += struct.pack(">HHH", 64_000, 64_000, 64_000) * 60
    packed = zlib.compress(row * 80)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 120, 80, 16, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def clear(mode: str) -> bytes:
    """Transparent where it is bright: white is laid under."""
    image = upright(mode="RGBA")
    image.putalpha(Image.new("L", image.size, 255))
    image.paste((0, 0, 0, 0), (120, 0, 240, 160))
    return saved(image.convert(mode), "PNG")


def heic(**options) -> bytes:
    out = io.BytesIO()
    turn = options.pop("turn", 1)
    image = upright()
    if turn in TURNED:
        image = image.transpose(TURNED[turn])
    if turn != 1:
        exif = Image.Exif()
        exif[0x0112] = turn
        options["exif"] = exif.tobytes()
    pillow_heif.from_pillow(image).save(out, quality=80, **options)
    return out.getvalue()


def moving(kind: str) -> bytes:
    return saved(upright(), kind, save_all=True, append_images=[upright(mode="L").convert("RGB")])


def made(change: Callable[[pikepdf.Pdf], None], **options) -> Maker:
    """A PDF that `change` makes like those of an office."""

    def make() -> bytes:
        document = pikepdf.new()
        document.add_blank_page(page_size=(595, 842))
        change(document)
        out = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PageCopyWarning)  # `orphaned` is made on purpose
            document.save(out, **options)
        return out.getvalue()

    return make


def plain(document: pikepdf.Pdf) -> None:
    """As it is."""


def scanned(mode: str) -> Maker:
    """A page that is one picture, as a scanner or a phone's « scanner » makes it."""
    return lambda: saved(upright((1240, 1754), mode), "PDF", resolution=150, quality=80)


def fax() -> bytes:
    """A page in black and white, compressed as a fax."""
    picture_ = upright((1728, 2200), "1")
    raw = saved(picture_, "TIFF", compression="group4")
    with Image.open(io.BytesIO(raw)) as opened:
        at, length = opened.tag_v2[273][0], opened.tag_v2[279][0]
    strip = raw[at : at + length]

    def change(document: pikepdf.Pdf) -> None:
        image = pikepdf.Stream(document, strip)
        image.Type, image.Subtype = Name.XObject, Name.Image
        image.Width, image.Height = 1728, 2200
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 1
        image.Filter = Name.CCITTFaxDecode
        image.DecodeParms = Dictionary(K=-1, Columns=1728, Rows=2200)
        document.pages[0].add_resource(document.make_indirect(image), Name.XObject)

    return made(change)()


def word(document: pikepdf.Pdf) -> None:
    """What a word processor exports: language, structure, bookmarks, an opening view."""
    page = document.pages[0].obj
    root = document.Root
    root.Lang = String("fr-FR")
    root.MarkInfo = Dictionary(Marked=True)
    root.StructTreeRoot = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.OpenAction = Array([page, Name.XYZ, 0, 842, 1])
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Mes années de service", 0))


def linked(document: pikepdf.Pdf) -> None:
    address = Dictionary(S=Name.URI, URI=String("https://www.interieur.gouv.fr"))
    rect = Array([50, 50, 200, 70])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, A=address)
    document.pages[0].obj.Annots = Array([document.make_indirect(note)])


def bookmarked_web(document: pikepdf.Pdf) -> None:
    root = document.make_indirect(Dictionary(Type=Name.Outlines, Count=1))
    address = Dictionary(S=Name.URI, URI=String("https://www.interieur.gouv.fr"))
    item = document.make_indirect(Dictionary(Title=String("Site"), Parent=root, A=address))
    root.First = root.Last = item
    document.Root.Outlines = root


def fielded(document: pikepdf.Pdf) -> None:
    one = Dictionary(
        FT=Name.Tx, T=String("nom"), V=String("Maëlys"), Type=Name.Annot, Subtype=Name.Widget,
        Rect=Array([50, 700, 200, 720]),
    )  # fmt: skip
    held = document.make_indirect(one)
    document.Root.AcroForm = Dictionary(Fields=Array([held]), NeedAppearances=True)
    document.pages[0].obj.Annots = Array([held])


def orphaned(document: pikepdf.Pdf) -> None:
    """A page taken out of a form: its field stays on the page, and its form stayed behind."""
    fielded(document)
    del document.Root.AcroForm


def signed(document: pikepdf.Pdf) -> None:
    mark = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("0" * 64))
    one = Dictionary(
        FT=Name.Sig, T=String("s"), V=document.make_indirect(mark), Subtype=Name.Widget,
        Type=Name.Annot, Rect=Array([0, 0, 0, 0]),
    )  # fmt: skip
    document.Root.AcroForm = Dictionary(Fields=Array([document.make_indirect(one)]), SigFlags=3)


def noted(document: pikepdf.Pdf) -> None:
    rect = Array([50, 50, 80, 80])
    note = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Rect=rect, Contents=String("Vu"))
    document.pages[0].obj.Annots = Array([document.make_indirect(note)])


def archival(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["pdfaid:part"], metadata["pdfaid:conformance"] = "2", "B"
    profile = pikepdf.Stream(document, b"\0" * 128)
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFA1, DestOutputProfile=profile,
        OutputConditionIdentifier=String("sRGB"),
    )  # fmt: skip
    document.Root.OutputIntents = Array([intent])


def turned(document: pikepdf.Pdf) -> None:
    document.pages[0].obj.Rotate = 90


def layered(document: pikepdf.Pdf) -> None:
    layer = document.make_indirect(Dictionary(Type=Name.OCG, Name=String("Calque")))
    order = Dictionary(Order=Array([layer]), ON=Array([layer]))
    document.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=order)


def protected(**options) -> Maker:
    """Everybody opens it; only its owner changes it: what many offices send."""
    rights = pikepdf.Permissions(extract=False, modify_other=False, print_highres=True)
    return made(word, encryption=pikepdf.Encryption(owner="secret", allow=rights, **options))


def misplaced() -> bytes:
    """The table of objects is somewhere else than it is said to be, as after a bad copy."""
    whole = pdf(3)
    start = whole.rindex(b"startxref")
    return whole[:start] + b"startxref\n7\n%%EOF\n"


PICTURES: dict[str, Maker] = {
    "JPEG": lambda: picture(size=(240, 160)),
    "progressive JPEG": lambda: saved(upright(), "JPEG", progressive=True),
    "grey JPEG": lambda: saved(upright(mode="L"), "JPEG"),
    "JPEG of a printer (CMYK)": lambda: saved(upright(mode="CMYK"), "JPEG"),
    **{f"JPEG of a phone, orientation {n}": oriented(n) for n in range(1, 9)},
    "JPEG with a place": located,
    "JPEG with a profile": profiled,
    "JPEG of several views (MPO)": lambda: moving("MPO"),
    "large photo": lambda: saved(upright((4032, 3024)), "JPEG"),
    "panorama": lambda: saved(upright((9000, 1400)), "JPEG"),
    "PNG": lambda: saved(upright(), "PNG"),
    "PNG turned by EXIF": oriented(6, "PNG"),
    "PNG of sixteen bits, grey": lambda: sixteen("I;16"),
    "PNG of sixteen bits, colours": lambda: sixteen("RGB;16"),
    "PNG of a palette": lambda: saved(upright(mode="P"), "PNG"),
    "PNG of one bit": lambda: saved(upright(mode="1"), "PNG"),
    "clear PNG": lambda: clear("RGBA"),
    "clear grey PNG": lambda: clear("LA"),
    "moving PNG": lambda: moving("PNG"),
    "WebP": lambda: saved(upright(), "WEBP"),
    "lossless WebP": lambda: saved(upright(), "WEBP", lossless=True),
    "moving WebP": lambda: moving("WEBP"),
    "WebP turned by EXIF": oriented(8, "WEBP"),
    "HEIC of a phone": heic,
    "HEIC of a phone held upright": lambda: heic(turn=6),
    "HEIC of a phone upside down": lambda: heic(turn=3),
}
DOCUMENTS: dict[str, Maker] = {
    "PDF": pdf,
    "three hundred pages": lambda: pdf(300),
    "scan, colours": scanned("RGB"),
    "scan, grey": scanned("L"),
    "fax": fax,
    "word processor": made(word),
    "word processor, objects compressed": made(
        word, object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "for the web": made(word, linearize=True),
    "old version": made(plain, force_version="1.3"),
    "new version": made(plain, force_version="2.0"),
    "archival": made(archival),
    "links": made(linked),
    "bookmark to the web": made(bookmarked_web),
    "form": made(fielded),
    "field without its form": made(orphaned),
    "signature": made(signed),
    "notes": made(noted),
    "turned page": made(turned),
    "layers": made(layered),
    "protected by its owner": protected(R=6),
    "protected by its owner, older": protected(R=4),
    "protected by its owner, oldest": protected(R=3, aes=False, metadata=False),
    "end of line after the end": lambda: pdf() + b"\r\n\0\0",
    "misplaced table": misplaced,
}
