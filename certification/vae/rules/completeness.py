"""What an application for eligibility must hold before it can be filed, in sentences.

Source: CERFA 12818*02 (situation, training, experience with periods and hours, blocks aimed at,
papers, sworn statement). The papers asked for by situation are a decision of the certifier.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ccas.periods import in_words

#: How a person stands at the time of the application, in the form's words.
SITUATIONS = {
    "employee": "en emploi salarié",
    "agent": "agent public",
    "volunteer": "bénévole ou volontaire",
    "self_employed": "travailleur indépendant",
    "job_seeker": "en recherche d’emploi",
    "other": "autre situation",
}
EDUCATION = {
    "none": "sans diplôme",
    "level3": "niveau 3 (CAP, BEP)",
    "level4": "niveau 4 (baccalauréat)",
    "level5": "niveau 5 (bac + 2)",
    "level6": "niveau 6 (bac + 3 ou 4)",
    "level7": "niveau 7 ou 8 (bac + 5 et plus)",
}
STATUSES = {
    "employee": "salarié",
    "agent": "agent public",
    "volunteer": "bénévole ou volontaire",
    "self_employed": "indépendant",
    "training": "période de formation en milieu professionnel",
}
#: Papers of every application, then those that prove an experience, by its status.
IDENTITY = "une pièce d’identité en cours de validité"
PROOFS = {
    "employee": "un certificat de travail ou des bulletins de salaire",
    "agent": "un état de services signé de l’administration",
    "volunteer": "une attestation signée de deux responsables, ou un état de services",
    "self_employed": "une inscription au registre et des déclarations d’activité",
    "training": "une attestation de la période, signée de l’organisme",
}


@dataclass(frozen=True, slots=True)
class Regime:
    """A state of the law. minimum_hours: experience asked for in all."""

    label: str
    minimum_hours: int


#: The law in force since the decree of 27 December 2023, and the one before (one year of work).
REGIMES = {
    "R6412": Regime("code du travail, articles R6412-1 et suivants", 0),
    "R335-7": Regime("code de l’éducation, ancien article R335-7", 1607),
}


@dataclass(frozen=True, slots=True)
class Experience:
    """One experience: where, as what, when; hours in all (None: not yet said)."""

    place: str
    function: str
    status: str
    starts_on: date
    ends_on: date | None
    hours: int | None
    proofs: int = 0


@dataclass(frozen=True, slots=True)
class Answers:
    """What has been typed so far. sworn: the statement is accepted."""

    situation: str
    education: str
    blocks: int
    experiences: tuple[Experience, ...]
    identity_papers: int
    papers_waiting: int
    sworn: bool


def missing_to_submit(answers: Answers, *, today: date, minimum_hours: int = 0) -> list[str]:
    """What lacks before the application can be filed, in the order of the form; empty when none.

    minimum_hours: what the legal regime asks for in all (none since the law of 21 December 2022).
    """
    sentences = []
    if answers.situation not in SITUATIONS:
        sentences.append("Votre situation n’est pas dite.")
    if answers.education not in EDUCATION:
        sentences.append("Votre niveau de formation n’est pas dit.")
    if not answers.blocks:
        sentences.append("Aucun bloc n’est visé : choisissez au moins un bloc de compétences.")
    if not answers.experiences:
        sentences.append("Aucune expérience n’est décrite : ajoutez-en au moins une.")
    for experience in answers.experiences:
        sentences += _of_experience(experience, today)
    hours = sum(experience.hours or 0 for experience in answers.experiences)
    if answers.experiences and hours < minimum_hours:
        sentences.append(
            f"Vos expériences font {hours} heures ; il en faut {minimum_hours} pour demander."
        )
    if not answers.identity_papers:
        sentences.append(f"Il manque {IDENTITY}.")
    if answers.papers_waiting:
        waiting = answers.papers_waiting
        sentences.append(
            f"{waiting} pièce{'s sont' if waiting > 1 else ' est'} en cours d’analyse par"
            " l’antivirus : attendez la fin."
        )
    if not answers.sworn:
        sentences.append("La déclaration sur l’honneur n’est pas signée.")
    return sentences


def _of_experience(experience: Experience, today: date) -> list[str]:
    named = f"« {experience.function}, {experience.place} »"
    sentences = []
    if experience.starts_on > today:
        sentences.append(
            f"L’expérience {named} commence le {in_words(experience.starts_on)}, dans l’avenir."
        )
    if experience.ends_on is not None and experience.ends_on < experience.starts_on:
        sentences.append(f"L’expérience {named} finit avant d’avoir commencé.")
    if not experience.hours:
        sentences.append(f"Le nombre d’heures de l’expérience {named} n’est pas dit.")
    elif experience.hours > _possible_hours(experience, today):
        sentences.append(
            f"L’expérience {named} compte {experience.hours} heures, plus que sa durée n’en permet."
        )
    if not experience.proofs:
        proof = PROOFS.get(experience.status, "un justificatif")
        sentences.append(f"L’expérience {named} n’a pas de justificatif : joignez {proof}.")
    return sentences


def _possible_hours(experience: Experience, today: date) -> int:
    """Sixteen hours a day, every day: beyond, it is a typing error."""
    last = min(experience.ends_on or today, today)
    return max(0, (last - experience.starts_on).days + 1) * 16


def total_hours(experiences: Sequence[Experience]) -> int:
    """Hours of all the experiences together."""
    return sum(experience.hours or 0 for experience in experiences)
