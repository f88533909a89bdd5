"""Files that mean harm, made by this script: none of what they carry may ever be served.

Each is (name, bytes). MARK is in every payload that would do the harm: whatever is shown of a file
that is accepted after all must not hold it.
"""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from pikepdf.exceptions import PageCopyWarning
from PIL import Image, PngImagePlugin

from tests.ccas.files.samples import pdf, picture

MARK = b"HARM-4f1d"
WORD = MARK.decode()

type Maker = Callable[[], bytes]


def spoilt(change: Callable[[pikepdf.Pdf], None], **saved) -> Maker:
    """A PDF that `change` makes hostile; saved: options of its saving."""

    def make() -> bytes:
        made = pikepdf.new()
        made.add_blank_page(page_size=(595, 842))
        change(made)
        out = io.BytesIO()
        with warnings.catch_warnings():
            # A field outside its form: our library says so, whoever writes such a file does not.
            warnings.simplefilter("ignore", PageCopyWarning)
            made.save(out, **saved)
        return out.getvalue()

    return make


def action(**keys) -> Dictionary:
    return Dictionary(Type=Name.Action, **keys)


def script(text: str = f"app.alert('{WORD}')") -> Dictionary:
    return action(S=Name.JavaScript, JS=String(text))


def opens(what: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = made.make_indirect(what)

    return change


def note(**keys) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        rect = Array([0, 0, 99, 99])
        one = made.make_indirect(Dictionary(Type=Name.Annot, Rect=rect, **keys))
        made.pages[0].obj.Annots = Array([one])

    return change


def attached(made: pikepdf.Pdf) -> None:
    made.attachments["virus.exe"] = MARK * 9


def outlined(what: Dictionary) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        root = made.make_indirect(Dictionary(Type=Name.Outlines))
        item = made.make_indirect(Dictionary(Title=String("Suite"), Parent=root, A=what))
        root.First = root.Last = item
        root.Count = 1
        made.Root.Outlines = root

    return change


def content_of(data: bytes, **keys) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        stream = pikepdf.Stream(made, data)
        for key, value in keys.items():
            stream[f"/{key}"] = value
        made.pages[0].obj.Contents = made.make_indirect(stream)

    return change


def zeros(megabytes: int) -> bytes:
    """That many compressed zeros, made without holding them."""
    pack, block = zlib.compressobj(1), bytes(1 << 20)
    out = [pack.compress(block) for _ in range(megabytes)]
    return b"".join([*out, pack.flush()])


def inflating(made: pikepdf.Pdf) -> None:
    content_of(zeros(900), Filter=Name.FlateDecode)(made)


def inflating_twice(made: pikepdf.Pdf) -> None:
    twice = Array([Name.FlateDecode, Name.FlateDecode])
    content_of(zlib.compress(zeros(900), 9), Filter=twice)(made)


def huge_image(made: pikepdf.Pdf) -> None:
    image = pikepdf.Stream(made, zeros(8))
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width = image.Height = 60_000
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    image.Filter = Name.FlateDecode
    made.pages[0].add_resource(made.make_indirect(image), Name.XObject)


def deep(made: pikepdf.Pdf) -> None:
    inner = Array([])
    for _ in range(60):
        inner = Array([inner])
    made.Root.Deep = inner


def read_outside(made: pikepdf.Pdf) -> None:
    content_of(b"", F=Dictionary(Type=Name.Filespec, F=String("/etc/passwd")))(made)


def referring(made: pikepdf.Pdf) -> None:
    form = pikepdf.Stream(made, b"")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    form.Ref = Dictionary(F=String(rf"\\{WORD}\share\x.pdf"), Page=0)
    made.pages[0].add_resource(made.make_indirect(form), Name.XObject)


def orphan(made: pikepdf.Pdf) -> None:
    """Nothing leads to it from the catalogue but the object is there, and a reader may rebuild."""
    made.Root.Kept = made.make_indirect(Dictionary(Inner=script()))


def field(made: pikepdf.Pdf) -> None:
    one = Dictionary(FT=Name.Tx, T=String("x"), AA=Dictionary(K=script()))
    made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(one)]))


def xfa(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(XFA=String(f"<xdp>{WORD}</xdp>"), Fields=Array([]))


def metadata(made: pikepdf.Pdf) -> None:
    made.Root.Metadata = pikepdf.Stream(made, b"<x:xmpmeta>" + MARK + b"<script/></x:xmpmeta>")
    made.trailer.Info = made.make_indirect(Dictionary(Title=String(f"<script>{WORD}</script>")))


def named(made: pikepdf.Pdf) -> None:
    names = Array([String("x"), script()])
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=names))


def encrypted(**options) -> Maker:
    return spoilt(lambda made: None, encryption=pikepdf.Encryption(**options))


