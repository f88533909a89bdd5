"""Candidates as a spreadsheet: what goes out comes back unchanged, nobody is taken for another."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.candidates.actions import enrol, register_candidate
from assessments.candidates.importing import IMPORT, birth_of
from assessments.candidates.models import Candidate, Enrolment
from assessments.people.models import Person
from ccas.exchange.importing import carry_out, preview
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.ccas.exchange.taking import taken
from tests.factories.candidates import CandidateFactory, EnrolmentFactory
from tests.factories.framework import shipped_revision
from tests.factories.people import PersonFactory

LINE = {
    "Nom de naissance": "Kermarrec-d’Ys",
    "Prénoms": "Gwenaëlle Océane",
    "Sexe": "F",
    "Date de naissance": "28/02/1994",
    "Lieu de naissance": "L’Haÿ-les-Roses",
    "Code INSEE du lieu de naissance": "94038",
    "Certification": "RNCP35553",
    "Voie": "FC",
    "Début du parcours": "01/09/2025",
}
IDENTITY = {title: LINE[title] for title in list(LINE)[:6]}


def table(*lines: dict[str, str]) -> bytes:
    titles = list(dict.fromkeys([*IMPORT.titles]))
    rows = [";".join(titles), *(";".join(one.get(t, "") for t in titles) for one in lines)]
    return "\n".join(rows).encode()


def counts() -> tuple[int, int, int]:
    return Person.objects.count(), Candidate.objects.count(), Enrolment.objects.count()


@pytest.fixture
def revision(db):
    return shipped_revision()


def seen(*lines: dict[str, str], by):
    return preview(IMPORT, IMPORT.read(table(*lines)), by=by)


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("28/02/1994", (1994, 2, 28)),
        ("1/2/1994", (1994, 2, 1)),
        ("1994-02-28", (1994, 2, 28)),
        ("02/1994", (1994, 2, None)),
        ("1994", (1994, None, None)),
    ],
)
def test_births_as_people_write_them(text, birth):
    assert birth_of(text) == birth


@pytest.mark.parametrize("text", ["", "94", "28/02/94", "hier", "1/1/1/1994", "-1994"])
def test_a_birth_that_is_none(text):
    with pytest.raises(Refusal, match="pas une date de naissance"):
        birth_of(text)


def test_a_preview_says_what_the_import_then_does(revision, officer):
    (said,) = seen(LINE, by=officer)
    assert counts() == (0, 0, 0)
    assert said.who == "Gwenaëlle Océane Kermarrec-d’Ys"
    assert said.done == (
        "candidat inscrit sous le n° C-00001",
        "parcours ouvert (RNCP35553, FC)",
    )
    assert carry_out(IMPORT, IMPORT.read(table(LINE)), by=officer) == [said]
    one = Candidate.objects.get()
    assert (one.birth_year, one.birth_month, one.birth_day) == (1994, 2, 28)
    assert one.enrolments.get().began_on == date(2025, 9, 1)
    line = JournalEntry.objects.get(verb="list.import")
    assert (line.details["lines"], line.details["changed"]) == (1, 1)
    assert "Kermarrec" not in str(line.details)


NAMES = st.sampled_from(
    ["L’Hermitte", "'t Hoën", "-Ÿdier", "de La Tour du Pin", "N’Diaye-Ærø", "Kermarrec"]
)
BIRTHS = st.sampled_from([(1994, 2, 28), (1988, 12, None), (1990, None, None), (2001, 1, 1)])
PLACES = st.sampled_from(
    [("Ajaccio", "2A004"), ("Brest", "29019"), ("Saint-Denis", "97411"), ("Łódź", "99122"),
     ("@Bourg =1", "01053"), ("+ville", "75056")]
)  # fmt: skip
SOMEBODY = st.tuples(
    NAMES, NAMES, st.sampled_from("FM"), BIRTHS, PLACES, st.sampled_from([0, 33]),
    st.sampled_from(["", "FC", "VAE"]),
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(everybody=st.lists(SOMEBODY, min_size=1, max_size=4))
def test_whatever_left_comes_back_and_changes_nothing(revision, officer, everybody):
    with transaction.atomic():
        for name, given_name, sex, (year, month, day), (place, code), extra, route in everybody:
            candidate = register_candidate(
                by=officer,
                birth_name=name,
                given_names=given_name,
                usual_name="",
                sex=sex,
                email="=a@exemple.invalid" if extra else "",
                birth_year=year,
                birth_month=month,
                birth_day=day,
                birth_place=place,
                birth_place_code=code,
                extra_time_percent=extra,
            )
            began = date(2025, 3, 31)
            if route:
                enrol(
                    candidate,
                    by=officer,
                    revision=revision,
                    route=route,
                    began_on=began,
                    admissibility_date=began if route == "VAE" else None,
                    admissibility_reference="=Décision; n° 4" if route == "VAE" else "",
                )
        before = counts()
        for form in ("csv", "xlsx"):
            for columns in (None, {column.key for column in IMPORT.listing.imported}):
                content = taken("candidats", by=officer, form=form, columns=columns)
                lines = JournalEntry.objects.count()
                said = carry_out(IMPORT, IMPORT.read(content), by=officer)
                assert len(said) == len(everybody)
                assert not any(one.done or one.wrong for one in said), said
                assert (counts(), JournalEntry.objects.count()) == (before, lines)
        transaction.set_rollback(True)


def test_homonyms_are_shown_and_never_merged(revision, officer):
    twin = CandidateFactory(
        person=PersonFactory(birth_name="KERMARREC D’YS", given_names="Gwenaelle Oceane")
    )
    (said,) = seen(LINE, by=officer)
    (sentence,) = said.wrong
    assert sentence.startswith("Homonyme : Gwenaelle Oceane KERMARREC D’YS, naissance : 28/02/1994")
    assert twin.number in sentence
    assert str(twin.person_id) in sentence
    (other,) = seen({**LINE, "Identifiant": "nouveau"}, by=officer)
    assert other.done[0].startswith("candidat inscrit")
    (same,) = seen({**LINE, "Identifiant": str(twin.person_id)}, by=officer)
    assert "est connu autrement" in same.wrong[0]
    assert "Nom de naissance" in same.wrong[0]


def test_somebody_of_the_directory_becomes_a_candidate_by_their_identifier(revision, officer):
    known = PersonFactory(birth_name="Kermarrec-d’Ys", given_names="Gwenaëlle Océane")
    line = {**LINE, "Identifiant": str(known.pk)}
    carry_out(IMPORT, IMPORT.read(table(line)), by=officer)
    assert counts() == (1, 1, 1)
    assert Candidate.objects.get().person == known


def test_two_enrolments_of_one_new_candidate_bear_one_mark(revision, officer):
    second = {**LINE, "Voie": "", "Certification": "", "Début du parcours": ""}
    first, said = seen(LINE, second, by=officer)
    assert first.done
    assert said.wrong[0].startswith("Homonyme d’une ligne plus haut")
    marked = [{**line, "Identifiant": "Nouveau 1"} for line in (LINE, second)]
    first, said = seen(*marked, by=officer)
    assert (len(first.done), said.done, said.wrong) == (2, (), ())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"Numéro de candidat": "C-99999"}, "n’est celui d’aucun candidat"),
        ({"Identifiant": "00000000-0000-4000-8000-000000000000"}, "n’est pas dans l’annuaire"),
        ({"Date de naissance": "31/02/1994"}, "n’existe pas au calendrier"),
        ({"Date de naissance": "hier"}, "pas une date de naissance"),
        ({"Code INSEE du lieu de naissance": "2004"}, "n’est pas un code INSEE"),
        ({"Code INSEE du lieu de naissance": "20004"}, "En Corse"),
        ({"Sexe": "x"}, "Le sexe est celui de l’état civil"),
        ({"Temps majoré (%)": "un tiers"}, "n’est pas un temps majoré"),
        ({"Temps majoré (%)": "150"}, "de 0 à 100 %"),
        ({"Certification": "RNCP1"}, "n’est pas chargée"),
        ({"Certification": ""}, "La certification du parcours manque"),
        ({"Voie": "CA"}, "n’est pas ouverte"),
        ({"Voie": "poney"}, "n’est pas connue"),
        ({"Voie": "VAE"}, "recevabilité manque"),
        ({"Début du parcours": "20/04/2026"}, "19/04/2026"),
        ({"Début du parcours": "bientôt"}, "n’est pas une date"),
        ({"Nom de naissance": "K1"}, "qu’un état civil ne porte pas"),
    ],
)
def test_one_wrong_line_and_nothing_is_imported(revision, officer, change, says):
    good = {**LINE, "Prénoms": "Zoé"}
    first, said = seen(good, {**LINE, **change}, by=officer)
    assert says in " ".join(said.wrong)
    assert first.changes
    with pytest.raises(Refusal, match="Ligne 3"):
        carry_out(IMPORT, IMPORT.read(table(good, {**LINE, **change})), by=officer)
    assert counts() == (0, 0, 0)
    assert not JournalEntry.objects.filter(verb="list.import").exists()


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Nom de naissance", "Autre"),
        ("Sexe", "homme"),
        ("Date de naissance", "1994"),
        ("Lieu de naissance", "Paris"),
        ("Temps majoré (%)", "33"),
        ("Adresse électronique", "autre@exemple.invalid"),
    ],
)
def test_a_file_corrects_no_identity(revision, officer, title, typed):
    carry_out(IMPORT, IMPORT.read(table(LINE)), by=officer)
    known = {**LINE, "Numéro de candidat": "c-00001"}
    (said,) = seen(known, by=officer)
    assert (said.done, said.wrong) == ((), ())
    (said,) = seen({**known, title: typed}, by=officer)
    assert f"({title})" in said.wrong[0]


def test_a_file_overwrites_no_enrolment(revision, officer):
    one = EnrolmentFactory(vae=True, candidate__person__birth_name="Œillet")
    person = one.candidate.person
    line = {
        **LINE,
        "Numéro de candidat": one.candidate.number,
        **dict.fromkeys([*IDENTITY][3:], ""),
        "Nom de naissance": "",
        "Prénoms": person.given_names,
        "Sexe": "",
        "Voie": "vae",
        "Début du parcours": "",
        "Date de recevabilité": "01/09/2025",
        "Acte de recevabilité": one.admissibility_reference,
    }
    (said,) = seen(line, by=officer)
    assert (said.done, said.wrong) == ((), ())
    (said,) = seen({**line, "Acte de recevabilité": "Autre acte"}, by=officer)
    assert "n’écrase rien" in said.wrong[0]
    (said,) = seen({**line, "Date de recevabilité": "02/09/2025"}, by=officer)
    assert "déjà un parcours en cours" in said.wrong[0]


def test_a_number_and_an_identifier_are_of_one_person(revision, officer):
    carry_out(IMPORT, IMPORT.read(table(LINE)), by=officer)
    line = {**LINE, "Numéro de candidat": "C-00001", "Identifiant": "nouveau"}
    (said,) = seen(line, by=officer)
    assert said.wrong == ("Le candidat n° C-00001 a un autre identifiant : gardez l’un des deux.",)


def test_nobody_imports_their_own_file(revision, officer):
    own = CandidateFactory(person__user_id=officer.user_id)
    line = {**LINE, **dict.fromkeys(IDENTITY, ""), "Numéro de candidat": own.number}
    (said,) = seen(line, by=officer)
    assert "pas vous" in said.wrong[0]


def test_only_the_officer_imports(revision, make_actor, sign_in):
    for role in ("auditor", "administrator"):
        with pytest.raises(Refusal, match="gestionnaire"):
            seen(LINE, by=make_actor(role))
        address = reverse("exchange:import", args=["candidats"])
        assert sign_in(make_actor(role)).get(address).status_code == 404


def test_the_page_shows_then_imports(revision, officer, sign_in):
    client, address = sign_in(officer), reverse("exchange:import", args=["candidats"])
    assert client.get(address).status_code == 200
    answer = client.post(address, {"file": SimpleUploadedFile("liste.csv", table(LINE, LINE))})
    assert answer.status_code == 200
    assert "Rien n’est importé tant qu’une ligne est à corriger." in answer.content.decode()
    answer = client.post(address, {"rows": answer.context["rows"], "confirm": "1"})
    assert (answer.status_code, "Ligne 3" in answer.content.decode()) == (422, True)
    answer = client.post(address, {"file": SimpleUploadedFile("liste.csv", table(LINE))})
    assert counts() == (0, 0, 0)
    assert "Importer cette ligne" in answer.content.decode()
    answer = client.post(address, {"rows": answer.context["rows"], "confirm": "1"})
    assert answer.status_code == 302
    assert counts() == (1, 1, 1)
    exported = taken("candidats", by=officer, form="xlsx")
    answer = client.post(address, {"file": SimpleUploadedFile("liste.xlsx", exported)})
    said = answer.content.decode()
    assert "Tout est déjà enregistré" in said
    assert "Sans effet à l’import" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "vide"),
        (b"Nom\nx", "La colonne « Nom de naissance » manque."),
        (table(), "rien à importer"),
        (b"PK\x03\x04", "ne se lit pas"),
        (b"\0" * 50, "vide"),
        (b"a" * 2_000_000, "1 Mo"),
    ],
)
def test_a_hostile_file_is_a_sentence_on_the_page(revision, officer, sign_in, content, says):
    client, address = sign_in(officer), reverse("exchange:import", args=["candidats"])
    answer = client.post(address, {"file": SimpleUploadedFile("x.csv", content or b"\n")})
    assert answer.status_code == 422
    assert says in answer.content.decode().replace("\u00a0", " ")
