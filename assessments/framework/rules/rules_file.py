"""Reading the rules file (TOML) that stands beside a notice.

`read_rules(text, notice)` returns a `QualificationRules` or raises `RulesRefused`, which holds a
French sentence for each error, naming its key.
"""

import tomllib
from datetime import date

from assessments.framework.rules.corrections import stands_in
from assessments.framework.rules.jury_file import read_juries
from assessments.framework.rules.qualification import (
    ROUTES,
    Correction,
    EntityRules,
    Equivalence,
    Notice,
    PublishedFigures,
    QualificationRules,
    RouteRules,
    ScaleLevel,
)
from assessments.framework.rules.reading import Table
from assessments.framework.rules.sessions_file import read_sessions

FORMAT = 1
AWARDS = ("all_blocks",)
REQUIREMENTS = ("required", "optional", "none")

#: Buttons of observation on a sheet: how many, and how long their words.
MOST_PRESETS, LONGEST_PRESET = 12, 40

_RATES = ("insertion_6_months", "target_job_6_months", "target_job_2_years")
_COUNTS = ("certified", "certified_vae")


class RulesRefused(ValueError):
    """The rules file cannot be used. `sentences` holds every error found."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def read_rules(text: str, notice: Notice) -> QualificationRules:
    """Read a rules file and check it against the notice it completes.

    Raises RulesRefused with all the errors found, or the single syntax error and its line.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesRefused([f"Le fichier de règles n’est pas du TOML lisible : {error}."]) from None
    errors: list[str] = []
    top = Table(values, "", errors)
    rules = _read(top, notice)
    top.finish()
    if errors:
        raise RulesRefused(errors)
    return rules


def merged_figures(notice: Notice, rules: QualificationRules) -> tuple[PublishedFigures, ...]:
    """The yearly table: the notice's own lines, completed by what the rules file adds to them."""
    added = {line.year: line for line in rules.figures}
    merged = []
    for line in notice.figures:
        more = added.get(line.year)
        values = {
            field: getattr(line, field)
            if getattr(line, field) is not None or more is None
            else getattr(more, field)
            for field in (*_COUNTS, *_RATES)
        }
        merged.append(PublishedFigures(year=line.year, **values))
    return tuple(merged)


def _read(top: Table, notice: Notice) -> QualificationRules:
    if top.take("format", int) not in (0, FORMAT):
        top.complain("format", f"seul le format {FORMAT} est connu")
    qualification = top.take("qualification", str)
    if qualification and qualification != notice.code:
        top.complain(
            "qualification",
            f"ces règles sont celles de {qualification}, la fiche est celle de {notice.code}",
        )
    simulation = top.table("simulation")
    routes = _routes(top, notice)
    entities = _entities(top)
    registration = top.table("registration", {})
    decision_date = registration.take("decision_date", date, None)
    if decision_date and notice.decision_date and decision_date != notice.decision_date:
        registration.complain(
            "decision_date", f"la fiche porte une autre date ({notice.decision_date:%d/%m/%Y})"
        )
    rules = QualificationRules(
        format=FORMAT,
        qualification=qualification,
        scale=_scale(top),
        routes=routes,
        juries=read_juries(top, routes=routes, entities=entities),
        entities=entities,
        corrections=_corrections(top, notice),
        equivalences=_equivalences(top, notice),
        critical_competencies=_critical(top, notice),
        award=top.choice("award", AWARDS),
        evaluators_per_simulation=simulation.number("evaluators", 1, 10),
        simulation_minutes=simulation.number("minutes", 1, 600),
        session_summons_days=simulation.number("summons_days", 0, 365),
        award_place=top.take("award_place", str),
        figures=_figures(top, notice),
        source=top.take("source", str, ""),
        decision_date=decision_date or notice.decision_date,
        decision_reference=registration.take("decision_reference", str, ""),
        sessions=read_sessions(top),
        briefing_minutes=simulation.number("briefing_minutes", 0, 120, 5),
        rating_minutes=simulation.number("rating_minutes", 0, 240, 10),
        observation_presets=_presets(simulation),
    )
    simulation.finish()
    registration.finish()
    return rules


def _presets(simulation: Table) -> tuple[str, ...]:
    presets: tuple[str, ...] = simulation.texts("observation_presets", [])
    if len(presets) > MOST_PRESETS:
        simulation.complain("observation_presets", f"{MOST_PRESETS} boutons au plus")
    for preset in presets:
        if len(preset) > LONGEST_PRESET:
            simulation.complain(
                "observation_presets", f"« {preset} » dépasse {LONGEST_PRESET} caractères"
            )
    return presets


