"""Every screen that the browser tests open: its name, its address, who opens it.

A room adds its own here. `path` is a function, called once the demonstration is built.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from assessments.candidates.models import Enrolment
from certification.demonstration.stage import address


@dataclass(frozen=True, slots=True)
class Screen:
    """One page, as one person sees it. `key`: who, as the demonstration names its people."""

    name: str
    path: Callable[[], str]
    key: str = ""
    role: str = ""

    def __str__(self) -> str:
        return self.name


def at(name: str, *arguments: object) -> Callable[[], str]:
    """The address of that name; callable arguments are called first."""

    def build() -> str:
        found = [argument() if callable(argument) else argument for argument in arguments]
        return reverse(name, args=found)

    return build


OFFICER = ("gestion", "officer")
AUDITOR = ("audit", "auditor")
EVALUATOR = ("eval-delaunay", "evaluator")
PRESIDENT = ("presidence", "president")
MEMBER = ("jury-police", "jury_member")
CANDIDATE = ("letallec", "candidate")


def mine(key: str) -> Callable[[], object]:
    """The enrolment of a candidate of the cast."""
    return lambda: Enrolment.objects.get(candidate__person__user__email=address(key)).pk


def first(queryset: Callable[[], object]) -> Callable[[], object]:
    """The id of the first row of a queryset."""
    return lambda: queryset().first().pk


SCREENS = [
    Screen("connexion", at("account_login")),
    Screen("mot de passe oublié", at("account_reset_password")),
    Screen("inscription fermée", at("account_signup")),
    Screen("accessibilité", at("interface:accessibility")),
    Screen("mentions légales", at("interface:legal")),
    Screen("données personnelles", at("interface:privacy")),
    Screen("page introuvable", lambda: "/nulle-part/"),
    Screen("mon compte", at("accounts:profile"), *OFFICER),
    Screen("mes rôles", at("accounts:role"), *OFFICER),
    Screen("mot de passe", at("account_change_password"), *OFFICER),
    Screen("accueil, candidate titulaire", at("home:home"), *CANDIDATE),
    Screen("accueil, candidate qui revient", at("home:home"), "ferre", "candidate"),
    Screen("accueil, candidate ajournée", at("home:home"), "duplessis", "candidate"),
    Screen("accueil, candidate VAE", at("home:home"), "daguesseau", "candidate"),
    Screen("accueil, évaluatrice", at("home:home"), *EVALUATOR),
    Screen("accueil, gestionnaire", at("home:home"), *OFFICER),
    Screen("accueil, présidente", at("home:home"), *PRESIDENT),
    Screen("accueil, membre de jury", at("home:home"), *MEMBER),
    Screen("accueil, auditeur", at("home:home"), *AUDITOR),
    Screen("accueil, administratrice", at("home:home"), "administration", "administrator"),
    Screen("ce qui attend : exercice", at("home:waiting", "exercice"), *OFFICER),
    Screen("ce qui attend : documents", at("home:waiting", "documents-en-cours"), *OFFICER),
]
