"""The enrolments that meet the filters, and one page of them in a constant number of queries."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.candidates.models import AcquiredBlock, Enrolment
from assessments.candidates.rules import ledger_code
from assessments.framework.models import CompetencyBlock
from assessments.people.directory import in_force, listed_name
from assessments.people.models import Posting, sort_key
from assessments.sessions.models import Registration, SessionState
from ccas import clock
from ccas.interface.templatetags.interface import day
from certification.home import addresses
from certification.home.clocks import BY_SLUG
from certification.home.directory.filters import HELD
from certification.juries.models import AgendaItem, JuryState

PAGE = 50
STATES = {"open": "current", "awarded": "done", "ended": "neutral"}


@dataclass(frozen=True, slots=True)
class Line:
    """One enrolment. held: short codes; missing: those still to obtain. next: « jury, 3 juin »."""

    url: str
    name: str
    number: str
    qualification: str
    route: str
    state: str
    badge: str
    began_on: date
    entity: str
    held: tuple[str, ...]
    missing: tuple[str, ...]
    next: str


def _named(value: str) -> Q:
    """Every word in the name, or the very number of the candidate."""
    named = Q()
    for word in sort_key(value).split():
        named &= Q(candidate__person__sort_name__contains=word) | Q(
            candidate__person__birth_name__icontains=word
        )
    return Q(candidate__number__iexact=value.strip()) | named


def _block(value: str) -> Q:
    """Enrolments in that block's qualification whose candidate holds it, or does not."""
    wanted, _, code = value.partition(":")
    held = Exists(
        AcquiredBlock.objects.filter(
            candidate=OuterRef("candidate"), block_code=code, ended_on__isnull=True
        )
    )
    qualification, _, bare = code.rpartition("/")
    blocks = CompetencyBlock.objects.filter(revision=OuterRef("revision"), code=bare)
    if qualification:
        blocks = blocks.filter(revision__qualification__code=qualification)
    return Q(Exists(blocks)) & (Q(held) if wanted == HELD else ~Q(held))


def _entity(code: str) -> Q:
    """Candidates who serve in that entity today."""
    posting = Posting.objects.filter(
        in_force(clock.today()), person=OuterRef("candidate__person"), unit__entity__code=code
    )
    return Q(Exists(posting))


def _session(pk: str) -> Q:
    return Q(Exists(Registration.objects.filter(enrolment=OuterRef("pk"), session=pk)))


def _jury(pk: str) -> Q:
    return Q(Exists(AgendaItem.objects.filter(enrolment=OuterRef("pk"), jury=pk)))


NARROWED: Mapping[str, Callable[[str], Q]] = {
    "q": _named,
    "etat": lambda value: Q(state=value),
    "bloc": _block,
    "voie": lambda value: Q(route=value),
    "entite": _entity,
    "session": _session,
    "jury": _jury,
    "horloge": lambda slug: Q(pk__in=BY_SLUG[slug].enrolments()),
}


def found(chosen: Mapping[str, str]) -> QuerySet[Enrolment]:
    """The enrolments that meet every filter, by name. Each person of a name stands next to it."""
    rows = Enrolment.objects.all()
    for name, value in chosen.items():
        rows = rows.filter(NARROWED[name](value))
    return rows.order_by("candidate__person__sort_name", "began_on", "pk")


def page_of(rows: QuerySet[Enrolment], number: Any) -> tuple[Page, list[Line]]:
    """One page: seven queries, the count among them."""
    current = Paginator(rows, PAGE).get_page(number)
    current.object_list = list(with_people(current.object_list))  # type: ignore[arg-type]
    return current, described(current.object_list)


def with_people(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """The enrolments with what a line reads of candidate and qualification."""
    return rows.select_related("candidate__person", "revision__qualification").defer(
        "revision__notice_xml", "revision__rules_toml"
    )


def described(enrolments: Sequence[Enrolment]) -> list[Line]:
    """Some enrolments as the list shows them: five queries."""
    people = {one.candidate_id: one.candidate.person_id for one in enrolments}
    blocks = _blocks_of({one.revision_id for one in enrolments})
    held, entities = _held_by(set(people)), _entities_of(set(people.values()))
    coming = _coming([one.pk for one in enrolments])
    return [
        _line(
            one,
            blocks[one.revision_id],
            held[one.candidate_id],
            entities.get(one.candidate.person_id, ""),
            coming.get(one.pk, ""),
        )
        for one in enrolments
    ]


def _line(
    one: Enrolment, blocks: list[tuple[str, str]], held: set[str], entity: str, coming: str
) -> Line:
    return Line(
        url=addresses.candidate(one.candidate_id),
        name=listed_name(one.candidate.person),
        number=one.candidate.number,
        qualification=one.revision.qualification.code,
        route="VAE" if one.route == "VAE" else one.get_route_display().lower(),
        state=one.get_state_display(),
        badge=STATES[one.state],
        began_on=one.began_on,
        entity=entity,
        held=tuple(short for code, short in blocks if code in held),
        missing=tuple(short for code, short in blocks if code not in held),
        next=coming,
    )


def _blocks_of(revisions: set[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Revision → its blocks in order: the code in the ledger, the short one."""
    found_blocks: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = CompetencyBlock.objects.filter(revision__in=revisions).order_by("position")
    for revision, qualification, code in rows.values_list(
        "revision_id", "revision__qualification__code", "code"
    ):
        found_blocks[revision].append((ledger_code(qualification, code), code[-4:]))
    return found_blocks


def _held_by(candidates: set[UUID]) -> dict[UUID, set[str]]:
    """Candidate → the codes of the blocks held."""
    held: dict[UUID, set[str]] = defaultdict(set)
    rows = AcquiredBlock.objects.filter(candidate__in=candidates, ended_on__isnull=True)
    for candidate, code in rows.order_by().values_list("candidate_id", "block_code"):
        held[candidate].add(code)
    return held


def _entities_of(people: set[UUID]) -> dict[UUID, str]:
    """Person → the entity served today."""
    rows = Posting.objects.filter(in_force(clock.today()), person__in=people)
    return dict(
        rows.filter(unit__entity__isnull=False)
        .order_by("starts_on", "pk")
        .values_list("person_id", "unit__entity__short_name")
    )


def _coming(enrolments: list[UUID]) -> dict[UUID, str]:
    """Enrolment → the next session or jury, whichever comes first, in words. Two queries."""
    today = clock.today()
    sessions = (
        Registration.objects.filter(enrolment__in=enrolments, session__ends_on__gte=today)
        .exclude(session__state__in=[SessionState.CLOSED, SessionState.CANCELLED])
        .values_list("enrolment_id", "session__starts_on", "session__name")
    )
    juries = (
        AgendaItem.objects.filter(enrolment__in=enrolments, jury__sits_on__gte=today)
        .exclude(jury__state__in=[JuryState.CLOSED, JuryState.CANCELLED])
        .values_list("enrolment_id", "jury__sits_on", "jury__name")
    )
    first: dict[UUID, tuple[date, str]] = {}
    for enrolment, on, name in [*sessions.order_by("pk"), *juries.order_by("pk")]:
        if enrolment not in first or (on, name) < first[enrolment]:
            first[enrolment] = (on, name)
    return {enrolment: f"{name}, {day(on)}" for enrolment, (on, name) in first.items()}
