"""The problem of one jury, read from its rows: a constant number of queries."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from assessments.people.models import Person
from certification.juries import rules
from certification.juries.choosing import SeatChoices, seat_choices
from certification.juries.composer.problem import Option, Problem, Someone
from certification.juries.messages import address_of
from certification.juries.models import Jury, JuryState, Nomination
from certification.juries.reading import Reading

#: How far back having sat counts.
LATELY = timedelta(days=365)


def problem_of(jury: Jury) -> Problem:
    """Who could take each vacant seat, and what each choice would cost."""
    reading = Reading(jury)
    choices = seat_choices(reading)
    labels = {one.code: one.label for one in jury.rules.capacities}
    options: list[Option] = []
    short: dict[str, str] = {}
    people: dict[UUID, Person] = {one.person_id: one.person for one in reading.nominations}
    renewals: set[UUID] = set()
    for seat in reading.seats:
        if seat.holders:
            continue
        able = [one for one in choices[seat.pk].fitting if one.ready and address_of(one.person)]
        for one in able:
            people[one.person.pk] = one.person
            if one.renewal:
                renewals.add(one.person.pk)
            options.append(Option(seat.key, str(one.person.pk), one.capacity))
        short[seat.key] = _short(choices[seat.pk], [labels.get(c, c) for c in seat.capacities])
    items = list(jury.agenda.select_related("enrolment__candidate__person").order_by("position"))
    enrolments = [item.enrolment for item in items]
    ties = Reading.ties_of(people.values(), enrolments)
    dismissed = {
        (str(person), enrolment, link)
        for person, enrolment, link in jury.dismissals.values_list(
            "person_id", "enrolment_id", "link"
        )
    }
    left = set(jury.recusals.values_list("person_id", "enrolment_id"))
    burden = _burdens(jury, people)
    return Problem(
        rules=jury.rules,
        plan=reading.plan,
        people={
            str(pk): Someone(
                person.display_name, person.sex, burden.get(pk, 0), renewal=pk in renewals
            )
            for pk, person in people.items()
        },
        fixed={
            seat.key: (str(seat.holders[0].person_id), seat.holders[0].capacity)
            for seat in reading.seats
            if seat.holders
        },
        options=tuple(options),
        recused={
            str(one.pk): frozenset(
                tie.person
                for tie in ties[one.pk]
                if rules.recuses(jury.rules, tie) and (tie.person, one.pk, tie.key) not in dismissed
            )
            | {str(person) for person, enrolment in left if enrolment == one.pk}
            for one in enrolments
        },
        candidates={str(one.pk): one.candidate.person.display_name for one in enrolments},
        short=short,
    )


def _burdens(jury: Jury, people: Iterable[UUID]) -> Counter[UUID]:
    """How many juries each held a seat of within the year before that one."""
    seated = (
        Nomination.objects.filter(
            person__in=list(people),
            seat__jury__sits_on__range=(jury.sits_on - LATELY, jury.sits_on),
        )
        .exclude(seat__jury=jury)
        .exclude(seat__jury__state=JuryState.CANCELLED)
        .order_by()
    )
    return Counter(
        person for person, _jury in seated.values_list("person_id", "seat__jury").distinct()
    )


def _short(found: SeatChoices, capacities: list[str]) -> str:
    """Why a seat has few people, or nobody: what would have to change."""
    fitting = len({one.person.pk for one in found.fitting})
    if not fitting:
        return (
            f"Aucune personne n’est habilitée comme « {' » ou « '.join(capacities)} » pour cette "
            "entité à cette date."
        )
    away = len({one.person.pk for one in found.fitting if one.away})
    actless = len({one.person.pk for one in found.fitting if one.actless and not one.away})
    silent = len(
        {one.person.pk for one in found.fitting if one.ready}
        - {one.person.pk for one in found.fitting if address_of(one.person)}
    )
    why = [
        f"{number} {words}"
        for number, words in (
            (away, "se disant indisponible" + "s" * (away > 1)),
            (actless, "sans acte de désignation"),
            (silent, "sans adresse électronique"),
        )
        if number
    ]
    return (
        f"{fitting} habilitée{'s' if fitting > 1 else ''}"
        + (f", dont {', '.join(why)}" if why else "")
        + "."
    )
