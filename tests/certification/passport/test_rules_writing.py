"""Every file that our own checks let through is valid for the schema, and says what was meant."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from certification.passport.rules import writing
from certification.passport.rules.flow import ACCESS, Flow, Holder, Passage, flow_problems

from .test_rules_flow import HOLDER, PASSAGE, SENDER, TODAY, flow

VERSION = "1.1.2"
NS = {"c": writing.NAMESPACE}
NIL = f"{{{'http://www.w3.org/2001/XMLSchema-instance'}}}nil"

#: Letters of the French civil registry, particles, hyphens, apostrophes, and what XML must escape.
letters = st.sampled_from("abcdeéèêëàâäçîïôöùûüÿœæñABDLMOÉÈÇŒ'’-&<>\"ßřşğłáíóúÅØ")
words = st.text(letters, min_size=1, max_size=60)
places = st.one_of(
    st.just(""),
    st.integers(1, 95).filter(lambda n: n != 20).map(lambda n: f"{n:02d}001"),
    st.sampled_from(["2A004", "2B033", "97105", "97411", "98818", "99109", "99352"]),
)


@st.composite
def holders(draw) -> Holder:
    month = draw(st.none() | st.integers(1, 12))
    return Holder(
        birth_name=draw(words),
        usual_name=draw(st.just("") | words),
        given_names=tuple(draw(st.lists(words, min_size=1, max_size=3))),
        birth_year=draw(st.integers(1900, 2099)),
        birth_month=month,
        birth_day=draw(st.none() | st.integers(1, 31)) if month else None,
        sex=draw(st.sampled_from("FM")),
        birth_place_code=draw(places),
        birth_place=draw(st.just("") | words),
    )


@st.composite
def flows(draw) -> Flow:
    many = draw(st.lists(holders(), min_size=1, max_size=4))
    passages = tuple(
        Passage(
            technical_id=f"id-{rank}",
            code=draw(st.sampled_from(["RNCP35553", "RNCP1", "RNCP999999"])),
            route=draw(st.sampled_from(sorted(ACCESS))),
            began_on=draw(st.none() | st.just(date(2025, 3, 1))),
            awarded_on=draw(st.dates(date(2025, 3, 1), TODAY)),
            holder=holder,
        )
        for rank, holder in enumerate(many)
    )
    offset = timezone(timedelta(minutes=draw(st.sampled_from([-240, 0, 60, 120, 660]))))
    moment = draw(st.datetimes(datetime(2020, 1, 1), datetime(2099, 1, 1)))
    return Flow("f" * draw(st.integers(1, 50)), moment.replace(tzinfo=offset), SENDER, passages)


SEEN = {"written": 0, "invalid": 0}


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(flows())
def test_what_our_checks_let_through_is_valid(said):
    assert flow_problems(said, today=TODAY) == []
    xml = writing.write(said, VERSION)
    SEEN["written"] += 1
    SEEN["invalid"] += bool(writing.schema_errors(xml, VERSION))
    assert writing.schema_errors(xml, VERSION) == []
    root = etree.fromstring(xml)
    found = [one.text for one in root.iterfind(".//c:nomNaissance", NS)]
    assert sorted(found) == sorted(one.holder.birth_name for one in said.passages)


def test_none_was_invalid(record_property):
    for sample in (flow(), flow(replace(PASSAGE, route="FC"))):
        SEEN["written"] += 1
        SEEN["invalid"] += bool(writing.schema_errors(writing.write(sample, VERSION), VERSION))
    record_property("FIGURE returns_invalid", f"{SEEN['invalid']} files")
    assert SEEN["written"] >= 2
    assert SEEN["invalid"] == 0


def one(said: Flow):
    return etree.fromstring(writing.write(said, VERSION))


def text(root, name):
    return root.findtext(f".//c:{name}", namespaces=NS)


def test_a_return_says_what_the_mapping_says():
    root = one(flow())
    assert text(root, "idFlux") == "f-1"
    assert text(root, "horodatage") == "2026-11-29T00:00:00+00:00"
    assert [each.text for each in root.iterfind(".//c:idClient", NS)] == ["ABCD1234", "EFGH5678"]
    assert len(root.findall(".//c:certificateur", NS)) == 1
    for name, value in {
        "type": "RNCP",
        "code": "RNCP35553",
        "natureDeposant": "CERTIFICATEUR",
        "obtentionCertification": "PAR_ADMISSION",
        "donneeCertifiee": "true",
        "modalitePassageExamen": "EN_PRESENTIEL",
        "presenceNiveauLangueEuro": "false",
        "presenceNiveauNumeriqueEuro": "false",
        "modaliteAcces": "VAE",
        "voieAccessVAE": "VAE_CLASSIQUE",
        "dateInscription": "2026-01-05",
        "dateDebutValidite": "2026-10-06",
        "prenom1": "Maëlys",
        "prenom2": "Rose",
        "codeInsee": "2B033",
    }.items():
        assert text(root, name) == value, name
    for name in ("scoring", "mentionValidee", "dateFinValidite", "nomUsage"):
        assert root.find(f".//c:{name}", NS).get(NIL) == "true", name
    for name in ("prenom3", "codePaysNaissance", "urlPreuve", "verbatim"):
        assert root.find(f".//c:{name}", NS) is None, name


def test_training_says_nothing_of_experience():
    root = one(flow(replace(PASSAGE, route="FC")))
    assert text(root, "modaliteAcces").startswith("FORMATION_CONTINUE_HORS")
    assert root.find(".//c:voieAccessVAE", NS) is None


@pytest.mark.parametrize(
    ("code", "country"), [("99109", "109"), ("97411", None), ("01004", None), ("2A004", None)]
)
def test_a_birth_abroad_names_its_country(code, country):
    root = one(flow(replace(PASSAGE, holder=replace(HOLDER, birth_place_code=code))))
    assert text(root, "codeInsee") == code
    assert text(root, "codePaysNaissance") == country


def test_a_presumed_birth_and_an_unknown_place_are_nil():
    who = replace(HOLDER, birth_month=None, birth_day=None, birth_place_code="", birth_place="")
    root = one(flow(replace(PASSAGE, holder=who)))
    for name in ("moisNaissance", "jourNaissance", "codePostal"):
        assert root.find(f".//c:{name}", NS).get(NIL) == "true"
    assert root.find(".//c:codeInsee", NS) is None
    assert root.find(".//c:libelleCommuneNaissance", NS) is None


def test_a_moment_has_its_offset_and_no_fraction():
    paris = ZoneInfo("Europe/Paris")
    assert writing.stamp(datetime(2026, 7, 1, 8, 5, 9, 123, tzinfo=paris)) == (
        "2026-07-01T08:05:09+02:00"
    )
    with pytest.raises(ValueError, match="offset"):
        writing.stamp(datetime(2026, 7, 1))


@pytest.mark.parametrize(
    "spoiled",
    [
        ("<cpf:sexe>F<", "<cpf:sexe>X<"),
        ("Maëlys", "é" * 61),
        ("+00:00", "Z"),
        ("<cpf:donneeCertifiee>true</cpf:donneeCertifiee>", ""),
    ],
)
def test_the_schema_bites(spoiled):
    """Negative control."""
    xml = writing.write(flow(), VERSION).decode().replace(*spoiled).encode()
    assert writing.schema_errors(xml, VERSION)


def test_the_official_sample_is_valid_and_an_unknown_version_is_an_error():
    sample = Path(__file__).resolve().parents[3].parent / "shared/data/cdc/official-sample.xml"
    if sample.exists():
        assert writing.schema_errors(sample.read_bytes(), VERSION) == []
    with pytest.raises(KeyError):
        writing.schema_errors(b"<a/>", "9.9")
    with pytest.raises(KeyError):
        writing.write(flow(), "9.9")