def _scale(top: Table) -> tuple[ScaleLevel, ...]:
    seen: set[str] = set()
    levels = []
    for row in top.tables("scale"):
        code = row.take("code", str)
        row.unique("code", code, seen)
        if len(code) > 4:
            row.complain("code", f"« {code} » dépasse 4 caractères")
        level = ScaleLevel(
            code=code,
            label=row.take("label", str),
            acquired=row.take("acquired", bool),
            observed=row.take("observed", bool, True),
        )
        if level.acquired and not level.observed:
            row.complain("observed", "un niveau non observé ne peut pas valoir acquis")
        row.finish()
        levels.append(level)
    if levels and not any(level.acquired for level in levels):
        top.complain("scale", "aucun niveau ne vaut acquis (acquired = true)")
    if levels and not any(level.observed and not level.acquired for level in levels):
        top.complain("scale", "aucun niveau observé ne vaut non acquis")
    return tuple(levels)


def _routes(top: Table, notice: Notice) -> tuple[RouteRules, ...]:
    table = top.table("routes")
    routes = []
    for code in table.values:
        row = table.table(code)
        if code not in ROUTES:
            table.complain(
                code, f"voie d’accès inconnue ; voies du répertoire : {', '.join(ROUTES)}"
            )
        elif code not in notice.juries:
            table.complain(
                code,
                f"les règles ouvrent la voie « {ROUTES[code]} » que la fiche {notice.code} ferme",
            )
        routes.append(
            RouteRules(
                code=code,
                label=row.take("label", str, ROUTES.get(code, code)),
                simulations=row.choice("simulations", REQUIREMENTS),
                interview=row.choice("interview", REQUIREMENTS),
                practice_months=row.number("practice_months", 0, 120),
                admissibility=row.take("admissibility", bool),
                admissibility_months=row.number("admissibility_months", 0, 240, 0),
            )
        )
        row.finish()
    if not table.values and "routes" in top.values:
        top.complain("routes", "aucune voie d’accès n’est ouverte")
    order = list(ROUTES)
    return tuple(
        sorted(routes, key=lambda route: order.index(route.code) if route.code in order else 99)
    )


def _entities(top: Table) -> tuple[EntityRules, ...]:
    seen: set[str] = set()
    entities = []
    for row in top.tables("entities", []):
        code = row.take("code", str)
        row.unique("code", code, seen)
        entities.append(
            EntityRules(
                code=code, name=row.take("name", str), short_name=row.take("short_name", str)
            )
        )
        row.finish()
    return tuple(entities)


def _corrections(top: Table, notice: Notice) -> tuple[Correction, ...]:
    seen: set[str] = set()
    corrections = []
    for row in top.tables("corrections", []):
        published = row.take("published", str)
        corrected = row.take("corrected", str)
        row.unique("published", published, seen)
        if published and not stands_in(published, notice):
            row.complain("published", f"« {published} » ne figure nulle part dans la fiche")
        if published and published == corrected:
            row.complain("corrected", "la correction est identique au texte publié")
        row.finish()
        corrections.append(Correction(published=published, corrected=corrected))
    return tuple(corrections)


def _equivalences(top: Table, notice: Notice) -> tuple[Equivalence, ...]:
    codes = {block.code for block in notice.blocks}
    equivalences = []
    for row in top.tables("equivalences", []):
        gives = row.take("gives_block", str)
        if gives and gives not in codes:
            row.complain("gives_block", f"{gives} n’est pas un bloc de {notice.code}")
        equivalences.append(
            Equivalence(
                held_block=row.take("held_block", str),
                gives_block=gives,
                reference=row.take("reference", str),
            )
        )
        row.finish()
    return tuple(equivalences)


def _critical(top: Table, notice: Notice) -> tuple[str, ...]:
    known = {
        f"{block.code}/{competency.position}"
        for block in notice.blocks
        for competency in block.competencies
    }
    named: tuple[str, ...] = top.texts("critical_competencies", [])
    for name in named:
        if name not in known:
            top.complain(
                "critical_competencies",
                f"« {name} » ne désigne aucune compétence (forme attendue : code du bloc, barre "
                "oblique, rang dans le bloc)",
            )
    return named


def _figures(top: Table, notice: Notice) -> tuple[PublishedFigures, ...]:
    published = {line.year: line for line in notice.figures}
    seen: set[str] = set()
    figures = []
    for row in top.tables("figures", []):
        year = row.number("year", 1900, date.max.year)
        row.unique("year", str(year), seen)
        counts = {field: _figure(row, field, 1_000_000) for field in _COUNTS}
        rates = {field: _figure(row, field, 100) for field in _RATES}
        line = published.get(year)
        if line is None:
            row.complain("year", f"la fiche ne publie aucun chiffre pour {year}")
        else:
            for field in (*_COUNTS, *_RATES):
                if field in row.values and getattr(line, field) is not None:
                    row.complain(
                        field, f"la fiche publie déjà cette valeur ({getattr(line, field)})"
                    )
        row.finish()
        figures.append(PublishedFigures(year=year, **counts, **rates))
    return tuple(figures)


def _figure(row: Table, field: str, high: int) -> int | None:
    return row.number(field, 0, high) if field in row.values else row.take(field, int, None)
