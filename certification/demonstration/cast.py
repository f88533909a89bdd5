"""Who plays: officers, evaluators, jury members. All invented."""

from dataclasses import dataclass, field
from datetime import date

from ccas.accounts.roles import Role

#: Told on the screen: the demonstration is on this machine only.
PASSWORD = "demonstration-ccas-2026"  # noqa: S105

EMPLOYERS = {
    "etat": "Ministère de l’Intérieur",
    "sdis": "Service d’incendie et de secours du Haut-Val",
    "bspp": "Brigade de sapeurs-pompiers de Paris",
}

#: key → (name, commune, entity code, employer key)
UNITS = {
    "cic-valmont": ("Centre d’information et de commandement de Valmont", "Valmont", "PN", "etat"),
    "cic-brezolles": (
        "Centre d’information et de commandement de Brézolles",
        "Brézolles",
        "PN",
        "etat",
    ),
    "corg-hautval": (
        "Centre d’opérations et de renseignement du Haut-Val",
        "Saint-Ambroix",
        "GN",
        "etat",
    ),
    "corg-estrelle": (
        "Centre d’opérations et de renseignement de l’Estrelle",
        "L’Estrelle",
        "GN",
        "etat",
    ),
    "codis-hautval": ("CTA-CODIS du Haut-Val", "Saint-Ambroix", "DGSCGC", "sdis"),
    "codis-marais": ("CTA-CODIS des Marais", "Port-Girard", "DGSCGC", "sdis"),
    "co-bspp": ("Centre opérationnel de la brigade", "Paris", "BSPP", "bspp"),
    "em-bspp": ("État-major de la brigade, bureau opérations", "Paris", "BSPP", "bspp"),
    "formation": ("Service de la formation, pôle certification", "Paris", "PN", "etat"),
}


@dataclass(frozen=True, slots=True)
class Player:
    """An agent of the demonstration. `cast` ones are offered on the sign-in page.

    accreditation: (capacity, entity code or "", act reference, act date).
    """

    key: str
    given_names: str
    birth_name: str
    sex: str
    roles: tuple[str, ...]
    unit: str
    function: str
    usual_name: str = ""
    cast: bool = False
    accreditation: tuple[str, str, str, date | None] | None = None
    since: date = field(default=date(2019, 9, 2))


OFFICE = (
    Player(
        "gestion",
        "Solenn",
        "Kervoëlen",
        "F",
        (Role.OFFICER,),
        "formation",
        "Gestionnaire de la certification",
        cast=True,
    ),
    Player(
        "audit",
        "Théophraste",
        "d’Hautecourt",
        "M",
        (Role.AUDITOR,),
        "formation",
        "Auditeur interne",
        cast=True,
    ),
    Player(
        "administration",
        "Inès",
        "Ben Aïssa-Lefèvre",
        "F",
        (Role.ADMINISTRATOR,),
        "formation",
        "Administratrice de la plateforme",
        cast=True,
    ),
)

EVALUATORS = (
    Player(
        "eval-delaunay",
        "Bérengère",
        "Delaunay-Moreau",
        "F",
        (Role.EVALUATOR,),
        "cic-brezolles",
        "Chef de salle",
        cast=True,
    ),
    Player(
        "eval-oyarzabal",
        "Iñaki",
        "Oyarzabal",
        "M",
        (Role.EVALUATOR,),
        "corg-estrelle",
        "Opérateur référent",
        cast=True,
    ),
    Player(
        "eval-quenot",
        "Maxence",
        "Quénot",
        "M",
        (Role.EVALUATOR,),
        "codis-marais",
        "Chef de salle",
    ),
    Player(
        "eval-lariviere",
        "Clémence",
        "de La Rivière",
        "F",
        (Role.EVALUATOR,),
        "em-bspp",
        "Officier de permanence",
    ),
    Player(
        "eval-tatarenko",
        "Oksana",
        "Tatarenko",
        "F",
        (Role.EVALUATOR,),
        "cic-brezolles",
        "Opératrice référente",
        usual_name="Tatarenko-Blin",
    ),
    Player(
        "eval-lebihan",
        "Goulven",
        "Le Bihan",
        "M",
        (Role.EVALUATOR,),
        "codis-marais",
        "Opérateur référent",
    ),
    Player(
        "eval-saintclair",
        "Aurélien",
        "Saint-Clair",
        "M",
        (Role.EVALUATOR,),
        "corg-estrelle",
        "Chef de salle",
    ),
    Player(
        "eval-wackermann",
        "Hélène",
        "Wackermann",
        "F",
        (Role.EVALUATOR,),
        "em-bspp",
        "Opératrice référente",
    ),
)

