"""Accounts, the notice, the people, the candidates and their practice."""

from datetime import date, timedelta
from importlib.resources import files

from assessments.candidates import actions as candidates
from assessments.candidates.models import Enrolment
from assessments.framework.actions import load_notice
from assessments.framework.models import Qualification, QualificationRevision
from assessments.people import actions as people
from assessments.people.models import Employer, Entity, Person, Unit
from assessments.practice import actions as practice
from ccas.accounts import actions as accounts
from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from certification.awards import actions as awards
from certification.demonstration import livret1
from certification.demonstration.cast import (
    EMPLOYERS,
    OFFICE,
    PASSWORD,
    PLAYERS,
    UNITS,
    Player,
)
from certification.demonstration.cohort import APPLYING, EXPECTED, FIGURES, Figure
from certification.demonstration.stage import Stage, address, at

CODE = "RNCP35553"
#: When the service opens: before the first promotion (see `elders.py`). When the story told begins:
#: before its first enrolment, and before the registration ended.
OPENING, STORY = date(2023, 9, 4), date(2026, 1, 5)
ATTESTATIONS = date(2026, 9, 1)
LAST_ATTESTATION = date(2026, 10, 16)


def revision() -> QualificationRevision:
    """The revision that the whole demonstration cites."""
    return Qualification.objects.get(code=CODE).current


def enrolment_of(figure: Figure) -> Enrolment:
    """The one enrolment of a figure."""
    return Enrolment.objects.select_related("candidate__person").get(
        candidate__person__user__email=address(figure.key)
    )


def build(stage: Stage) -> None:
    """Lay the foundations, each step once."""
    stage.step("office", "Comptes du service", at(OPENING, 8), _office)
    stage.step("notice", "Fiche officielle et règles", at(OPENING, 9), lambda: _notice(stage))
    stage.step("people", "Entités, unités, agents", at(OPENING, 10), lambda: _people(stage))
    for figure in (*FIGURES, *EXPECTED, APPLYING):
        stage.step(
            f"candidate:{figure.key}",
            f"Inscription de {figure.birth_name}",
            at(_registered_on(figure), 14),
            lambda figure=figure: _candidate(stage, figure),
        )
    for figure in (*FIGURES, *EXPECTED):
        if figure.attested:
            late = figure.attested >= ATTESTATIONS
            stage.step(
                f"practice:{figure.key}",
                f"Exercice professionnel de {figure.birth_name}",
                at(LAST_ATTESTATION if late else ATTESTATIONS, 9),
                lambda figure=figure: _practice(stage, figure),
            )


def _open(player: Player) -> None:
    user = accounts.open_account(
        email=address(player.key),
        display_name=f"{player.given_names} {player.usual_name or player.birth_name}",
        password=PASSWORD,
        by=Actor.system(),
        demonstration=player.cast,
    )
    for role in player.roles:
        accounts.grant_role(user, role=role, by=Actor.system())


def _office() -> None:
    for player in OFFICE:
        _open(player)


def _notice(stage: Stage) -> None:
    data = files("assessments.framework") / "data"
    load_notice(
        (data / f"{CODE}.xml").read_bytes(),
        (data / f"{CODE}.toml").read_text(encoding="utf-8"),
        by=Actor.system(),
    )
    people.adopt_entities(revision(), by=Actor.system())


def _people(stage: Stage) -> None:
    by = stage.officer
    employers = {key: people.create_employer(name=name, by=by) for key, name in EMPLOYERS.items()}
    units = {
        key: people.create_unit(
            name=name,
            city=city,
            entity=Entity.objects.get(code=entity),
            employer=employers[employer],
            by=by,
        )
        for key, (name, city, entity, employer) in UNITS.items()
    }
    for player in PLAYERS:
        if player not in OFFICE:
            _open(player)
        person = _person(player, by)
        people.post_person(
            person,
            unit=units[player.unit],
            starts_on=player.since,
            function=player.function,
            by=by,
        )
        if player.accreditation:
            capacity, entity, reference, signed = player.accreditation
            people.accredit_person(
                person,
                capacity=capacity,
                entity=Entity.objects.get(code=entity) if entity else None,
                starts_on=OPENING,
                act_reference=reference,
                act_date=signed,
                by=by,
            )
    awards.appoint_signatory(
        Person.objects.get(user__email=address("presidence-police")),
        qualification=Qualification.objects.get(code=CODE),
        title="L’adjoint au directeur",
        act_reference="Arrêté n° 2023-1187 portant délégation de signature",
        act_date=date(2023, 7, 24),
        starts_on=OPENING,
        by=by,
    )


def _person(player: Player, by: Actor) -> Person:
    return people.create_person(
        birth_name=player.birth_name,
        given_names=player.given_names,
        usual_name=player.usual_name,
        sex=player.sex,
        email=address(player.key),
        user=User.objects.get(email=address(player.key)),
        by=by,
    )


def _registered_on(figure: Figure) -> date:
    """A candidate by experience is known before applying, months before being admitted."""
    if figure.route != "VAE":
        return figure.began
    return max(STORY + timedelta(days=1), figure.began - timedelta(days=63))


def _candidate(stage: Stage, figure: Figure) -> None:
    by = stage.officer
    user = accounts.open_account(
        email=address(figure.key),
        display_name=f"{figure.given_names.split(',')[0]} {figure.usual_name or figure.birth_name}",
        password=PASSWORD,
        by=by,
        demonstration=figure.cast,
    )
    accounts.grant_role(user, role=Role.CANDIDATE, by=by)
    year, month, day = figure.birth
    code, place = figure.place
    candidate = candidates.register_candidate(
        birth_name=figure.birth_name,
        given_names=figure.given_names,
        usual_name=figure.usual_name,
        sex=figure.sex,
        email=address(figure.key),
        user=user,
        birth_year=year,
        birth_month=month,
        birth_day=day,
        birth_place_code=code,
        birth_place=place,
        extra_time_percent=figure.extra_time,
        by=by,
    )
    if figure.waits:
        livret1.leave_waiting(stage, figure, candidate, revision())
    elif figure.route == "VAE":
        livret1.admit(stage, figure, candidate, revision())
    else:
        candidates.enrol(
            candidate, revision=revision(), route=figure.route, began_on=figure.began, by=by
        )
    unit = Unit.objects.get(name=UNITS[figure.unit][0])
    people.post_person(
        candidate.person,
        unit=unit,
        starts_on=min(figure.practice, figure.began),
        function="Opérateur" if figure.sex == "M" else "Opératrice",
        by=by,
    )


def _practice(stage: Stage, figure: Figure) -> None:
    employer = Employer.objects.get(name=EMPLOYERS[UNITS[figure.unit][3]])
    stint = practice.declare_stint(
        enrolment_of(figure),
        employer=employer,
        unit=Unit.objects.get(name=UNITS[figure.unit][0]),
        function="Opérateur de centre opérationnel",
        starts_on=figure.practice,
        interruptions=figure.holes,
        by=stage.actor(figure.key, Role.CANDIDATE),
    )
    practice.record_attestation(
        stint,
        covers_from=figure.practice,
        covers_until=figure.attested,
        supervisor_name="Chef de centre de l’unité",
        supervisor_function="Chef de centre",
        signed_on=figure.attested,
        reference=f"ATT-{figure.key.upper()}-1",
        by=stage.officer,
    )
