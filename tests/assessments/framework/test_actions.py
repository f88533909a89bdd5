"""Loading a qualification: whole or not at all, and once."""

import threading

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import InternalError

from assessments.framework.actions import load_notice
from assessments.framework.models import (
    Competency,
    CompetencyBlock,
    Qualification,
    QualificationRevision,
)
from ccas.actors import Actor
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from tests.factories.framework import other_revision, shipped_revision

from .reading_files import NOTICE_XML, RULES_TOML, TWO_NOTICES_XML, other_rules

SYSTEM = Actor.system()

pytestmark = pytest.mark.django_db


def counts():
    return (
        Qualification.objects.count(),
        QualificationRevision.objects.count(),
        CompetencyBlock.objects.count(),
        Competency.objects.count(),
        JournalEntry.objects.count(),
    )


def test_the_shipped_notice_becomes_a_revision_with_its_corrections():
    report = load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM)
    revision = report.revision
    assert report.created
    assert report.sentences == (
        "Première révision : 3 blocs, 42 compétences (13 + 15 + 14) ; voies ouvertes : "
        "formation continue et validation des acquis de l’expérience.",
    )
    assert report.warnings == ()
    assert revision.certifier_name == "Ministère de l’Intérieur et des Outre-mer"
    assert (revision.level, revision.certifier_siret) == (5, "11001401600015")
    assert f"{revision.registration_end:%d/%m/%Y}" == "19/04/2026"
    last = revision.blocks.get(code="RNCP35553BC03")
    assert last.title == "Assurer le suivi opérationnel et administratif de l'évènement"
    assert last.title_published == "Assurer le suivi opértionnel et administratif de l'évènement."
    assert last.short_code == "BC03"
    line = last.competencies.get(position=12)
    assert (line.text[-25:], line.text_published[-26:]) == (
        "avec précision et clarté.",
        "avec précisions et clarté.",
    )
    assert revision.rules.route("VAE").practice_months == 9
    assert revision.notice.code == "RNCP35553"


def test_loading_the_same_files_again_changes_nothing():
    first = load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM).revision
    before = counts()
    again = load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM)
    assert not again.created
    assert again.revision == first
    assert again.sentences == ("RNCP35553, révision 1 : rien n’a changé.",)
    assert counts() == before


def test_a_new_load_is_a_new_revision_that_says_what_changed():
    first = load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM).revision
    notice = NOTICE_XML.replace(b"19/04/2026", b"19/04/2031").replace(
        "Envoyer les moyens en renfort demandés et".encode(),
        "Envoyer sans délai les moyens en renfort demandés et".encode(),
    )
    rules = RULES_TOML.replace("practice_months = 9", "practice_months = 6", 1)
    report = load_notice(notice, rules, by=SYSTEM)
    assert report.revision.number == 2
    assert "Fin d’enregistrement : « 19/04/2026 » devient « 19/04/2031 »." in report.sentences
    assert any(
        "Bloc RNCP35553BC03, compétence 6 : reformulée, « Envoyer sans délai" in sentence
        for sentence in report.sentences
    )
    assert "Exercice professionnel exigé (Formation continue) : 9 mois deviennent 6 mois." in (
        report.sentences
    )
    assert len(report.sentences) == 4
    assert report.revision.changes == list(report.sentences)
    first.refresh_from_db()
    assert first.rules.route("FC").practice_months == 9
    assert Qualification.objects.get().current == report.revision


def test_a_comment_alone_makes_a_revision_that_says_so():
    load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM)
    report = load_notice(NOTICE_XML, RULES_TOML + "# relu\n", by=SYSTEM)
    assert report.created
    assert "leur forme seulement" in report.sentences[0]


def test_files_of_a_replaced_revision_are_refused():
    load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM)
    load_notice(NOTICE_XML, RULES_TOML + "# relu\n", by=SYSTEM)
    before = counts()
    with pytest.raises(Refusal, match="révision 1 de RNCP35553, remplacée depuis"):
        load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM)
    assert counts() == before


