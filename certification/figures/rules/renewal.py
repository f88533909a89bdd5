"""What an application for registration is examined on, and what the file still lacks.

Source: code du travail, R6113-9 (the nine criteria) and the arrêté of 4 January 2019 (what is
transmitted). What the platform cannot hold is named as lacking, never passed over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

#: How many promotions the first two criteria look at, at least (R6113-9).
PROMOTIONS = 2
#: Below this share of answers, in percent, a rate convinces nobody (project decision 0040).
CONVINCING = 50


@dataclass(frozen=True, slots=True)
class PromotionSeen:
    """A promotion as it may be shown. rates, responses: in percent, None when not shown."""

    year: int
    global_6: int | None
    target_6: int | None
    target_24: int | None
    responses_6: int | None
    published: bool


@dataclass(frozen=True, slots=True)
class File:
    """What the platform holds of a qualification, in numbers and texts.

    outside: attested capacities that stand in no block. silent_blocks: blocks without a modality
    of assessment, without competency. unsigned: juries closed without signed minutes. unmeasured:
    closed sessions whose evaluators' agreement was never measured. specimen: why certificates may
    only be specimens. equivalences: how many are recorded.
    """

    code: str
    siret: str
    registration_end: date | None
    today: date
    promotions: Sequence[PromotionSeen]
    activities: bool
    outside: Sequence[str]
    silent_blocks: Sequence[str]
    scenarios: int
    juries: int
    unsigned: int
    sessions: int
    unmeasured: int
    experience_open: bool
    equivalences: int
    specimen: Sequence[str]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion. pieces: names of the files that answer it. gaps: what is lacking, in
    sentences; empty when the file answers it by itself. without_object: why nothing is asked here.
    """

    number: str
    title: str
    pieces: tuple[str, ...]
    gaps: tuple[str, ...]
    without_object: str = ""


def criteria(file: File) -> list[Criterion]:
    """The nine criteria, then what is transmitted beside."""
    return [
        Criterion(
            "1°",
            "Adéquation des emplois occupés au métier visé, sur deux promotions au moins",
            ("chiffres.xlsx", "enquetes.csv"),
            tuple(_promotions(file, "target_6", "le métier visé à 6 mois")),
        ),
        Criterion(
            "2°",
            "Accès ou retour à l’emploi, sur deux promotions au moins, comparé aux certifications"
            " proches",
            ("chiffres.xlsx", "enquetes.csv"),
            (
                *_promotions(file, "global_6", "l’insertion globale à 6 mois"),
                "La comparaison avec l’insertion des certifications proches est à joindre : la"
                " plateforme ne connaît pas leurs titulaires.",
            ),
        ),
        Criterion(
            "3°",
            "Référentiels d’activités, de compétences et d’évaluation",
            ("fiche.xml", "referentiels.csv", "scenarios.csv"),
            tuple(_references(file)),
        ),
        Criterion(
            "4°",
            "Contrôle des modalités d’organisation des épreuves",
            ("regles.toml", "jurys.csv", "sessions.csv"),
            tuple(_control(file)),
        ),
        Criterion(
            "5°",
            "Contraintes légales et réglementaires du métier",
            (),
            ("La note sur les textes qui encadrent le métier est à joindre.",),
        ),
        Criterion(
            "6°",
            "Accès par la validation des acquis de l’expérience",
            ("fiche.xml", "regles.toml"),
            ()
            if file.experience_open
            else ("La voie de l’expérience n’est pas ouverte par la fiche et ses règles.",),
        ),
        Criterion(
            "7°",
            "Cohérence des blocs et de leurs modalités d’évaluation",
            ("referentiels.csv", "chiffres.xlsx"),
            tuple(
                f"Le bloc {each} n’a pas de modalité d’évaluation." for each in file.silent_blocks
            ),
        ),
        Criterion(
            "8°",
            "Correspondances avec d’autres certifications, le cas échéant",
            ("regles.toml",) if file.equivalences else (),
            (),
            "" if file.equivalences else "Aucune correspondance n’est enregistrée.",
        ),
        Criterion(
            "9°",
            "Association des commissions paritaires nationales de l’emploi, le cas échéant",
            (),
            ("Dire si une commission paritaire est associée : rien n’en est gardé ici.",),
        ),
        Criterion(
            "Pièces",
            "Ce qui est transmis avec la demande",
            ("fiche.xml",),
            tuple(_papers(file)),
        ),
    ]


def gaps(found: Sequence[Criterion]) -> int:
    """How many things are lacking in all."""
    return sum(len(one.gaps) for one in found)


def _promotions(file: File, name: str, words: str) -> list[str]:
    told = [one for one in file.promotions if getattr(one, name) is not None]
    sentences = []
    if len(told) < PROMOTIONS:
        sentences.append(
            f"Deux promotions au moins doivent être analysées : {words} n’est connu que pour"
            f" {len(told)}."
        )
    latest = max((one.year for one in told), default=None)
    silent = [one.year for one in file.promotions if getattr(one, name) is None]
    if recent := sorted(year for year in silent if latest is None or year > latest):
        years = ", ".join(map(str, recent))
        sentences.append(f"Promotions sans taux pour {words} : {years}.")
    sentences += [
        f"Promotion {one.year} : {one.responses_6} % de réponses à 6 mois, moins de la moitié des"
        " titulaires."
        for one in told
        if not one.published and one.responses_6 is not None and one.responses_6 < CONVINCING
    ]
    return sentences


def _references(file: File) -> list[str]:
    sentences = []
    if not file.activities:
        sentences.append("La fiche ne dit pas les activités visées.")
    sentences += [
        f"La capacité attestée « {each} » ne figure dans aucun bloc." for each in file.outside
    ]
    if not file.scenarios:
        sentences.append("Aucun scénario de mise en situation n’est publié.")
    sentences.append(
        "Dire comment les compétences tiennent compte du handicap, de l’accessibilité et de la"
        " conception universelle : la fiche n’en a pas la rubrique."
    )
    return sentences


def _control(file: File) -> list[str]:
    sentences = []
    if not file.juries:
        sentences.append("Aucun jury n’a siégé sur la plateforme.")
    if file.unsigned:
        sentences.append(_number(file.unsigned, "jury clos", "jurys clos") + " sans PV signé.")
    if not file.sessions:
        sentences.append("Aucune session d’évaluation n’a eu lieu sur la plateforme.")
    if file.unmeasured:
        sentences.append(
            _number(file.unmeasured, "session close", "sessions closes")
            + " sans mesure de l’accord entre évaluateurs."
        )
    return sentences


def _papers(file: File) -> list[str]:
    sentences = list(file.specimen)
    if not file.siret:
        sentences.append("Le SIRET du certificateur manque à la fiche.")
    if file.registration_end is None:
        sentences.append("La fin d’enregistrement n’est pas connue.")
    elif file.registration_end < file.today:
        sentences.append(
            f"L’enregistrement a pris fin le {file.registration_end:%d/%m/%Y} : c’est un nouvel"
            " enregistrement qui est demandé."
        )
    sentences.append(
        "La note d’opportunité et les lettres de soutien des employeurs sont à joindre."
    )
    return sentences


def _number(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number < 2 else plural}"
