"""What is shown is a rewrite: nothing acts, nothing is carried, nothing tells on its author."""

import io
import zlib

import pikepdf
import pytest
from PIL import Image

from ccas.files import rewriter, rewriting, rules
from tests.ccas.files.samples import pdf, picture


def dictionary(**entries):
    return pikepdf.Dictionary({f"/{key}": value for key, value in entries.items()})


def scripted(made):
    made.Root.OpenAction = dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launching(made):
    made.pages[0].Annots = pikepdf.Array(
        [dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                    A=dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))]
    )  # fmt: skip


def attaching(made):
    made.attachments["autre.exe"] = b"MZ" + bytes(30)


def with_xfa(made):
    made.Root.AcroForm = dictionary(Fields=[], XFA=pikepdf.Stream(made, b"<xdp/>"))


def submitting(made):
    made.pages[0].AA = dictionary(O=dictionary(S=pikepdf.Name.SubmitForm, F="https://x.example"))


def nested(made):
    inner = dictionary(S=pikepdf.Name.JavaScript, JS="1")
    made.Root.Names = dictionary(JavaScript=dictionary(Names=[pikepdf.String("a"), inner]))


def huge_image(made):
    image = pikepdf.Stream(made, b"")
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width = image.Height = 60_000
    made.pages[0].Resources = dictionary(XObject=dictionary(I=made.make_indirect(image)))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (scripted, "script"),
        (launching, "commande"),
        (attaching, "fichier joint"),
        (with_xfa, "XFA"),
        (submitting, "formulaire"),
        (nested, "script"),
        (huge_image, "démesurée"),
    ],
)
def test_an_active_pdf_is_refused_and_named(change, word):
    with pytest.raises(rewriting.Unfit) as refused:
        rewriting.rewrite(pdf(change=change), rules.PDF)
    assert word in refused.value.sentence and "imprimez-le" in refused.value.sentence


def test_a_quiet_pdf_comes_back_without_its_links_and_its_author():
    def signed_work(made):
        made.docinfo["/Author"] = "Yaëlle Ker-Anaon"
        made.pages[0].Annots = pikepdf.Array(
            [dictionary(Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
                        A=dictionary(S=pikepdf.Name.URI, URI="https://x.example"))]
        )  # fmt: skip

    made = rewriting.rewrite(pdf(3, signed_work), rules.PDF)
    assert (made.media_type, made.pages) == (rules.PDF, 3)
    with pikepdf.open(io.BytesIO(made.content)) as opened:
        assert "/Author" not in opened.docinfo
        assert "/A" not in opened.pages[0].Annots[0]
    assert b"x.example" not in made.content and "Yaëlle".encode() not in made.content


def test_a_protected_and_a_damaged_pdf_are_refused():
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    for content, word in ((locked.getvalue(), "protégé"), (b"%PDF-1.7\n%%EOF", "abîmé")):
        with pytest.raises(rewriting.Unfit) as refused:
            rewriting.rewrite(content, rules.PDF)
        assert word in refused.value.sentence


def test_what_its_owner_alone_protects_is_read_by_everybody():
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(2))) as opened:
        rights = pikepdf.Permissions(extract=False, modify_other=False)
        opened.save(locked, encryption=pikepdf.Encryption(owner="o", user="", allow=rights))
    made = rewriting.rewrite(locked.getvalue(), rules.PDF)
    with pikepdf.open(io.BytesIO(made.content)) as shown:
        assert not shown.is_encrypted and len(shown.pages) == made.pages == 2


def test_a_pdf_that_inflates_beyond_measure_is_refused(monkeypatch):
    small = zlib.compress(bytes(3 << 20), 9)

    def change(made):
        stream = pikepdf.Stream(made, small)
        stream.Filter = pikepdf.Name.FlateDecode
        made.pages[0].obj.Contents = made.make_indirect(stream)

    with pikepdf.open(io.BytesIO(pdf())) as opened:
        change(opened)
        assert rewriter._inflated(opened.pages[0].obj.Contents, 10 << 20) == 3 << 20
        assert rewriter._inflated(opened.pages[0].obj.Contents, 1 << 20) <= 2 << 20
        monkeypatch.setattr(rewriter, "INFLATED_BYTES", 1 << 20)
        with pytest.raises(rewriter.Unfit, match="démesurément"):
            rewriter._refuse_a_bomb(opened)