def test_two_notices_of_one_file_load_apart_and_do_not_touch_each_other():
    software = other_revision("RNCP35419")
    security = other_revision("RNCP37488")
    assert (software.blocks.count(), security.blocks.count()) == (4, 2)
    assert software.decision_date.isoformat() == "2021-03-17"
    changed_neighbour = TWO_NOTICES_XML.replace(b">RNCP42147<", b">RNCP42148<")
    again = load_notice(changed_neighbour, other_rules("RNCP37488"), by=SYSTEM, code="RNCP37488")
    assert not again.created
    critical = Competency.objects.get(block__code="RNCP37488BC02", position=2)
    assert critical.critical
    assert Competency.objects.filter(critical=True).count() == 1


def test_many_certifiers_are_cut_between_two_names():
    names = [f"CHAMBRE {rank} DE COMMERCE" for rank in range(40)]
    many = "".join(
        f"<CERTIFICATEUR><NOM_CERTIFICATEUR>{name}</NOM_CERTIFICATEUR></CERTIFICATEUR>"
        for name in names
    ).encode()
    xml = NOTICE_XML.replace(b"</CERTIFICATEURS>", many + b"</CERTIFICATEURS>")
    name = load_notice(xml, RULES_TOML, by=SYSTEM).revision.certifier_name
    assert len(name) <= 300
    assert name.endswith("autres")


def test_unknown_tags_are_warnings():
    xml = NOTICE_XML.replace(b"<ETAT_FICHE>", b"<NOUVEAUTE/><ETAT_FICHE>")
    assert load_notice(xml, RULES_TOML, by=SYSTEM).warnings == (
        "Balise inconnue, ignorée : NOUVEAUTE.",
    )


@pytest.mark.parametrize(
    ("xml", "rules", "code", "words"),
    [
        (NOTICE_XML[:5000], RULES_TOML, None, "tronqué"),
        (NOTICE_XML, RULES_TOML[:300], None, "TOML|manque"),
        (NOTICE_XML, other_rules("RNCP35419"), None, "ces règles sont celles de RNCP35419"),
        (TWO_NOTICES_XML, other_rules("RNCP35419"), None, "préciser laquelle"),
        (TWO_NOTICES_XML, other_rules("RNCP35419"), "RNCP1", "n’est pas dans ce fichier"),
    ],
)
def test_a_refused_load_changes_nothing(xml, rules, code, words):
    shipped_revision()
    before = counts()
    with pytest.raises(Refusal, match=words):
        load_notice(xml, rules, by=SYSTEM, code=code)
    assert counts() == before


def test_a_failure_half_way_leaves_nothing(monkeypatch):
    def breaks(*_args, **_kwargs):
        raise RuntimeError("power cut")

    monkeypatch.setattr("assessments.framework.actions.journal.record", breaks)
    with pytest.raises(RuntimeError):
        load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM)
    assert counts() == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("role", ["officer", "administrator"])
def test_those_who_may_load(make_actor, role):
    assert load_notice(NOTICE_XML, RULES_TOML, by=make_actor(role)).created


@pytest.mark.parametrize("role", ["candidate", "evaluator", "president", "auditor"])
def test_those_who_may_not_load(make_actor, role):
    before = counts()
    with pytest.raises(Refusal, match="Seuls un gestionnaire"):
        load_notice(NOTICE_XML, RULES_TOML, by=make_actor(role))
    assert counts() == before


def test_the_journal_cites_the_hashes():
    revision = shipped_revision()
    entry = JournalEntry.objects.get(verb="framework.load")
    assert entry.subject_id == str(revision.pk)
    assert entry.details["notice_sha256"] == revision.notice_sha256


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_qualificationrevision SET title = 'Autre'",
        "DELETE FROM assessments_qualificationrevision",
        "UPDATE assessments_competencyblock SET title = 'Autre'",
        "UPDATE assessments_competency SET text = 'Autre' WHERE position = 3",
        "DELETE FROM assessments_competency",
    ],
)
def test_a_revision_never_changes_against_sql_too(statement):
    shipped_revision()
    with (
        pytest.raises((ProgrammingError, InternalError, IntegrityError), match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Competency.objects.exclude(text="Autre").count() == 42


@pytest.mark.django_db(transaction=True)
def test_two_loads_at_once_make_one_revision():
    reports, errors = [], []
    barrier = threading.Barrier(2)

    def load():
        try:
            barrier.wait(timeout=10)
            reports.append(load_notice(NOTICE_XML, RULES_TOML, by=SYSTEM))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=load) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert errors == []
    assert sorted(report.created for report in reports) == [False, True]
    assert QualificationRevision.objects.count() == 1
