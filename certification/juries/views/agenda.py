"""The agenda page: candidates, blocks, and the links found between each and the members."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from assessments.candidates.models import Enrolment
from assessments.people.models import Person
from ccas import access, interface
from ccas.interface.forms import page, run
from certification.juries import actions, permissions, rules
from certification.juries.actions.agenda import SETTING
from certification.juries.choosing import enrolments_to_present, held_blocks
from certification.juries.forms import AgendaForm, LinkForm, MemberRecusalForm, RecusalForm
from certification.juries.models import AgendaItem, Jury, JuryState, Nomination
from certification.juries.models.composition import LIVE
from certification.juries.reading import Reading
from certification.juries.views.finding import BADGES, summons_deadline, visible_jury
from certification.juries.views.listing import detail_page


@dataclass(frozen=True, slots=True)
class FoundLink:
    """One link between a member and a candidate, and what became of it."""

    tie: rules.Tie
    sentence: str
    state: str  # "recuses", "warns", "dismissed" or "recused"
    reason: str
    form: LinkForm | None
    dismissable: bool


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """A candidate as the page draws them. troubles: what the candidate set says against it."""

    item: AgendaItem
    links: list[FoundLink]
    recusals: list[tuple[str, str]]
    verdict: str
    troubles: list[str]
    recusal: MemberRecusalForm | None


@require_safe
@access.roles("officer", "auditor")
def agenda(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who comes before the jury, and who could not judge them."""
    return _agenda_page(request, visible_jury(request, pk))


def _agenda_page(
    request: HttpRequest,
    jury: Jury,
    adding: AgendaForm | None = None,
    judging: LinkForm | None = None,
    recusing: RecusalForm | None = None,
) -> HttpResponse:
    manages = permissions.may_manage(request.actor)
    lines = _lines(jury, judging, recusing, writes=manages and jury.state in LIVE)
    setting = manages and jury.state in SETTING
    found = [link for line in lines for link in line.links]
    return page(
        request,
        "certification/juries/agenda.html",
        {
            "jury": jury,
            "badge": BADGES[jury.state],
            "lines": lines,
            "setting": setting,
            "to_judge": sum(1 for link in found if link.state == "recuses"),
            "adding": (adding or _agenda_form(jury)) if setting else None,
            "form": adding or judging or recusing,
            "deadline": summons_deadline(jury),
        },
    )


def _agenda_form(jury: Jury, data: object = None) -> AgendaForm:
    return AgendaForm(
        data,
        enrolments=enrolments_to_present(jury),
        blocks=jury.revision.blocks.all(),
        closed=Jury.objects.filter(
            state=JuryState.CLOSED,
            revision__qualification=jury.revision.qualification_id,
        ).order_by("-sits_on"),
    )


def _lines(
    jury: Jury, typed: LinkForm | None, recusing: RecusalForm | None, *, writes: bool
) -> list[AgendaLine]:
    """Constant in queries: everything is read once for the jury."""
    items = list(
        jury.agenda.select_related("enrolment__candidate__person").prefetch_related("blocks")
    )
    enrolments = [item.enrolment for item in items]
    reading = Reading(jury)
    ties = reading.ties(enrolments)
    reviews = reading.reviews(enrolments, ties=ties)
    dismissed = {
        (str(person), enrolment, link): reason
        for person, enrolment, link, reason in jury.dismissals.values_list(
            "person_id", "enrolment_id", "link", "reason"
        )
    }
    recusals: dict[UUID, dict[str, tuple[str, str]]] = {one.pk: {} for one in enrolments}
    for row in reading.recusals:
        recusals.setdefault(row.enrolment_id, {})[str(row.person_id)] = (
            row.person.display_name,
            row.ground,
        )
    return [
        AgendaLine(
            item,
            [
                _link(
                    jury,
                    item.enrolment,
                    tie,
                    dismissed.get((tie.person, item.enrolment_id, tie.key)),
                    recused=tie.person in recusals[item.enrolment_id],
                    typed=typed,
                    writes=writes,
                )
                for tie in ties[item.enrolment_id]
            ],
            list(recusals[item.enrolment_id].values()),
            rules.verdict(reviews[item.enrolment_id].indicators),
            rules.standing_in_the_way(reviews[item.enrolment_id].indicators),
            _recusal_form(item, reading, recusals[item.enrolment_id], recusing) if writes else None,
        )
        for item in items
    ]


def _members(reading: Reading, without: Container[str] = ()) -> list[tuple[str, str]]:
    """Those who hold a seat, but for some, as a form offers them."""
    return [
        (str(one.person_id), one.person.display_name)
        for one in reading.nominations
        if str(one.person_id) not in without
    ]


def _recusal_form(
    item: AgendaItem, reading: Reading, recused: Container[str], typed: RecusalForm | None
) -> MemberRecusalForm:
    if typed is not None and typed.data.get("enrolment") == str(item.enrolment_id):
        return typed
    return MemberRecusalForm(
        members=_members(reading, recused),
        initial={"enrolment": item.enrolment_id},
        auto_id=f"id_deport_{item.position}_%s",
    )