def updated() -> bytes:
    """A sound PDF, then an incremental update that gives it a script."""
    first = pdf()
    at = len(first)
    opening = f"<< /S /JavaScript /JS ({WORD}) >>"
    body = f"1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction {opening} >>\nendobj\n"
    xref = at + len(body)
    previous = first.rpartition(b"startxref")[2].split()[0].decode()
    table = f"xref\n1 1\n{at:010d} 00000 n \ntrailer\n<< /Root 1 0 R /Size 99 /Prev {previous} >>\n"
    return first + (body + table + f"startxref\n{xref}\n%%EOF\n").encode()


def cyclic() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def hex_named() -> bytes:
    """The name of the script written in escapes, as an evader does."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /J#61v#61Script"
        b" /J#53 (" + MARK + b") >> >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
        b"\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>\nendobj\n"
        b"trailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def zipped(name: str = "x.txt", content: bytes = MARK) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        bundle.writestr(name, content)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes, data: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body = data or zlib.compress(bytes(1 << 16))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def tall_jpeg() -> bytes:
    """A small picture whose header claims 65,500 × 65,500 pixels."""
    made = bytearray(picture())
    at = made.index(b"\xff\xc0")
    made[at + 5 : at + 9] = struct.pack(">HH", 65_500, 65_500)
    return bytes(made)


def wide_webp() -> bytes:
    frame = b"\x2f" + struct.pack("<I", 16_383 | 16_383 << 14) + bytes(64)
    body = b"WEBPVP8L" + struct.pack("<I", len(frame)) + frame + b"\0"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def commented() -> bytes:
    note = b"<?php " + MARK + b" ?><script>"
    made = picture()
    return made[:2] + b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note + made[2:]


def described() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = f"<script>{WORD}</script>"
    return picture(exif=exif)


def texted() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", f"<script>{WORD}</script>")
    return picture("PNG", pnginfo=info)


def heic_garbage(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1" + brand + MARK * 20


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


PDFS: dict[str, Maker] = {
    "script at opening": spoilt(opens(script())),
    "script, compressed objects": spoilt(
        opens(script()), object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "script named in escapes": hex_named,
    "script in the name tree": spoilt(named),
    "script of a note": spoilt(note(Subtype=Name.Link, A=script())),
    "script of a note entered": spoilt(note(Subtype=Name.Widget, AA=Dictionary(E=script()))),
    "script of a field": spoilt(field),
    "script of an orphan": spoilt(orphan),
    "script of the outline": spoilt(outlined(script())),
    "script after an action": spoilt(opens(action(S=Name.GoTo, Next=script()))),
    "script by an update": updated,
    "launch at opening": spoilt(opens(action(S=Name.Launch, F=String(f"{WORD}.exe")))),
    "launch by a note": spoilt(note(Subtype=Name.Link, A=action(S=Name.Launch, F=String(WORD)))),
    "form sent": spoilt(opens(action(S=Name.SubmitForm, F=String(f"https://{WORD}")))),
    "data imported": spoilt(opens(action(S=Name.ImportData, F=String(WORD)))),
    "another file opened": spoilt(
        outlined(action(S=Name.GoToR, F=String(rf"\\{WORD}\share\x.pdf"), D=Array([0, Name.Fit])))
    ),
    "an embedded file opened": spoilt(opens(action(S=Name.GoToE, F=String(WORD)))),
    "address at opening": spoilt(opens(action(S=Name.URI, URI=String(f"https://{WORD}")))),
    "address of a note": spoilt(
        note(Subtype=Name.Link, A=action(S=Name.URI, URI=String(f"javascript:{WORD}")))
    ),
    "address of the outline": spoilt(outlined(action(S=Name.URI, URI=String(f"x:{WORD}")))),
    "attachment": spoilt(attached),
    "attachment of a note": spoilt(
        note(Subtype=Name.FileAttachment, FS=Dictionary(F=String(WORD), EF=Dictionary()))
    ),
    "rich media": spoilt(note(Subtype=Name.RichMedia, RichMediaContent=Dictionary())),
    "movie": spoilt(note(Subtype=Name.Movie, Movie=Dictionary(F=String(WORD)))),
    "sound": spoilt(note(Subtype=Name.Sound)),
    "rendition": spoilt(note(Subtype=Name.Screen, A=action(S=Name.Rendition, JS=String(WORD)))),
    "three dimensions": spoilt(note(Subtype=Name("/3D"))),
    "XFA form": spoilt(xfa),
    "content read from a file": spoilt(read_outside),
    "page of another file": spoilt(referring),
    "script in metadata": spoilt(metadata),
    "password": encrypted(user="secret", owner="autre", R=6),
    "old password": encrypted(user="secret", owner="autre", R=3, aes=False, metadata=False),
    "too many pages": lambda: pdf(301),
    "bytes that inflate": spoilt(inflating, compress_streams=False),
    "bytes that inflate twice": spoilt(inflating_twice, compress_streams=False),
    "huge image": spoilt(huge_image, compress_streams=False),
    "nested without end": spoilt(deep),
    "pages in a circle": cyclic,
    "no page": spoilt(lambda made: made.pages.__delitem__(slice(None))),
    "garbage": lambda: b"%PDF-1.7\n" + MARK * 500 + b"\n%%EOF\n",
    "cut": lambda: cut(pdf(40)),
    "page of the web first": lambda: b"<html><script>" + MARK + b"</script>" + pdf(),
    "archive behind": lambda: pdf() + zipped(content=MARK * 400),
    "page of the web behind": lambda: pdf() + b"<script>" + MARK + b"</script>",
}
IMAGES: dict[str, Maker] = {
    "pixels, PNG": lambda: png(50_000, 50_000),
    "pixels, JPEG": tall_jpeg,
    "pixels, WebP": wide_webp,
    "text that inflates": lambda: png(9, 9, chunk(b"zTXt", b"x\0\0" + zeros(200))),
    "profile that inflates": lambda: png(9, 9, chunk(b"iCCP", b"x\0\0" + zeros(200))),
    "archive behind a PNG": lambda: picture("PNG") + zipped(),
    "archive behind a JPEG": lambda: picture() + zipped(),
    "script in a comment": commented,
    "script in EXIF": described,
    "script in a PNG text": texted,
    "cut JPEG": lambda: cut(picture(size=(900, 900))),
    "cut PNG": lambda: cut(picture("PNG")) + b"IEND",
    "spoilt PNG": lambda: png(900, 900, data=b"\0" * 90),
    "cut WebP": lambda: cut(picture("WEBP", size=(400, 400))),
    "HEIC of garbage": lambda: heic_garbage(b"heic"),
    "HEIF of garbage": lambda: heic_garbage(b"mif1"),
    "AVIF": lambda: heic_garbage(b"avif"),
    "film": lambda: heic_garbage(b"isom"),
    "PDF in a JPEG": lambda: b"\xff\xd8\xff\xe0" + pdf(),
}
OTHERS: dict[str, Maker] = {
    "empty": lambda: b"",
    "too large": lambda: b"%PDF-1.7\n" + bytes(20 * 1024 * 1024) + b"%%EOF",
    "web page": lambda: b"<!DOCTYPE html><script>" + MARK + b"</script>",
    "drawing": lambda: (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>' + MARK + b"</script></svg>"
    ),
    "archive": zipped,
    "bomb of archives": lambda: zipped("inner.zip", zipped(content=zeros(50))),
    "word processor": lambda: zipped("word/vbaProject.bin"),
    "old word processor": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + MARK * 90,
    "program": lambda: b"MZ\x90\0" + MARK * 90,
    "program, other system": lambda: b"\x7fELF\x02\x01" + MARK * 90,
    "shell": lambda: b"#!/bin/sh\n# " + MARK,
    "RAR": lambda: b"Rar!\x1a\x07\x01\0" + MARK,
    "seven": lambda: b"7z\xbc\xaf\x27\x1c" + MARK,
    "rich text": lambda: b"{\\rtf1 " + MARK + b"}",
    "PostScript": lambda: b"%!PS-Adobe-3.0\n(" + MARK + b") run",
    "GIF": lambda: picture("GIF") + MARK,
    "BMP": lambda: picture("BMP") + MARK,
    "TIFF": lambda: picture("TIFF") + MARK,
    "message": lambda: b"From: x\r\nSubject: " + MARK + b"\r\n\r\n",
    "shortcut": lambda: b"L\0\0\0\x01\x14\x02\0" + MARK,
}
#: Names that would climb, hide, split a header or run; the content is sound.
NAMES = (
    "../../../etc/passwd.pdf", "..\\..\\windows\\x.pdf", "/etc/shadow.pdf", "a\0.exe.pdf",
    "facture\u202efdp.exe", "x\r\nSet-Cookie: a=b.pdf", '"><script>alert(1)</script>.pdf',
    "C:\\fakepath\\con.pdf", "\u2066caché\u2069.pdf", "x" * 5000 + ".pdf", ".", " ", "….pdf",
    "nom;filename=evil.html.pdf", "%2e%2e%2fx.pdf",
)  # fmt: skip


def hostile() -> Iterator[tuple[str, str, Maker]]:
    """What it is, the name it comes under, how it is made."""
    for group, extension in ((PDFS, "pdf"), (IMAGES, "jpg"), (OTHERS, "pdf")):
        for what, make in group.items():
            yield what, f"piece.{extension}", make
