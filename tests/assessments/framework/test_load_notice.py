"""manage.py load_notice, as whoever installs the platform types it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.framework.models import QualificationRevision
from assessments.people.models import Entity

from .reading_files import NOTICE_XML, OWN, RULES_TOML, SHIPPED

pytestmark = pytest.mark.django_db

NOTICE = str(SHIPPED / "RNCP35553.xml")
RULES = str(SHIPPED / "RNCP35553.toml")


def load(*args):
    out, err = StringIO(), StringIO()
    call_command("load_notice", *args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_loads_then_says_that_nothing_changed():
    out, err = load(NOTICE, "--rules", RULES)
    assert "RNCP35553 rév. 1 chargée." in out
    assert "42 compétences" in out
    assert "Entité DGSCGC créée" in out
    assert err == ""
    assert list(Entity.objects.values_list("code", flat=True)) == ["BSPP", "DGSCGC", "GN", "PN"]
    out, _ = load(NOTICE, "--rules", RULES)
    assert out == "RNCP35553, révision 1 : rien n’a changé.\n"


def test_another_notice_by_its_code():
    flux = str(OWN / "flux-v4.1-two-notices.xml")
    out, _ = load(flux, "--rules", str(OWN / "RNCP35419.toml"), "--code", "RNCP35419")
    assert "4 blocs, 18 compétences" in out
    assert not Entity.objects.exists()


def test_unknown_tags_go_to_the_error_stream(tmp_path):
    odd = tmp_path / "fiche.xml"
    odd.write_bytes(NOTICE_XML.replace(b"<ETAT_FICHE>", b"<NOUVEAUTE/><ETAT_FICHE>"))
    _, err = load(str(odd), "--rules", RULES)
    assert "NOUVEAUTE" in err


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("fiche.xml", NOTICE_XML[:9000], "ligne 57"),
        ("fiche.xml", b"<!DOCTYPE x><x/>", "DOCTYPE"),
        ("fiche.xml", NOTICE_XML.replace(b">RNCP35553<", b">RS35553<"), "répertoire spécifique"),
        ("regles.toml", RULES_TOML.replace('"BSPP", "PN"', '"BSPP", "SNCF"').encode(), "SNCF"),
        ("regles.toml", b"format = 1\n\xff", "UTF-8 (ligne 2)"),
        ("absent", None, "ne peut pas être lu"),
    ],
)
def test_a_refusal_exits_with_a_sentence_and_loads_nothing(tmp_path, name, content, words):
    wrong = tmp_path / name
    if content is not None:
        wrong.write_bytes(content)
    notice = RULES if name == "absent" else NOTICE
    args = (str(wrong), RULES) if name != "regles.toml" else (notice, str(wrong))
    with pytest.raises(CommandError) as error:
        load(args[0], "--rules", args[1])
    assert error.value.returncode == 1
    assert words in str(error.value)
    assert "Rien n’a été chargé." in str(error.value)
    assert not QualificationRevision.objects.exists()
    assert not Entity.objects.exists()