def _link(
    jury: Jury,
    enrolment: Enrolment,
    tie: rules.Tie,
    reason: str | None,
    *,
    recused: bool,
    typed: LinkForm | None,
    writes: bool,
) -> FoundLink:
    sentence = f"{tie.name} {rules.KINDS[tie.kind]}"
    if recused:
        state = "recused"
    elif reason is not None:
        state = "dismissed"
    else:
        state = "recuses" if rules.recuses(jury.rules, tie) else "warns"
    form = None
    if writes and state in ("recuses", "warns"):
        about = {"person": tie.person, "enrolment": str(enrolment.pk), "link": tie.key}
        if typed is not None and all(typed.data.get(name) == about[name] for name in about):
            form = typed
        else:
            form = LinkForm(
                initial=about, auto_id=f"id_{tie.person[:8]}_{enrolment.pk.hex[:8]}_{tie.kind}_%s"
            )
    return FoundLink(tie, sentence, state, reason or "", form, rules.may_be_dismissed(tie.kind))


@require_POST
@access.roles("officer")
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a candidate on the agenda."""
    jury = visible_jury(request, pk)
    form = _agenda_form(jury, request.POST)

    def put(data: dict) -> AgendaItem:
        enrolment = data["enrolment"]
        blocks = enrolment.revision.blocks.all()
        if data["blocks"]:
            blocks = blocks.filter(code__in=data["blocks"])
        else:
            held = held_blocks([enrolment])[enrolment.candidate_id]
            blocks = blocks.exclude(code__in=held)
        return actions.put_on_agenda(
            jury, enrolment, blocks, annulled=data["annulled"], by=request.actor
        )

    if item := run(request, form, put):
        messages.success(request, f"{item.enrolment.candidate} est à l’ordre du jour.")
        return redirect("juries:agenda", pk=jury.pk)
    return _agenda_page(request, jury, adding=form)


@interface.refusals
@access.roles("officer")
def remove(request: HttpRequest, pk: UUID, item: UUID) -> HttpResponse:
    """Take a candidate off the agenda."""
    jury = visible_jury(request, pk)
    found = access.get_or_404(jury.agenda.select_related("enrolment__candidate__person"), pk=item)
    actions.take_off_agenda(found, by=request.actor)
    messages.success(request, f"{found.enrolment.candidate} n’est plus à l’ordre du jour.")
    return redirect("juries:agenda", pk=jury.pk)


def _both(
    jury: Jury, form: BaseForm, items: Iterable[AgendaItem] | None = None
) -> tuple[Person, Enrolment]:
    """The member and the enrolment a form names, when they are of this jury; else 404."""
    seated = Nomination.objects.filter(seat__jury=jury)
    people = Person.objects.filter(pk__in=seated.values("person"))
    items = jury.agenda.all() if items is None else items
    enrolments = Enrolment.objects.filter(pk__in=items.values("enrolment"))
    return (
        access.get_or_404(people, pk=form["person"].value()),
        access.get_or_404(enrolments, pk=form["enrolment"].value()),
    )


@require_POST
@access.roles("officer")
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Dismiss a link with a reason, or let it recuse its member at once."""
    jury = visible_jury(request, pk)
    form = LinkForm(request.POST)
    person, enrolment = _both(jury, form)

    def judge(data: dict) -> object:
        if request.POST.get("outcome") == "recuse":
            return actions.recuse(
                jury, person, enrolment, ground=data["reason"], by=request.actor, found_by="link"
            )
        return actions.dismiss_link(
            jury, person, enrolment, link=data["link"], reason=data["reason"], by=request.actor
        )

    if run(request, form, judge):
        messages.success(request, "C’est enregistré, avec son motif.")
        return redirect("juries:agenda", pk=jury.pk)
    return _agenda_page(request, jury, judging=form)


@require_POST
@access.roles(*permissions.READERS)
def recuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A member withdraws for one candidate (or the officer records it for them)."""
    jury = visible_jury(request, pk)
    manages = permissions.may_manage(request.actor)
    form = (
        MemberRecusalForm(request.POST, members=_members(Reading(jury)))
        if manages
        else RecusalForm(request.POST)
    )
    if manages and not form.is_valid():
        return _agenda_page(request, jury, recusing=form)
    person, enrolment = _both(jury, form, permissions.visible_agenda(request.actor, jury))
    # Somebody else's recusal is the officer's or the president's affair; others know of no such
    # address.
    access.get_or_404(
        Person.objects.all()
        if permissions.may_withdraw(request.actor, jury, person.user_id)
        else Person.objects.none(),
        pk=person.pk,
    )

    def withdraw(data: dict) -> object:
        return actions.recuse(jury, person, enrolment, ground=data["ground"], by=request.actor)

    if run(request, form, withdraw):
        messages.success(request, "Le déport est enregistré.")
        return redirect("juries:agenda" if manages else "juries:detail", pk=jury.pk)
    if manages:
        return _agenda_page(request, jury, recusing=form)
    return detail_page(request, jury, recusal=form)
