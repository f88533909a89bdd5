"""The figures as tables: one form for the screen, the workbook and the paper."""

from dataclasses import dataclass, replace

from certification.figures.reading import Breakdown, Figures, GroupLine, YearLine
from certification.figures.rules.cells import Cell
from certification.figures.rules.drawing import Bar, RatePlot, bars, rate_plot
from certification.figures.rules.rates import Rate

type Number = Cell | Rate


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as it is read, and what goes with it. column: said again where a page is narrow."""

    text: str
    hint: str
    value: int | None
    unit: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: what it is, its numbers, and at most one drawing."""

    label: str
    hint: str
    cells: list[Shown]
    bar: Bar | None = None
    plot: RatePlot | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """key: names it in addresses and sheets. drawing: what the drawing shows, "" without one.

    sentence: said in its place when there is no line.
    """

    key: str
    title: str
    first: str
    columns: list[str]
    rows: list[Row]
    drawing: str = ""
    sentence: str = ""


INSERTION = [
    "Réponses à 6 mois",
    "Insertion globale à 6 mois",
    "Métier visé à 6 mois",
    "Réponses à 2 ans",
    "Métier visé à 2 ans",
]
WITHHELD = (
    "Trop peu de titulaires pour ventiler : aucune ligne ne pourrait être montrée sans laisser"
    " retrouver les autres."
)
AIMED = "Métier visé à 6 mois, de 0 à 100 %"


def tables(found: Figures) -> list[Table]:
    """Every table, in the order of the page."""
    made = [
        _notice(found.years),
        _insertion(found.years),
        *(_group(one, found.year) for one in found.breakdowns),
        *([_blocks(found)] if found.year is not None else []),
    ]
    return [_named(each) for each in made]


def _named(table: Table) -> Table:
    """Each number with the title of its column."""
    rows = [
        replace(
            row,
            cells=[
                replace(cell, column=title)
                for cell, title in zip(row.cells, table.columns, strict=True)
            ],
        )
        for row in table.rows
    ]
    return replace(table, rows=rows)


def _notice(years: list[YearLine]) -> Table:
    drawn = bars([(one.certified.value, one.by_experience.value) for one in years])
    return Table(
        "fiche",
        "Le tableau de la fiche",
        "Année",
        [
            "Certifiés",
            "Dont par la VAE",
            "Insertion globale à 6 mois",
            "Métier visé à 6 mois",
            "Métier visé à 2 ans",
        ],
        [
            Row(
                str(one.year),
                one.source,
                [
                    _shown(one.certified),
                    _shown(one.by_experience),
                    *(_bare(each) for each in (one.global_6, one.target_6, one.target_24)),
                ],
                bar=bar,
            )
            for one, bar in zip(years, drawn, strict=True)
        ],
        drawing="Certifiés, dont par la VAE",
        sentence="Aucun titre n’est encore délivré.",
    )


def _insertion(years: list[YearLine]) -> Table:
    return Table(
        "insertion",
        "Insertion et réponses par année",
        "Année",
        INSERTION,
        [
            Row(
                str(one.year),
                one.source,
                [
                    _shown(one.responses_6),
                    _shown(one.global_6),
                    _shown(one.target_6),
                    _shown(one.responses_24),
                    _shown(one.target_24),
                ],
                plot=rate_plot(one.target_6),
            )
            for one in years
        ],
        drawing=AIMED,
        sentence="Aucun titre n’est encore délivré.",
    )


def _group(one: Breakdown, year: int | None) -> Table:
    return Table(
        one.dimension,
        f"Titres de {year} par {one.title}",
        one.title.capitalize(),
        ["Certifiés", *INSERTION],
        [Row(line.label, "", _numbers(line), plot=rate_plot(line.target_6)) for line in one.lines],
        drawing=AIMED,
        sentence=WITHHELD,
    )


def _numbers(line: GroupLine) -> list[Shown]:
    numbers: list[Number] = [
        line.certified,
        line.responses_6,
        line.global_6,
        line.target_6,
        line.responses_24,
        line.target_24,
    ]
    return [_shown(each) for each in numbers]


def _blocks(found: Figures) -> Table:
    return Table(
        "blocs",
        f"Blocs devant les jurys de {found.year}",
        "Bloc",
        ["Présentés", "Validés"],
        [
            Row(
                one.code,
                one.title,
                [_shown(one.presented), _shown(one.validated)],
                plot=rate_plot(one.validated),
            )
            for one in found.blocks
        ],
        drawing="Validés, de 0 à 100 %",
        sentence="Aucun jury n’a publié de décision cette année-là.",
    )


def _shown(one: Number) -> Shown:
    if isinstance(one, Rate):
        return Shown(one.cell.text, one.range, one.cell.value, one.cell.unit)
    return Shown(one.text, "", one.value, one.unit)


def _bare(one: Rate) -> Shown:
    """As the notice prints it: nothing around the number."""
    return Shown(one.cell.text, "", one.cell.value, one.cell.unit)
