"""Who is assessed, and what each is able to do. All invented."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Figure:
    """A candidate of the demonstration.

    birth: (year, month, day), the last two None when the date is presumed.
    practice: first day at the post; holes: interruptions; attested: last day attested.
    gaps: block position → competency positions that are not acquired ("E" or "N").
    waits: an application by experience that the office has not decided yet.
    jury: what the jury does: "rule" follows the proposal, "attend" decides without one,
    "beyond" validates against the proposal, "absent", "excused".
    """

    key: str
    given_names: str
    birth_name: str
    sex: str
    birth: tuple[int, int | None, int | None]
    place: tuple[str, str]
    unit: str
    route: str
    began: date
    usual_name: str = ""
    practice: date = date(2025, 9, 1)
    holes: tuple[tuple[date, date], ...] = ()
    attested: date | None = date(2026, 8, 31)
    gaps: dict[int, dict[int, str]] = field(default_factory=dict)
    jury: str = "rule"
    simulated: bool = True
    extra_time: int = 0
    cast: bool = False
    waits: bool = False


FIGURES = (
    Figure(
        "letallec",
        "Éléonore, Anne",
        "Le Tallec-Vaugrenard",
        "F",
        (1994, 6, 21),
        ("29019", "Brest"),
        "cic-valmont",
        "FC",
        date(2026, 1, 12),
        cast=True,
    ),
    Figure(
        "ndiaye",
        "Mathurin",
        "N’Diaye d’Orgeval",
        "M",
        (1989, 2, 28),
        ("99341", "Saint-Louis (Sénégal)"),
        "codis-hautval",
        "FC",
        date(2026, 1, 12),
    ),
    Figure(
        "osullivan",
        "Maëlys, Fiona",
        "O’Sullivan",
        "F",
        (1997, 11, 3),
        ("56260", "Vannes"),
        "co-bspp",
        "FC",
        date(2026, 1, 12),
        usual_name="O’Sullivan-Kerdoncuff",
        extra_time=33,
    ),
    Figure(
        "labretonniere",
        "Thaddée, Marie, Joseph",
        "de La Bretonnière",
        "M",
        (1991, 12, 31),
        ("2A004", "Ajaccio"),
        "cic-valmont",
        "FC",
        date(2026, 1, 12),
    ),
    Figure(
        "nguyen",
        "Hồng-Hạnh",
        "Nguyễn",
        "F",
        (1993, None, None),
        ("99243", "Cần Thơ (Viêt Nam)"),
        "codis-hautval",
        "FC",
        date(2026, 1, 12),
    ),
    Figure(
        "szczesny",
        "Apollinaire",
        "Szczęsny",
        "M",
        (1999, 4, 17),
        ("62510", "Liévin"),
        "co-bspp",
        "FC",
        date(2026, 2, 9),
        gaps={1: {3: "N", 7: "N", 11: "E"}, 2: {2: "N", 5: "E", 9: "N"}, 3: {5: "N", 10: "E"}},
    ),
    Figure(
        "ferre",
        "Ludivine",
        "Ferré-Østergaard",
        "F",
        (1996, 8, 9),
        ("76351", "Le Havre"),
        "cic-valmont",
        "FC",
        date(2026, 1, 12),
        gaps={2: {5: "N", 11: "E"}},
        cast=True,
    ),
    Figure(
        "quemeneur",
        "Zéphyrin",
        "Quéméneur",
        "M",
        (1990, 10, 2),
        ("29232", "Quimper"),
        "codis-hautval",
        "FC",
        date(2026, 2, 9),
        gaps={3: {8: "N", 9: "N"}},
        holes=((date(2026, 1, 5), date(2026, 1, 18)),),
    ),
    Figure(
        "duplessis",
        "Ysaline",
        "du Plessis-Barbé",
        "F",
        (2000, 5, 30),
        ("37261", "Tours"),
        "co-bspp",
        "FC",
        date(2026, 2, 9),
        practice=date(2026, 3, 1),
        attested=date(2026, 10, 15),
        cast=True,
    ),
    Figure(
        "gouin",
        "Anaïs",
        "Goüin-Çelik",
        "F",
        (1995, 7, 14),
        ("97411", "Saint-Denis"),
        "codis-hautval",
        "FC",
        date(2026, 1, 12),
        gaps={3: {12: "E"}},
        jury="beyond",
    ),
    Figure(
        "lhermitte",
        "Gwendal",
        "L’Hermitte",
        "M",
        (1992, 9, 8),
        ("22278", "Saint-Brieuc"),
        "cic-valmont",
        "FC",
        date(2026, 2, 9),
        jury="absent",
    ),
    Figure(
        "vanderstraeten",
        "Côme",
        "Vanderstraeten",
        "M",
        (1998, 1, 25),
        ("59183", "Dunkerque"),
        "co-bspp",
        "FC",
        date(2026, 2, 9),
        jury="excused",
    ),
    Figure(
        "daguesseau",
        "Philomène, Louise",
        "d’Aguesseau-Roux",
        "F",
        (1984, 3, 12),
        ("75112", "Paris 12e"),
        "corg-hautval",
        "VAE",
        date(2026, 3, 2),
        practice=date(2017, 9, 1),
        jury="attend",
        simulated=False,
        cast=True,
    ),
    Figure(
        "uzes",
        "Bérenger",
        "Uzès-Cornuaille",
        "M",
        (1981, 11, 19),
        ("30334", "Uzès"),
        "corg-hautval",
        "VAE",
        date(2026, 4, 17),
        practice=date(2012, 4, 2),
        jury="attend",
        simulated=False,
        gaps={1: {8: "N"}},
        cast=True,
    ),
)

#: Before the jury that sits today, nothing decided yet: two candidates by experience. The second
#: serves in the unit of a member, who withdraws for him.
EXPECTED = (
    Figure(
        "castelnau",
        "Apolline, Rose",
        "Castelnau-Bérenger",
        "F",
        (1986, 2, 4),
        ("31555", "Toulouse"),
        "codis-hautval",
        "VAE",
        date(2026, 3, 23),
        practice=date(2015, 6, 1),
        jury="attend",
        simulated=False,
        cast=True,
    ),
    Figure(
        "kerguelen",
        "Ronan, Yves",
        "L’Hostis-Kerguélen",
        "M",
        (1979, 12, 8),
        ("29232", "Quimper"),
        "corg-hautval",
        "VAE",
        date(2026, 4, 13),
        practice=date(2010, 9, 1),
        jury="attend",
        simulated=False,
    ),
)

#: Applied in time; the office still waits for papers.
APPLYING = Figure(
    "vauquelin",
    "Ombeline, Inès",
    "de Vauquelin-Mérignac",
    "F",
    (1988, 7, 30),
    ("33281", "Mérignac"),
    "codis-hautval",
    "VAE",
    date(2026, 4, 9),
    practice=date(2016, 3, 1),
    cast=True,
    waits=True,
)

#: Writes a new file of validation, for the block that was missed (see `livret2.py`).
WRITES = "uzes"
#: Come back today for the block that was missed, a station each (see `today.py`). The first is left
#: to the visitor, who evaluates her.
COME_BACK = ("ferre", "szczesny", "lhermitte", "vanderstraeten")