def test_too_many_pages_are_refused(monkeypatch):
    with pytest.raises(rewriting.Unfit) as refused:
        rewriting.rewrite(pdf(rewriter.MAX_PAGES + 1), rules.PDF)
    assert str(rewriter.MAX_PAGES) in refused.value.sentence


def test_a_photo_comes_back_upright_and_without_where_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Marque du téléphone"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)
    made = rewriting.rewrite(picture("JPEG", (120, 80), exif=exif), rules.JPEG)
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (80, 120)
        assert not image.getexif() and "icc_profile" not in image.info
        assert sum(image.getpixel((40, 10))) < 300 < 600 < sum(image.getpixel((40, 110)))
    assert "téléphone".encode() not in made.content


def test_a_heic_of_a_phone_becomes_a_jpeg():
    import pillow_heif

    pillow_heif.register_heif_opener()
    made = rewriting.rewrite(picture("HEIF", (200, 100)), rules.HEIC)
    assert made.media_type == rules.JPEG
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.format == "JPEG" and image.size == (200, 100)


@pytest.mark.parametrize(("kind", "shown"), [("PNG", rules.PNG), ("WEBP", rules.JPEG)])
def test_other_images_are_encoded_anew(kind, shown):
    content = picture(kind) + b"<script>" * 20 if kind == "WEBP" else picture(kind)
    made = rewriting.rewrite(content, getattr(rules, kind))
    assert made.media_type == shown and b"<script>" not in made.content


def test_a_cut_image_is_refused():
    with pytest.raises(rewriting.Unfit) as refused:
        rewriting.rewrite(picture("JPEG", (900, 900))[:-2000], rules.JPEG)
    assert "reprenez la photo" in refused.value.sentence


def test_a_picture_too_large_to_open_is_refused():
    bomb = Image.new("1", (20_000, 20_000))
    out = io.BytesIO()
    bomb.save(out, "PNG")
    with pytest.raises(rewriting.Unfit) as refused:
        rewriting.rewrite(out.getvalue(), rules.PNG)
    assert "trop grande" in refused.value.sentence


def test_a_file_that_never_ends_is_stopped(monkeypatch, tmp_path):
    loop = tmp_path / "loop.py"
    loop.write_text("while True: pass")
    monkeypatch.setattr(rewriting, "PROGRAM", loop)
    monkeypatch.setattr(rewriting, "WALL_SECONDS", 0.5)
    with pytest.raises(rewriting.Unfit) as refused:
        rewriting.rewrite(pdf(), rules.PDF)
    assert "trop de calcul" in refused.value.sentence


def test_the_child_sees_no_secret_and_cannot_grow(monkeypatch, tmp_path):
    """Its environment holds nothing; memory beyond its limit is refused to it."""
    spy = tmp_path / "spy.py"
    spy.write_text(
        "import importlib.util, json, os, sys\n"
        f"spec = importlib.util.spec_from_file_location('r', {str(rewriting.PROGRAM)!r})\n"
        "r = importlib.util.module_from_spec(spec); spec.loader.exec_module(r); r.bound()\n"
        "try:\n    bytearray(3 * 1024**3); grew = True\nexcept MemoryError:\n    grew = False\n"
        "print(json.dumps({'ok': False, 'reason': f'{sorted(os.environ)} {grew}'}))\n"
    )
    monkeypatch.setenv("SECRET_KEY", "never")
    monkeypatch.setattr(rewriting, "PROGRAM", spy)
    with pytest.raises(rewriting.Unfit) as told:
        rewriting.rewrite(pdf(), rules.PDF)
    assert "SECRET_KEY" not in told.value.sentence
    assert told.value.sentence.endswith("False")


@pytest.mark.parametrize(
    ("content", "kind"), [(pdf(2), rules.PDF), (picture(size=(900, 600)), rules.JPEG)]
)
def test_an_identity_paper_carries_its_purpose(content, kind):
    plain = rewriting.rewrite(content, kind)
    marked = rewriting.rewrite(content, kind, watermark="Dossier de certification uniquement")
    assert marked.pages == plain.pages and marked.content != plain.content
    if kind == rules.JPEG:
        with Image.open(io.BytesIO(marked.content)) as image:
            right = image.crop((450, 0, 900, 600)).convert("L")
            assert min(right.get_flattened_data()) < 230  # the white half is written on
    else:
        with pikepdf.open(io.BytesIO(marked.content)) as opened:
            assert all(page.get_images() for page in opened.pages)
