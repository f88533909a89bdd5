"""Every screen that the browser tests open: its name, its address, who opens it.

A room adds its own here. `path` is a function, called once the demonstration is built.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from assessments.candidates.models import Candidate, Enrolment
from assessments.framework.models import Qualification
from assessments.grading.models import AssessmentSheet, Consensus
from assessments.people.models import Person
from assessments.sessions.models import AssessmentSession, Scenario, Simulation
from ccas.accounts.models import User
from ccas.documents.models import Document
from certification.deliberation.models import Deliberation, Presentation
from certification.demonstration.stage import address
from certification.juries.models import Jury


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


FERRE = ("ferre", "candidate")
DUPLESSIS = ("duplessis", "candidate")


def first(queryset: Callable[[], object]) -> Callable[[], object]:
    """The id of the first row of a queryset."""
    return lambda: queryset().first().pk


def person(key: str) -> Callable[[], object]:
    """Somebody of the demonstration."""
    return lambda: Person.objects.get(user__email=address(key)).pk


def account(key: str) -> Callable[[], object]:
    """The account of somebody of the demonstration."""
    return lambda: User.objects.get(email=address(key)).pk


def candidate(key: str) -> Callable[[], object]:
    """A candidate of the cast."""
    return lambda: Candidate.objects.get(person__user__email=address(key)).pk


def mine(key: str) -> Callable[[], object]:
    """The enrolment of a candidate of the cast."""
    return lambda: Enrolment.objects.get(candidate__person__user__email=address(key)).pk


def session(*, closed: bool) -> Callable[[], object]:
    """The session that was held, or the one of today."""
    state = "closed" if closed else "convened"
    return lambda: AssessmentSession.objects.get(state=state).pk


def simulation() -> object:
    """The simulation of today."""
    return Simulation.objects.filter(state="planned").first().pk


def sheet() -> object:
    """A signed sheet of the evaluator of the cast."""
    signed = AssessmentSheet.objects.filter(state="signed")
    return signed.filter(evaluator__user__email=address(EVALUATOR[0])).first().pk


def open_sheet() -> object:
    """The sheet of the day of the evaluator of the cast, open."""
    sheets = AssessmentSheet.objects.filter(state="open")
    return sheets.filter(evaluator__user__email=address(EVALUATOR[0])).first().pk


def consensus() -> object:
    """A consensus of the evaluator of the cast."""
    evaluators = {"simulation__evaluators__person__user__email": address(EVALUATOR[0])}
    return Consensus.objects.filter(state="signed", **evaluators).first().pk


def jury(*, state: str) -> Callable[[], object]:
    """The jury in that state."""
    return lambda: Jury.objects.get(state=state).pk


def sitting() -> object:
    """The deliberation that was held."""
    return Deliberation.objects.get(published_at__isnull=False).pk


def open_sitting() -> object:
    """The deliberation under way."""
    return Deliberation.objects.get(closed_at__isnull=True).pk


def open_passage() -> object:
    """The first candidate of the deliberation under way: nothing is decided."""
    waiting = Presentation.objects.filter(concluded_at__isnull=True)
    return waiting.order_by("position").first().pk


def passage(key: str) -> Callable[[], object]:
    """A candidate of the cast before the jury."""
    email = {"enrolment__candidate__person__user__email": address(key)}
    return lambda: Presentation.objects.get(**email).pk


def code() -> object:
    """The verification code of a document."""
    return Document.objects.order_by("number").first().verification_code


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
    Screen("sécurité", at("mfa_index"), *OFFICER),
    Screen("mes connexions", at("accounts:sessions"), *OFFICER),
    Screen("identité de nouveau", at("account_reauthenticate"), *OFFICER),
    Screen("comptes", at("accounts:list"), *OFFICER),
    Screen("compte", at("accounts:account", account("eval-delaunay")), *OFFICER),
    Screen("inviter", at("accounts:invite"), *OFFICER),
    Screen("invitation éteinte", at("accounts:accept", "rien")),
    Screen("accueil, candidate titulaire", at("home:home"), *CANDIDATE),
    Screen("accueil, candidate qui revient", at("home:home"), *FERRE),
    Screen("accueil, candidate ajournée", at("home:home"), *DUPLESSIS),
    Screen("accueil, candidate VAE", at("home:home"), "daguesseau", "candidate"),
    Screen("accueil, évaluatrice", at("home:home"), *EVALUATOR),
    Screen("accueil, gestionnaire", at("home:home"), *OFFICER),
    Screen("accueil, présidente", at("home:home"), *PRESIDENT),
    Screen("accueil, membre de jury", at("home:home"), *MEMBER),
    Screen("accueil, auditeur", at("home:home"), *AUDITOR),
    Screen("accueil, administratrice", at("home:home"), "administration", "administrator"),
    Screen("ce qui attend : exercice", at("home:waiting", "exercice"), *OFFICER),
    Screen("ce qui attend : documents", at("home:waiting", "documents-en-cours"), *OFFICER),
    # Certifications, personnes, candidats
    Screen("certifications", at("framework:list"), *OFFICER),
    Screen("certification", at("framework:detail", first(Qualification.objects.all)), *OFFICER),
    Screen("personnes", at("people:list"), *OFFICER),
    Screen("personne", at("people:detail", person("presidence")), *OFFICER),
    Screen("personne à créer", at("people:create"), *OFFICER),
    Screen("unités", at("people:units"), *OFFICER),
    Screen("candidats", at("candidates:list"), *OFFICER),
    Screen("candidate", at("candidates:detail", candidate("ferre")), *OFFICER),
    Screen("candidate, par elle-même", at("candidates:detail", candidate("ferre")), *FERRE),
    Screen("candidat à inscrire", at("candidates:register"), *OFFICER),
    Screen("parcours à ouvrir", at("candidates:enrol", candidate("ferre")), *OFFICER),
    # Exercice professionnel
    Screen("exercice", at("practice:list"), *OFFICER),
    Screen("exercice d’une candidate", at("practice:enrolment", mine("duplessis")), *OFFICER),
    Screen("exercice, par elle-même", at("practice:enrolment", mine("duplessis")), *DUPLESSIS),
    Screen("période à déclarer", at("practice:declare", mine("duplessis")), *DUPLESSIS),
    # Sessions et scénarios
    Screen("sessions", at("sessions:list"), *OFFICER),
    Screen("session passée", at("sessions:detail", session(closed=True)), *OFFICER),
    Screen("session du jour", at("sessions:detail", session(closed=False)), *OFFICER),
    Screen("couverture", at("sessions:coverage", session(closed=True)), *OFFICER),
    Screen("session à créer", at("sessions:create"), *OFFICER),
    Screen("scénarios", at("sessions:scenarios"), *OFFICER),
    Screen("scénario", at("sessions:scenario", first(Scenario.objects.all)), *OFFICER),
    Screen("mise en situation", at("sessions:simulation", simulation), *OFFICER),
    # Grilles
    Screen("ma journée", at("grading:today"), *EVALUATOR),
    Screen("grille à remplir", at("grading:sheet", open_sheet), *EVALUATOR),
    Screen("grille signée", at("grading:sheet", sheet), *EVALUATOR),
    Screen("histoire d’une grille", at("grading:history", sheet), *EVALUATOR),
    Screen("grille harmonisée", at("grading:consensus", consensus), *EVALUATOR),
    Screen("suivi des grilles", at("grading:follow"), *OFFICER),
    Screen("suivi d’une session", at("grading:session", session(closed=True)), *OFFICER),
    # Jurys
    Screen("jurys", at("juries:list"), *OFFICER),
    Screen("calendrier des jurys", at("juries:calendar"), *OFFICER),
    Screen("jury en préparation", at("juries:detail", jury(state="draft")), *OFFICER),
    Screen("composition", at("juries:composition", jury(state="draft")), *OFFICER),
    Screen("ordre du jour", at("juries:agenda", jury(state="draft")), *OFFICER),
    Screen("jury à créer", at("juries:create"), *OFFICER),
    Screen("jury clos, par un membre", at("juries:detail", jury(state="closed")), *MEMBER),
    # Délibération
    Screen("délibérations", at("deliberation:list"), *PRESIDENT),
    Screen("délibération close", at("deliberation:sitting", sitting), *PRESIDENT),
    Screen("qui quitte la salle", at("deliberation:leaving", sitting), *PRESIDENT),
    Screen("un candidat", at("deliberation:candidate", sitting, passage("ferre")), *PRESIDENT),
    Screen("procès-verbal", at("deliberation:minutes", sitting), *PRESIDENT),
    Screen("délibération en cours", at("deliberation:sitting", open_sitting), *PRESIDENT),
    Screen(
        "un candidat à décider",
        at("deliberation:candidate", open_sitting, open_passage),
        *PRESIDENT,
    ),
    Screen("publication", at("deliberation:results", sitting), *OFFICER),
    # Titres et résultats
    Screen("titres", at("awards:list"), *OFFICER),
    Screen("signataires", at("awards:signatories"), *OFFICER),
    Screen("signataire à désigner", at("awards:appoint"), *OFFICER),
    Screen("mes résultats", at("awards:results"), *FERRE),
    Screen("mon résultat", at("awards:result", passage("ferre")), *FERRE),
    Screen("publication et documents", at("awards:publication", sitting), *OFFICER),
    # Vérification publique
    Screen("vérifier", at("register:ask")),
    Screen("vérifier, inconnu", at("register:verify", "0" * 32)),
    Screen("vérifier, authentique", at("register:verify", code)),
]

#: Everybody who opens a screen, once each.
ACTORS = list({(one.key, one.role): one for one in SCREENS if one.key}.values())
