"""A qualification as its page shows it: the published words, corrected, and how it is applied."""

from dataclasses import dataclass
from datetime import date

from assessments.framework.models import QualificationRevision
from assessments.framework.rules.corrections import correct
from assessments.framework.rules.lists import lines_outside_blocks, paragraphs, split_items
from assessments.framework.rules.qualification import (
    ROUTES,
    JuryRules,
    Notice,
    PublishedFigures,
    QualificationRules,
    RouteRules,
)
from assessments.framework.rules.registration import ended, sentence_of_end
from assessments.framework.rules.rules_file import merged_figures

_SIMULATIONS = {"required": "obligatoires", "optional": "possibles", "none": "sans objet"}
_INTERVIEW = {"required": "obligatoire", "optional": "possible", "none": "sans objet"}
_STATED = {True: "oui", False: "non", None: "non indiqué par la fiche"}


@dataclass(frozen=True, slots=True)
class RouteLine:
    """A route of access: open or closed, and why."""

    label: str
    open: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A kind of seat, in words. `choices`: (entity, who) for a seat that depends on the entity."""

    label: str
    count: int
    presides: bool
    sentence: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class JuryPart:
    """How a jury is made for some routes."""

    routes: str
    seats: tuple[SeatLine, ...]
    members: int
    facts: tuple[tuple[str, str], ...]
    published: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Everything the page shows that is not a row of a table."""

    ended: str
    identity: tuple[tuple[str, str], ...]
    routes: tuple[RouteLine, ...]
    juries: tuple[JuryPart, ...]
    figures: tuple[PublishedFigures, ...]
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    capacities: tuple[tuple[str, bool], ...]
    outside: int


def notice_page(revision: QualificationRevision, *, today: date) -> NoticePage:
    """Build the page of a revision. No query: everything stands in the stored files."""
    notice, rules = revision.notice, revision.rules
    end = revision.registration_end
    known = tuple(c.text for block in notice.blocks for c in block.competencies)
    outside = set(lines_outside_blocks(notice.capacities, known))
    return NoticePage(
        ended=sentence_of_end(notice.code, end) if end and ended(end, today) else "",
        identity=_identity(revision, notice, rules),
        routes=tuple(_route(code, notice, rules) for code in ROUTES),
        juries=tuple(_jury(jury, notice, rules) for jury in rules.juries),
        figures=merged_figures(notice, rules),
        texts=tuple(
            (title, tuple(correct(line, rules.corrections) for line in paragraphs(text)))
            for title, text in (
                ("Objectifs et contexte", notice.objectives),
                ("Activités visées", notice.activities),
                ("Secteurs d’activité", notice.sectors),
                ("Emplois accessibles", notice.jobs),
            )
            if text
        ),
        capacities=tuple(
            (correct(line, rules.corrections), line in outside)
            for line in split_items(notice.capacities)
        ),
        outside=len(outside),
    )


def _identity(
    revision: QualificationRevision, notice: Notice, rules: QualificationRules
) -> tuple[tuple[str, str], ...]:
    def coded(pairs: tuple[tuple[str, str], ...]) -> str:
        return " ; ".join(f"{code} {correct(label, rules.corrections)}" for code, label in pairs)

    def day(value: date | None, absent: str) -> str:
        return f"{value:%d/%m/%Y}" if value else absent

    certifiers = " ; ".join(
        correct(name, rules.corrections) + (f" (SIRET {siret})" if siret else "")
        for siret, name in notice.certifiers
    )
    level = f"{revision.level} (cadre européen : {revision.level})" if revision.level else "aucun"
    return (
        ("Certificateur", certifiers),
        ("Niveau", level),
        ("Fin d’enregistrement", day(notice.registration_end, "non indiquée")),
        ("Dernière délivrance possible", day(notice.last_award_date, "non indiquée")),
        (
            "Décision d’enregistrement",
            f"{rules.decision_reference or 'référence non communiquée'}"
            f" – {day(rules.decision_date, 'date non communiquée')}",
        ),
        ("Remplace", ", ".join(notice.predecessors) or "aucune certification"),
        ("Remplacée par", ", ".join(notice.successors) or "aucune certification à ce jour"),
        ("Codes NSF", coded(notice.nsf)),
        ("Formacodes", coded(notice.formacodes)),
        ("Codes ROME", coded(notice.rome)),
        ("Nouvelle-Calédonie", _STATED[notice.new_caledonia]),
        ("Polynésie française", _STATED[notice.polynesia]),
    )


def _route(code: str, notice: Notice, rules: QualificationRules) -> RouteLine:
    route = rules.route(code)
    label = route.label if route else ROUTES[code]
    if route:
        return RouteLine(label, True, _asks(route))
    if code in notice.juries:
        return RouteLine(label, False, "La fiche l’ouvre ; le certificateur ne l’a pas ouverte.")
    return RouteLine(label, False, "La fiche ne compose pas de jury pour cette voie.")


def _asks(route: RouteRules) -> str:
    parts = [
        f"mises en situation : {_SIMULATIONS[route.simulations]}",
        f"entretien avec le jury : {_INTERVIEW[route.interview]}",
    ]
    if route.practice_months:
        parts.append(f"exercice professionnel : {route.practice_months} mois attestés")
    if route.admissibility:
        parts.append("recevabilité préalable")
    sentence = " ; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _jury(jury: JuryRules, notice: Notice, rules: QualificationRules) -> JuryPart:
    names = {entity.code: entity.short_name for entity in rules.entities}
    capacities = {capacity.code: capacity for capacity in jury.capacities}
    others = max(len(jury.rotation) - 1, 0)
    seats = []
    for seat in jury.seats:
        count = seat.count * (others if seat.entity == "each_other" else 1)
        accepted = [
            capacities[code].label
            + (" (acte de désignation)" if capacities[code].designation_required else "")
            for code in seat.capacities
        ]
        where = {
            "presiding": "De l’entité qui préside, à son tour.",
            "each_other": "De chacune des entités qui ne président pas.",
            "any": "",
        }[seat.entity]
        seats.append(
            SeatLine(
                label=seat.label,
                count=count,
                presides=seat.presides,
                sentence=f"{where} Siège en qualité de : {', ou '.join(accepted)}.".strip(),
                choices=tuple(
                    (names[code], seat.labels_by_entity[code])
                    for code in jury.rotation
                    if code in seat.labels_by_entity
                ),
            )
        )
    share = jury.quorum_share
    facts = [
        (
            "Quorum",
            f"au moins {share.numerator}/{share.denominator} des sièges"
            + (", président présent" if jury.quorum_president else ""),
        ),
        ("Convocation", f"au moins {jury.summons_days} jours avant"),
        ("Minimum", f"{jury.minimum_members} membres"),
    ]
    if jury.rotation:
        facts.insert(0, ("Présidence en alternance", ", ".join(names[c] for c in jury.rotation)))
    published = list(dict.fromkeys(notice.juries.get(code, "") for code in jury.routes))
    return JuryPart(
        routes=", ".join(each.label for each in rules.routes if each.code in jury.routes),
        seats=tuple(seats),
        members=sum(seat.count for seat in seats),
        facts=tuple(facts),
        published=tuple(
            correct(line, rules.corrections) for text in published for line in paragraphs(text)
        ),
        source=jury.source,
    )
