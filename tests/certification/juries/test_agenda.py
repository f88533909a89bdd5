"""For whom a jury meets, and who withdraws for whom."""

from datetime import date

import pytest

from assessments.candidates.rules import ledger_code
from assessments.framework.actions import load_notice
from assessments.people.models import LinkKind
from ccas.journal.models import JournalEntry
from ccas.refusals import Refusal
from certification.juries import actions
from certification.juries.models import AgendaItem, LinkDismissal, Recusal
from certification.juries.reading import Reading, candidate_review, find_links
from tests.factories.candidates import AcquiredBlockFactory, EnrolmentFactory
from tests.factories.framework import OTHERS, other_revision
from tests.factories.juries import AgendaItemFactory, JuryFactory, in_state, jury_in
from tests.factories.people import LinkFactory, PostingFactory, UnitFactory

pytestmark = pytest.mark.django_db


def refused(call, model=AgendaItem) -> list[str]:
    before = model.objects.count()
    with pytest.raises(Refusal) as caught:
        call()
    assert model.objects.count() == before
    return caught.value.sentences


@pytest.fixture
def jury():
    return jury_in("composed")


@pytest.fixture
def enrolment():
    """By experience: no simulation is required."""
    return EnrolmentFactory(vae=True)


def blocks_of(enrolment):
    return list(enrolment.revision.blocks.order_by("position"))


# --- the agenda --------------------------------------------------------------------------------


def test_a_candidate_comes_before_the_jury(jury, enrolment, officer):
    blocks = blocks_of(enrolment)
    item = actions.put_on_agenda(jury, enrolment, [blocks[2], blocks[0]], by=officer)
    assert item.position == 1
    assert [block.code for block in item.blocks.order_by("position")] == [
        blocks[0].code,
        blocks[2].code,
    ]
    second = actions.put_on_agenda(jury, EnrolmentFactory(vae=True), blocks, by=officer)
    assert second.position == 2
    line = JournalEntry.objects.filter(verb="jury.put_on_agenda").first()
    assert line.details["blocks"] == [blocks[0].code, blocks[2].code]


def test_a_held_block_is_not_presented_again(jury, enrolment, officer):
    first, second, _ = blocks_of(enrolment)
    held = AcquiredBlockFactory(candidate=enrolment.candidate, block=first)
    sentences = refused(lambda: actions.put_on_agenda(jury, enrolment, [first], by=officer))
    assert first.code in sentences[0]
    assert "acquis" in sentences[0]
    # Negative controls: another block, and the same one once the act that gave it is ended.
    item = actions.put_on_agenda(jury, enrolment, [second], by=officer)
    actions.take_off_agenda(item, by=officer)
    held.ended_on, held.end_reference = date(2026, 8, 1), "Décision de retrait 2026-3"
    held.save()
    assert actions.put_on_agenda(jury, enrolment, [first], by=officer).pk


def test_a_block_held_under_a_bare_number_is_not_presented_again(officer):
    """A notice that numbers its blocks « 01 » is held in the ledger under its own name."""
    revision = load_notice(
        (OTHERS / "flux-v4.1-two-notices.xml").read_bytes().replace(b"RNCP35419BC", b""),
        (OTHERS / "RNCP35419.toml").read_text().replace("RNCP35419BC", ""),
        by=officer,
        code="RNCP35419",
    ).revision
    jury = JuryFactory(revision=revision, route="VAE")
    enrolment = EnrolmentFactory(vae=True, revision=revision)
    first, second = list(revision.blocks.order_by("position"))[:2]
    AcquiredBlockFactory(
        candidate=enrolment.candidate, block=first, block_code=ledger_code("RNCP35419", "01")
    )
    sentences = refused(lambda: actions.put_on_agenda(jury, enrolment, [first, second], by=officer))
    assert len(sentences) == 1 and "détient déjà le bloc 01" in sentences[0]
    # Negative control: « 01 » of another qualification is another block.
    assert actions.put_on_agenda(jury, enrolment, [second], by=officer).pk


def test_what_the_agenda_refuses(jury, enrolment, officer):
    blocks = blocks_of(enrolment)
    assert (
        "au moins un bloc"
        in refused(lambda: actions.put_on_agenda(jury, enrolment, [], by=officer))[0]
    )
    other = other_revision("RNCP35419")
    assert (
        "n’est pas de la certification"
        in refused(
            lambda: actions.put_on_agenda(jury, enrolment, other.blocks.all()[:1], by=officer)
        )[0]
    )
    elsewhere = EnrolmentFactory(revision=other, route="FC")
    assert (
        "ce jury est celui de RNCP35553"
        in refused(
            lambda: actions.put_on_agenda(jury, elsewhere, blocks_of(elsewhere), by=officer)
        )[0]
    )
    actions.put_on_agenda(jury, enrolment, blocks, by=officer)
    assert (
        "déjà à l’ordre du jour"
        in refused(lambda: actions.put_on_agenda(jury, enrolment, blocks, by=officer))[0]
    )
    assert (
        f"de « {jury} »"
        in refused(lambda: actions.put_on_agenda(JuryFactory(), enrolment, blocks, by=officer))[0]
    )


