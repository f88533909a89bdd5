"""Stints as a spreadsheet: what goes out comes back unchanged, a number says whose they are."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.practice.actions import declare_stint
from assessments.practice.importing import IMPORT, holes_of
from assessments.practice.models import Attestation, Interruption, Stint
from ccas.exchange.importing import carry_out, preview
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.ccas.exchange.taking import taken
from tests.factories.candidates import CandidateFactory, EnrolmentFactory
from tests.factories.people import EmployerFactory, PersonFactory, UnitFactory
from tests.factories.practice import AttestationFactory, StintFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(db):
    UnitFactory(name="CODIS de l’Yser")
    EmployerFactory(name="SDIS 99")
    person = PersonFactory(birth_name="de Kersauson", usual_name="", given_names="Aël Marie")
    return EnrolmentFactory(candidate__person=person, candidate__number="C-00042")


LINE = {
    "Numéro de candidat": "C-00042",
    "Candidat": "de Kersauson Aël",
    "Certification": "RNCP35553",
    "Employeur": "SDIS 99",
    "Centre opérationnel": "Codis de l'Yser",
    "Fonction": "Opératrice",
    "Premier jour": "01/09/2025",
    "Dernier jour": "28/02/2026",
    "Temps de travail (%)": "80",
    "Interruptions": "03/11/2025-16/11/2025 ; 01/12/2025-02/12/2025",
}


def table(*lines: dict[str, str]) -> bytes:
    rows = [IMPORT.titles, *([one.get(t, "") for t in IMPORT.titles] for one in lines)]
    return "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows).encode()


def seen(*lines: dict[str, str], by):
    return preview(IMPORT, IMPORT.read(table(*lines)), by=by)


def test_interruptions_as_people_write_them():
    assert holes_of("") == ()
    assert holes_of("03/03/2026- ; 1/2/2026 – 15/02/2026") == (
        (date(2026, 2, 1), date(2026, 2, 15)),
        (date(2026, 3, 3), None),
    )
    for wrong in ("hier", "31/02/2026-", "01/02/2026", "01/02/2026-31/02/2026", "-"):
        with pytest.raises(Refusal, match="pas une interruption"):
            holes_of(wrong)


def test_a_preview_says_what_the_import_then_does(enrolment, officer):
    (said,) = seen(LINE, by=officer)
    assert (said.rank, said.done, said.wrong) == (2, ("poste déclaré",), ())
    assert not Stint.objects.exists()
    carry_out(IMPORT, IMPORT.read(table(LINE)), by=officer)
    stint = Stint.objects.get()
    assert (stint.enrolment, stint.unit.name) == (enrolment, "CODIS de l’Yser")
    assert (stint.starts_on, stint.ends_on) == (date(2025, 9, 1), date(2026, 2, 28))
    assert stint.working_time_percent == 80
    assert Interruption.objects.filter(stint=stint).count() == 2
    assert not Attestation.objects.exists()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    posts=st.lists(
        st.tuples(
            st.sampled_from(["=Opérateur", "Cheffe de salle ; jour", "-opératrice", "+"]),
            st.integers(0, 150),
            st.one_of(st.none(), st.integers(20, 90)),
            st.sampled_from([100, 50]),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda post: (post[0], post[1]),
    )
)
def test_whatever_left_comes_back_and_changes_nothing(enrolment, officer, posts):
    with transaction.atomic():
        for function, start, length, percent, holes in posts:
            first = date(2025, 9, 1) + timedelta(days=start)
            declare_stint(
                enrolment,
                by=officer,
                employer=EmployerFactory(name="SDIS 99"),
                unit=UnitFactory(name="CODIS de l’Yser"),
                function=function,
                starts_on=first,
                ends_on=first + timedelta(days=length) if length else None,
                working_time_percent=percent,
                interruptions=[
                    (first + timedelta(days=4 * rank + 1), first + timedelta(days=4 * rank + 2))
                    for rank in range(holes)
                ],
            )
        AttestationFactory(
            stint=Stint.objects.first(),
            covers_from=Stint.objects.first().starts_on,
            covers_until=Stint.objects.first().starts_on,
        )
        for form in ("csv", "xlsx"):
            content = taken("postes", by=officer, form=form)
            lines = JournalEntry.objects.count()
            said = carry_out(IMPORT, IMPORT.read(content), by=officer)
            assert len(said) == len(posts)
            assert not any(one.done or one.wrong for one in said), said
            assert Stint.objects.count() == len(posts)
            assert JournalEntry.objects.count() == lines
        transaction.set_rollback(True)


def test_a_name_never_says_whose_a_stint_is(enrolment, officer):
    CandidateFactory(
        person=PersonFactory(birth_name="De Kersauson", usual_name="", given_names="Aël Yann"),
        number="C-00043",
    )
    (said,) = seen({**LINE, "Numéro de candidat": ""}, by=officer)
    assert len(said.wrong) == 2
    assert {"C-00042", "C-00043"} <= set(" ".join(said.wrong).replace(".", "").split())
    (said,) = seen({**LINE, "Candidat": "Autre Aël"}, by=officer)
    assert said.wrong == ("Le numéro C-00042 est celui de de Kersauson Aël.",)
    (said,) = seen({**LINE, "Numéro de candidat": "", "Candidat": "Inconnue"}, by=officer)
    assert said.wrong == ("Le numéro du candidat manque.",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"Numéro de candidat": "C-1"}, "n’est celui d’aucun candidat"),
        ({"Certification": "RNCP1"}, "n’a pas de parcours"),
        ({"Employeur": "Ailleurs"}, "L’employeur « Ailleurs » n’est pas dans l’annuaire."),
        ({"Centre opérationnel": "Ailleurs"}, "Le centre opérationnel « Ailleurs »"),
        ({"Employeur": ""}, "La case « Employeur » est vide."),
        ({"Premier jour": ""}, "La case « Premier jour » est vide."),
        ({"Premier jour": "demain"}, "n’est pas une date"),
        ({"Dernier jour": "01/01/2025"}, "avant d’avoir commencé"),
        ({"Temps de travail (%)": "mi-temps"}, "n’est pas un temps de travail"),
        ({"Temps de travail (%)": "200"}, "100"),
        ({"Interruptions": "un mois"}, "n’est pas une interruption"),
    ],
)
def test_one_wrong_line_and_nothing_is_imported(enrolment, officer, change, says):
    good = {**LINE, "Fonction": "Chef de salle"}
    first, said = seen(good, {**LINE, **change}, by=officer)
    assert first.changes
    assert says in " ".join(said.wrong)
    with pytest.raises(Refusal, match="Ligne 3"):
        carry_out(IMPORT, IMPORT.read(table(good, {**LINE, **change})), by=officer)
    assert not Stint.objects.exists()


def test_a_file_overwrites_no_stint(enrolment, officer):
    carry_out(IMPORT, IMPORT.read(table(LINE)), by=officer)
    (said,) = seen(LINE, by=officer)
    assert (said.done, said.wrong) == ((), ())
    for change in ({"Dernier jour": ""}, {"Temps de travail (%)": ""}, {"Interruptions": ""}):
        (said,) = seen({**LINE, **change}, by=officer)
        assert "n’écrase rien" in said.wrong[0]


def test_what_was_withdrawn_does_not_leave(enrolment, officer):
    from ccas import clock

    stint = StintFactory(enrolment=enrolment)
    assert len(taken("postes", by=officer).splitlines()) == 2
    Stint.objects.filter(pk=stint.pk).update(cancelled_at=clock.now())
    assert len(taken("postes", by=officer).splitlines()) == 1


def test_only_the_officer_imports(enrolment, make_actor):
    with pytest.raises(Refusal, match="gestionnaire"):
        seen(LINE, by=make_actor("auditor"))