JURY = (
    Player(
        "presidence",
        "Aliénor",
        "de Kersaint-Gilly",
        "F",
        (Role.PRESIDENT,),
        "em-bspp",
        "Cheffe du bureau opérations",
        cast=True,
        accreditation=(
            "entity_head_representative",
            "BSPP",
            "Décision n° 2023-118/CAB",
            date(2023, 7, 10),
        ),
    ),
    Player(
        "jury-police",
        "Fabrice",
        "N’Guessan",
        "M",
        (Role.JURY_MEMBER,),
        "cic-brezolles",
        "Opérateur du 17",
        cast=True,
        accreditation=("operator", "PN", "", None),
    ),
    Player(
        "jury-gendarmerie",
        "Rozenn",
        "Abgrall",
        "F",
        (Role.JURY_MEMBER,),
        "corg-hautval",
        "Opératrice du 17",
        cast=True,
        accreditation=("operator", "GN", "", None),
    ),
    Player(
        "jury-secours",
        "Jean-Baptiste",
        "Ælbrecht",
        "M",
        (Role.JURY_MEMBER,),
        "codis-marais",
        "Adjoint au chef de centre",
        accreditation=("operations_centre_representative", "DGSCGC", "", None),
    ),
    Player(
        "jury-formation",
        "Catherine",
        "Ribeiro da Cunha",
        "F",
        (Role.JURY_MEMBER,),
        "formation",
        "Responsable pédagogique",
        accreditation=("training_service", "", "", None),
    ),
    Player(
        "jury-suppleant",
        "Loïc",
        "Le Squéren",
        "M",
        (Role.JURY_MEMBER,),
        "corg-estrelle",
        "Opérateur du 17",
        accreditation=("operator", "GN", "", None),
    ),
    Player(
        "presidence-police",
        "Édouard",
        "Montfaucon de Roquelaure",
        "M",
        (Role.PRESIDENT,),
        "formation",
        "Adjoint au directeur",
        accreditation=(
            "entity_head_representative",
            "PN",
            "Arrêté n° 2023-0457",
            date(2023, 7, 17),
        ),
    ),
    Player(
        "presidence-secours",
        "Guénolé",
        "Saint-Amé de Castelbajac",
        "M",
        (Role.PRESIDENT,),
        "codis-marais",
        "Adjoint au chef du bureau du pilotage des acteurs du secours",
        accreditation=(
            "entity_head_representative",
            "DGSCGC",
            "Décision n° 2023-221",
            date(2023, 7, 20),
        ),
    ),
    Player(
        "jury-bspp",
        "Mélisande",
        "Vézien",
        "F",
        (Role.JURY_MEMBER,),
        "co-bspp",
        "Opératrice du 18",
        accreditation=("operator", "BSPP", "", None),
    ),
)

PLAYERS = OFFICE + EVALUATORS + JURY

#: The four pairs of evaluators: two entities in each.
PAIRS = (
    ("eval-delaunay", "eval-oyarzabal"),
    ("eval-quenot", "eval-lariviere"),
    ("eval-tatarenko", "eval-lebihan"),
    ("eval-saintclair", "eval-wackermann"),
)
