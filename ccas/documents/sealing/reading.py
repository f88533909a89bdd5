"""What checking a seal says, in named steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: code → (what is asked, sentence when it holds, sentence when it does not), in order.
STEPS = {
    "seal": (
        "Le fichier porte un sceau, et un seul",
        "Le fichier porte un sceau.",
        "Le fichier ne porte pas un sceau unique et lisible.",
    ),
    "intact": (
        "Ce qui a été scellé n’a pas changé",
        "Le contenu scellé est intact.",
        "Le contenu ne correspond plus à son sceau.",
    ),
    "authority": (
        "Le sceau est celui du certificateur",
        "Le certificat du sceau mène à l’autorité publiée.",
        "Le certificat du sceau ne mène pas à l’autorité publiée.",
    ),
    "timestamp": (
        "L’heure du sceau est sûre",
        "L’horodatage est valable, ou aucun n’était demandé.",
        "L’horodatage du sceau n’est pas valable.",
    ),
    "whole_file": (
        "Le sceau couvre le fichier entier",
        "Le sceau couvre le fichier entier.",
        "Des octets ont été ajoutés après le sceau, ou lui échappent.",
    ),
    "no_change": (
        "Le sceau interdit toute modification",
        "Aucune modification n’est permise, aucune n’a été faite.",
        "Le sceau n’interdit pas les modifications, ou le fichier a été modifié.",
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One question put to the file. ``label`` is the question, ``sentence`` the answer."""

    code: str
    passed: bool
    label: str
    sentence: str


def named(code: str, passed: bool) -> Step:
    """The step of this code, with the sentence that goes with its answer."""
    label, holds, fails = STEPS[code]
    return Step(code, passed, label, holds if passed else fails)


@dataclass(frozen=True, slots=True)
class Validation:
    """Every step, in order. ``sealed_at`` is the timestamp's instant, or what the seal claims."""

    steps: tuple[Step, ...]
    signer: str = ""
    certificate: str = ""
    sealed_at: datetime | None = None
    timestamped: bool = False

    @property
    def genuine(self) -> bool:
        """Whether all steps hold: a seal, ours, intact, over the whole file, forbidding changes."""
        return all(step.passed for step in self.steps)
