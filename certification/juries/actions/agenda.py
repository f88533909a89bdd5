"""For whom the jury meets, and who withdraws for whom."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Q

from assessments.candidates.models import AcquiredBlock, Enrolment, EnrolmentState
from assessments.candidates.rules import ledger_code
from assessments.framework.models import CompetencyBlock
from assessments.grading.models import ConsensusState
from assessments.people.models import Person
from assessments.sessions.models import Simulation, SimulationState
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.juries import rules
from certification.juries.actions.locking import locked, require_live
from certification.juries.annulments import annulled_juries
from certification.juries.models import (
    AgendaItem,
    Jury,
    JuryState,
    LinkDismissal,
    Nomination,
    Recusal,
)
from certification.juries.permissions import may_withdraw, require_officer
from certification.juries.reading import Reading

#: Before the deliberation opens.
SETTING = (JuryState.DRAFT, JuryState.COMPOSED, JuryState.CONVENED)
#: A simulation that the candidate did not come to is over: the jury takes note of the absence.
MISSED = (SimulationState.ABSENT, SimulationState.EXCUSED)


@transaction.atomic
def put_on_agenda(
    jury: Jury,
    enrolment: Enrolment,
    blocks: Iterable[CompetencyBlock],
    *,
    by: Actor,
    annulled: Jury | None = None,
) -> AgendaItem:
    """Put a candidate before the jury for these blocks, after those already there.

    annulled: the jury whose decision on this candidate was annulled; its members do not judge
    them again. Found by itself when an appeal says it.
    """
    require_officer(by, "fixe l’ordre du jour d’un jury")
    jury = locked(jury.pk)
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("candidate__person", "revision__qualification")
        .get(pk=enrolment.pk)
    )
    blocks = sorted(set(blocks), key=lambda block: block.position)
    known = annulled_juries([enrolment.pk]).get(enrolment.pk)
    faults = [*_jury_faults(jury, enrolment), *_block_faults(enrolment, blocks)]
    if known is not None:
        if annulled is not None and annulled.pk != known:
            faults.append(f"Ce n’est pas la décision de « {annulled} » qui est annulée.")
        annulled = Jury.objects.get(pk=known)
    if annulled is not None and annulled.pk == jury.pk:
        faults.append(
            f"La décision de ce jury sur {_name(enrolment)} est annulée : un autre doit l’entendre."
        )
    if annulled and not annulled.agenda.filter(enrolment__candidate=enrolment.candidate).exists():
        faults.append(f"{_name(enrolment)} n’est pas passé devant « {annulled} ».")
    if not faults:
        faults = _simulation_faults(enrolment, blocks)
    if faults:
        raise Refusal(faults)
    last = jury.agenda.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        jury=jury, enrolment=enrolment, position=last + 1, annulled=annulled
    )
    item.blocks.set(blocks)
    journal.record(
        "jury.put_on_agenda",
        jury,
        by=by,
        item=item.pk,
        enrolment=enrolment.pk,
        blocks=[block.code for block in blocks],
        annulled=annulled.pk if annulled else None,
    )
    if jury.state == JuryState.CONVENED:
        record_found_recusals(jury, by=by)
    return item


def _name(enrolment: Enrolment) -> str:
    return str(enrolment.candidate)


def _jury_faults(jury: Jury, enrolment: Enrolment) -> list[str]:
    who = _name(enrolment)
    faults = []
    if jury.state not in SETTING:
        faults.append(
            f"L’ordre du jour ne change plus : le jury est à l’état « {jury.get_state_display()} »."
        )
    if enrolment.state != EnrolmentState.OPEN:
        faults.append(f"Le parcours de {who} est « {enrolment.get_state_display()} ».")
    theirs = enrolment.revision.rules.jury_for(enrolment.route)
    if enrolment.revision.qualification_id != jury.revision.qualification_id:
        faults.append(
            f"{who} prépare {enrolment.revision.qualification}, "
            f"ce jury est celui de {jury.revision.qualification}."
        )
    elif enrolment.route not in jury.rules.routes:
        faults.append(
            f"{who} se présente par la voie « {enrolment.get_route_display()} », "
            "que ce jury ne sert pas."
        )
    elif enrolment.revision_id != jury.revision_id and theirs != jury.rules:
        faults.append(
            f"{who} reste sous la révision {enrolment.revision.number}, "
            "dont le jury se compose autrement."
        )
    other = (
        AgendaItem.objects.filter(enrolment=enrolment)
        .exclude(jury__state__in=[JuryState.CLOSED, JuryState.CANCELLED])
        .select_related("jury")
        .first()
    )
    if other:
        faults.append(f"{who} est déjà à l’ordre du jour de « {other.jury} ».")
    elif jury.agenda.filter(enrolment=enrolment).exists():
        faults.append(f"{who} est déjà à l’ordre du jour de ce jury.")
    return faults


def _block_faults(enrolment: Enrolment, blocks: list[CompetencyBlock]) -> list[str]:
    who = _name(enrolment)
    if not blocks:
        return [f"Choisissez au moins un bloc présenté par {who}."]
    faults = [
        f"Le bloc {block.code} n’est pas de la certification que prépare {who}."
        for block in blocks
        if block.revision_id != enrolment.revision_id
    ]
    qualification = enrolment.revision.qualification.code
    held = set(
        AcquiredBlock.objects.filter(
            candidate=enrolment.candidate_id, ended_on__isnull=True
        ).values_list("block_code", flat=True)
    )
    faults.extend(
        f"{who} détient déjà le bloc {block.code} : un bloc acquis reste acquis."
        for block in blocks
        if ledger_code(qualification, block.code) in held
    )
    return faults


def _simulation_faults(enrolment: Enrolment, blocks: list[CompetencyBlock]) -> list[str]:
    """Where the route requires simulations: each block has one, and all of them are settled."""
    route = enrolment.revision.rules.route(enrolment.route)
    if route is None or route.simulations != "required":
        return []
    who = _name(enrolment)
    simulations = list(
        Simulation.objects.filter(registration__enrolment=enrolment, blocks__in=blocks)
        .exclude(state=SimulationState.CANCELLED)
        .distinct()
        .order_by("starts_at")
        .prefetch_related("blocks", "consensuses")
    )
    faults = []
    for simulation in simulations:
        settled = simulation.state in MISSED or any(
            one.state == ConsensusState.SIGNED for one in simulation.consensuses.all()
        )
        if not settled:
            when = clock.paris(simulation.starts_at)
            faults.append(
                f"La mise en situation de {who} du {when:%d/%m/%Y} à {when:%H:%M} n’a pas de "
                "grille harmonisée signée : le jury ne peut pas encore la lire."
            )
    seen = {block.pk for simulation in simulations for block in simulation.blocks.all()}
    faults.extend(
        f"Aucune mise en situation de {who} ne porte sur le bloc {block.code}, "
        f"que la voie « {route.label} » demande."
        for block in blocks
        if block.pk not in seen
    )
    return faults


@transaction.atomic
def take_off_agenda(item: AgendaItem, *, by: Actor) -> None:
    """Withdraw a candidate from the agenda before the deliberation opens."""
    require_officer(by, "fixe l’ordre du jour d’un jury")
    jury = locked(item.jury_id)
    if jury.state not in SETTING:
        raise Refusal(
            f"L’ordre du jour ne change plus : le jury est à l’état « {jury.get_state_display()} »."
        )
    journal.record("jury.take_off_agenda", jury, by=by, enrolment=item.enrolment_id)
    item.blocks.clear()
    item.delete()


@transaction.atomic
def dismiss_link(
    jury: Jury, person: Person, enrolment: Enrolment, *, link: str, reason: str, by: Actor
) -> LinkDismissal:
    """Say why a link that was found is none. link: the key of a tie found now."""
    require_officer(by, "écarte un lien trouvé")
    jury = locked(jury.pk)
    require_live(jury, "la mise à l’écart d’un lien")
    if not reason.strip():
        raise Refusal("Dites pourquoi ce lien n’en est pas un.")
    if not rules.may_be_dismissed(link.partition(":")[0]):
        raise Refusal(
            "Qui a siégé dans le jury annulé ne juge plus ce candidat : ce lien ne s’écarte pas."
        )
    ties = Reading(jury).ties([enrolment])[enrolment.pk]
    if link not in {tie.key for tie in ties if tie.person == str(person.pk)}:
        raise Refusal("Ce lien n’apparaît pas dans nos données : il n’y a rien à écarter.")
    if jury.recusals.filter(person=person, enrolment=enrolment).exists():
        raise Refusal(f"Le déport de {person.display_name} pour ce candidat est déjà inscrit.")
    if jury.dismissals.filter(person=person, enrolment=enrolment, link=link).exists():
        raise Refusal("Ce lien est déjà écarté.")
    dismissal = LinkDismissal.objects.create(
        jury=jury, person=person, enrolment=enrolment, link=link, reason=reason.strip()
    )
    journal.record(
        "jury.dismiss_link",
        jury,
        by=by,
        person=person.pk,
        enrolment=enrolment.pk,
        link=link,
        reason=journal.digest(reason.strip()),
    )
    return dismissal


@transaction.atomic
def recuse(
    jury: Jury,
    person: Person,
    enrolment: Enrolment,
    *,
    ground: str,
    by: Actor,
    found_by: str = "member",
) -> Recusal:
    """A member does not sit for one candidate. found_by: "link" (found) or "member" (declared)."""
    if not may_withdraw(by, jury, person.user_id):
        raise Refusal(
            "Seuls le membre lui-même, le président du jury et un gestionnaire de la "
            "certification enregistrent un déport."
        )
    jury = locked(jury.pk)
    require_live(jury, "l’inscription d’un déport")
    faults = []
    if not ground.strip():
        faults.append("Dites le motif du déport.")
    if not jury.agenda.filter(enrolment=enrolment).exists():
        faults.append("Ce candidat n’est pas à l’ordre du jour de ce jury.")
    if not Nomination.objects.lasting(clock.now()).filter(seat__jury=jury, person=person).exists():
        faults.append(f"{person.display_name} ne siège pas dans ce jury.")
    if jury.recusals.filter(person=person, enrolment=enrolment).exists():
        faults.append(f"Le déport de {person.display_name} pour ce candidat est déjà inscrit.")
    faults.extend(_vote_begun(jury, enrolment))
    if faults:
        raise Refusal(faults)
    return _recuse(jury, person, enrolment, ground.strip(), found_by, by)


def _vote_begun(jury: Jury, enrolment: Enrolment) -> list[str]:
    """A recusal comes before the vote; once the room has begun to vote, or closed, it says why."""
    before = jury.deliberations.filter(presentations__enrolment=enrolment, replaced_by=None)
    if before.filter(state="closed").exists():
        return ["La délibération est close : un déport ne s’inscrit plus."]
    votes = before.filter(
        Q(presentations__decisions__isnull=False, presentations__enrolment=enrolment)
        | Q(
            presentations__ballot_rounds__isnull=False,
            presentations__ballot_rounds__voided_at__isnull=True,
            presentations__enrolment=enrolment,
        )
    )
    if votes.exists():
        return ["Le vote sur ce candidat a commencé : un déport ne s’inscrit qu’avant."]
    return []


def _recuse(
    jury: Jury, person: Person, enrolment: Enrolment, ground: str, found_by: str, by: Actor
) -> Recusal:
    recusal = Recusal.objects.create(
        jury=jury, person=person, enrolment=enrolment, ground=ground, found_by=found_by
    )
    journal.record(
        "jury.recuse",
        jury,
        by=by,
        person=person.pk,
        enrolment=enrolment.pk,
        found_by=found_by,
        ground=journal.digest(ground),
    )
    return recusal


def record_found_recusals(jury: Jury, *, by: Actor) -> list[Recusal]:
    """Write the recusal of every member whose link, not dismissed, recuses them.

    Called inside the transaction that convenes, or that changes who sits or who is presented
    afterwards: from then on these members do not see these candidates.
    """
    enrolments = {
        item.enrolment_id: item.enrolment
        for item in jury.agenda.select_related("enrolment__candidate")
    }
    reading = Reading(jury)
    people = {str(one.person_id): one.person for one in reading.nominations}
    dismissed = set(jury.dismissals.values_list("person_id", "enrolment_id", "link"))
    known = set(jury.recusals.values_list("person_id", "enrolment_id"))
    made = []
    for enrolment, ties in reading.ties(enrolments.values()).items():
        for tie in ties:
            person = people[tie.person]
            if (person.pk, enrolment) in known or (person.pk, enrolment, tie.key) in dismissed:
                continue
            if rules.recuses(jury.rules, tie):
                ground = f"{rules.KINDS[tie.kind]} ({tie.evidence})"
                made.append(_recuse(jury, person, enrolments[enrolment], ground, "link", by))
                known.add((person.pk, enrolment))
    return made