def test_an_enrolment_that_is_over_is_not_presented(jury, enrolment, officer):
    enrolment.state, enrolment.ended_at = "ended", "2026-08-01T10:00Z"
    enrolment.save()
    assert (
        "clos sans titre"
        in refused(
            lambda: actions.put_on_agenda(jury, enrolment, blocks_of(enrolment), by=officer)
        )[0]
    )


def test_a_cancelled_jury_frees_its_candidates(jury, enrolment, officer):
    actions.put_on_agenda(jury, enrolment, blocks_of(enrolment), by=officer)
    actions.cancel(jury, reason="Grève des transports", by=officer)
    assert (
        actions.put_on_agenda(JuryFactory(), enrolment, blocks_of(enrolment), by=officer).position
        == 1
    )


@pytest.mark.parametrize("state", ["open", "closed"])
def test_the_agenda_is_set_before_the_deliberation(enrolment, officer, state):
    jury = jury_in("convened")
    item = actions.put_on_agenda(jury, enrolment, blocks_of(enrolment), by=officer)
    in_state(jury, state)
    other = EnrolmentFactory(vae=True)
    assert (
        "ne change plus"
        in refused(lambda: actions.put_on_agenda(jury, other, blocks_of(other), by=officer))[0]
    )
    assert "ne change plus" in refused(lambda: actions.take_off_agenda(item, by=officer))[0]


def test_only_an_officer_sets_the_agenda(jury, enrolment, make_actor):
    for role in ("president", "jury_member", "auditor"):
        by = make_actor(role)
        assert (
            "Seul un gestionnaire"
            in refused(
                lambda by=by: actions.put_on_agenda(jury, enrolment, blocks_of(enrolment), by=by)
            )[0]
        )


# --- links -------------------------------------------------------------------------------------


def member_of(jury, key="training"):
    return jury.seats.get(key=key).nominations.get().person


def link(jury, item, kind="trained", key="training"):
    return LinkFactory(
        person=member_of(jury, key), other=item.enrolment.candidate.person, kind=kind
    )


def test_links_are_found_in_our_own_data(jury):
    item = AgendaItemFactory(jury=jury)
    candidate = item.enrolment.candidate.person
    assert find_links(jury) == {item.enrolment_id: ()}
    trained = link(jury, item)
    unit = UnitFactory(entity=None, name="Salle 17-18-112 de Meaux")
    PostingFactory(person=candidate, unit=unit, starts_on=date(2024, 1, 1))
    PostingFactory(
        person=member_of(jury, "president"),
        unit=unit,
        starts_on=date(2023, 1, 1),
        ends_on=date(2024, 6, 30),
    )
    ties = find_links(jury)[item.enrolment_id]
    assert {tie.key for tie in ties} == {f"trained:{trained.pk}", f"shared_unit:{unit.pk}"}
    shared = next(tie for tie in ties if tie.kind == "shared_unit")
    assert shared.evidence == "Salle 17-18-112 de Meaux, du 01/01/2024 au 30/06/2024"
    # Nothing is stored by looking.
    assert not Recusal.objects.exists()


def test_the_same_entity_alone_is_no_link(jury):
    item = AgendaItemFactory(jury=jury)
    president = member_of(jury, "president")
    PostingFactory(
        person=item.enrolment.candidate.person,
        unit=UnitFactory(entity=president.postings.get().unit.entity),
    )
    assert find_links(jury) == {item.enrolment_id: ()}


@pytest.mark.parametrize(
    ("kind", "found"),
    [(LinkKind.TRAINED, False), (LinkKind.FAMILY, True), (LinkKind.PROFESSIONAL, True)],
)
def test_personal_and_professional_links_bind_both_people(jury, kind, found):
    """A candidate who trained the member: no rule says so. A candidate's cousin: one does."""
    item = AgendaItemFactory(jury=jury)
    LinkFactory(person=item.enrolment.candidate.person, other=member_of(jury), kind=kind)
    assert bool(find_links(jury)[item.enrolment_id]) is found


def test_a_member_who_is_the_candidate(jury):
    item = AgendaItemFactory(jury=jury, enrolment__candidate__person=member_of(jury))
    assert [tie.kind for tie in find_links(jury)[item.enrolment_id]] == ["same_person"]


