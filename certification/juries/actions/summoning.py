"""Telling members to come: an act that appoints them, a summons and a message each.

All of it in the transaction that convenes, or that changes who sits once the jury is convened.
"""

from collections.abc import Sequence

from assessments.framework.documents import is_specimen
from ccas import documents
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal
from certification.juries.documents import ACT, SUMMONS, act_facts, summons_facts
from certification.juries.messages import address_of, post_summons
from certification.juries.models import Jury, JurySummons, Nomination
from certification.juries.reading import Reading


def acts_of(jury: Jury) -> list[Document]:
    """The nomination acts of a jury, the one in force last."""
    return list(Document.objects.filter(kind=ACT, subject_id=jury.pk).order_by("rank"))


def issue_act(jury: Jury, *, by: Actor) -> Document:
    """The act that appoints those who hold the seats now; it replaces the one before, if any."""
    before = acts_of(jury)
    return documents.issue(
        ACT,
        subject=jury,
        facts=act_facts(Reading(jury)),
        by=by,
        specimen=is_specimen(jury.revision),
        replaces=before[-1] if before else None,
        series_scope=jury.revision.qualification.code,
    )


def summon(jury: Jury, nominations: Sequence[Nomination], *, act: Document, by: Actor) -> None:
    """Write the summons of each member, its paper, and post its message.

    Raises Refusal naming those we cannot write to; the caller's transaction then undoes all.
    """
    silent = [one.person.display_name for one in nominations if not address_of(one.person)]
    if silent:
        raise Refusal([f"Aucune adresse électronique n’est connue pour {name}." for name in silent])
    for nomination in nominations:
        summons, made = JurySummons.objects.get_or_create(
            jury=jury, person=nomination.person, seat=nomination.seat
        )
        before = None if made else Document.objects.filter(kind=SUMMONS, subject_id=summons.pk)
        paper = documents.issue(
            SUMMONS,
            subject=summons,
            facts=summons_facts(jury, nomination, act.number),
            by=by,
            specimen=is_specimen(jury.revision),
            # Somebody who left their seat and comes back to it is summoned again.
            replaces=before.order_by("rank").last() if before else None,
            series_scope=jury.revision.qualification.code,
            owner_id=nomination.person.user_id,
        )
        post_summons(jury, nomination, summons, paper, by=by)