def test_somebody_who_left_the_jury_is_no_longer_looked_at(jury, officer):
    item = AgendaItemFactory(jury=jury)
    link(jury, item)
    actions.end_nomination(jury.seats.get(key="training").nominations.get(), by=officer)
    assert find_links(jury) == {item.enrolment_id: ()}


def test_a_dismissed_link_recuses_nobody(jury, officer):
    item = AgendaItemFactory(jury=jury)
    found = link(jury, item)
    member = member_of(jury)
    at = Reading(jury).at
    assert candidate_review(jury, item.enrolment, None, at).recused == {str(member.pk)}
    actions.dismiss_link(
        jury,
        member,
        item.enrolment,
        link=f"trained:{found.pk}",
        reason="Un stage de deux heures en 2019, avec cent autres.",
        by=officer,
    )
    assert candidate_review(jury, item.enrolment, None, at).recused == frozenset()
    details = JournalEntry.objects.get(verb="jury.dismiss_link").details
    assert details["reason"].startswith("hmac:")
    assert "stage" not in str(details)


def test_what_a_dismissal_refuses(jury, officer, make_actor):
    item = AgendaItemFactory(jury=jury)
    found = link(jury, item)
    member = member_of(jury)

    def dismiss(link=f"trained:{found.pk}", reason="Homonyme", by=officer, person=member):
        return actions.dismiss_link(jury, person, item.enrolment, link=link, reason=reason, by=by)

    assert "Dites pourquoi" in refused(lambda: dismiss(reason=" "), LinkDismissal)[0]
    assert "rien à écarter" in refused(lambda: dismiss(link="trained:autre"), LinkDismissal)[0]
    president = member_of(jury, "president")
    assert "rien à écarter" in refused(lambda: dismiss(person=president), LinkDismissal)[0]
    by = make_actor("president")
    assert "Seul un gestionnaire" in refused(lambda: dismiss(by=by), LinkDismissal)[0]
    assert dismiss().pk
    assert "déjà écarté" in refused(dismiss, LinkDismissal)[0]


def test_a_recusal_cannot_be_dismissed(jury, officer):
    item = AgendaItemFactory(jury=jury)
    found = link(jury, item)
    actions.recuse(jury, member_of(jury), item.enrolment, ground="Lien étroit", by=officer)
    assert (
        "déjà inscrit"
        in refused(
            lambda: actions.dismiss_link(
                jury,
                member_of(jury),
                item.enrolment,
                link=f"trained:{found.pk}",
                reason="Finalement non",
                by=officer,
            ),
            LinkDismissal,
        )[0]
    )


def test_a_member_withdraws_for_themself_only(account):
    jury = jury_in("convened")
    item = AgendaItemFactory(jury=jury)
    member, other = member_of(jury), member_of(jury, "operator:PN")
    by = account(member, "jury_member")
    sentences = refused(
        lambda: actions.recuse(jury, other, item.enrolment, ground="Son cousin", by=by), Recusal
    )
    assert "le membre lui-même" in sentences[0]
    recusal = actions.recuse(jury, member, item.enrolment, ground="Mon cousin", by=by)
    assert (recusal.found_by, recusal.ground) == ("member", "Mon cousin")


def test_the_president_records_the_recusal_of_another(account):
    jury = jury_in("convened")
    item = AgendaItemFactory(jury=jury)
    by = account(member_of(jury, "president"), "president")
    assert actions.recuse(
        jury, member_of(jury), item.enrolment, ground="Annoncé en séance", by=by
    ).pk
    # The president of another jury has no say here.
    elsewhere = jury_in("convened")
    stranger = account(member_of(elsewhere, "president"), "president")
    refused(
        lambda: actions.recuse(
            jury, member_of(jury, "operator:PN"), item.enrolment, ground="?", by=stranger
        ),
        Recusal,
    )


def test_what_a_recusal_refuses(jury, officer, enrolment):
    item = AgendaItemFactory(jury=jury)
    outsider = member_of(jury_in("composed"))
    assert (
        "motif"
        in refused(
            lambda: actions.recuse(jury, member_of(jury), item.enrolment, ground=" ", by=officer),
            Recusal,
        )[0]
    )
    assert (
        "ne siège pas"
        in refused(
            lambda: actions.recuse(jury, outsider, item.enrolment, ground="Lien", by=officer),
            Recusal,
        )[0]
    )
    assert (
        "n’est pas à l’ordre du jour"
        in refused(
            lambda: actions.recuse(jury, member_of(jury), enrolment, ground="Lien", by=officer),
            Recusal,
        )[0]
    )
    actions.recuse(jury, member_of(jury), item.enrolment, ground="Lien", by=officer)
    assert (
        "déjà inscrit"
        in refused(
            lambda: actions.recuse(
                jury, member_of(jury), item.enrolment, ground="Lien", by=officer
            ),
            Recusal,
        )[0]
    )
