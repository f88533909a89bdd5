"""The first screens of those who read everything, keep the accounts, or attest practice."""

from datetime import timedelta
from typing import Any

from django.db.models import Count as CountRows
from django.db.models import Q

from assessments.candidates.models import Candidate, Enrolment, EnrolmentState
from assessments.sessions.models import AssessmentSession
from ccas import clock
from ccas.accounts.models import RoleGrant, User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.documents.models import Document, DocumentState
from ccas.interface.components import Count, NextStep
from certification.awards.models import Award
from certification.home.screens import contested
from certification.juries.models import Jury

#: How early the end of a role is announced, in days.
SOON = 30


def auditor(actor: Actor) -> dict[str, Any]:
    """Figures of the whole, and the way into every room. Seven queries."""
    figures = [
        Count(Candidate.objects.count(), "candidat", "candidats"),
        Count(
            Enrolment.objects.filter(state=EnrolmentState.OPEN).count(),
            "parcours en cours",
            "parcours en cours",
        ),
        Count(AssessmentSession.objects.count(), "session d’évaluation", "sessions d’évaluation"),
        Count(Jury.objects.count(), "jury", "jurys"),
        Count(
            Award.objects.filter(withdrawn_on__isnull=True).count(),
            "titre en vigueur",
            "titres en vigueur",
        ),
        Count(
            Document.objects.filter(state=DocumentState.STORED).count(),
            "document conservé",
            "documents conservés",
        ),
        Count(
            Document.objects.filter(state=DocumentState.FAILED).count(),
            "document en échec",
            "documents en échec",
            alert=True,
        ),
    ]
    step = NextStep(
        "Vous lisez tout, vous n’écrivez rien.",
        detail="Chaque entrée du menu ouvre un registre, sans bouton d’action.",
    )
    return {"step": step, "figures": figures, "doors": True}


def administrator(actor: Actor) -> dict[str, Any]:
    """Withdrawals that wait for their second person, accounts by role, and roles that end soon.
    Five queries."""
    today = clock.today()
    in_force = Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))
    grants = dict(
        RoleGrant.objects.filter(in_force, user__is_active=True)
        .values_list("role")
        .annotate(people=CountRows("user", distinct=True))
        .order_by("role")
    )
    ending = list(
        RoleGrant.objects.filter(in_force, ends_on__lte=today + timedelta(days=SOON))
        .select_related("user")
        .order_by("ends_on", "user__display_name", "pk")
    )
    closed = User.objects.filter(is_active=False).count()
    step, waiting = contested.withdrawals_to_pronounce(actor)
    if step is None and ending:
        step = NextStep(
            "Des rôles prennent fin bientôt.",
            who="Vous",
            due=ending[0].ends_on,
            detail="Prolongez-les, ou laissez-les s’éteindre à leur date.",
        )
    figures = [
        *waiting,
        *(Count(grants.get(role.value, 0), role.label, role.plural) for role in Role),
    ]
    return {
        "step": step or NextStep("Aucun rôle ne prend fin dans les trente jours."),
        "figures": figures,
        "ending": ending,
        "closed": Count(closed, "compte fermé", "comptes fermés"),
    }


def tutor(actor: Actor) -> dict[str, Any]:
    """A tutor attests on paper or by a link: the screen says so."""
    step = NextStep(
        "Vous attestez l’exercice professionnel des personnes que vous encadrez.",
        who="Vous",
        detail="Remettez l’attestation signée au service de formation : il l’enregistre. "
        "Vous n’avez rien à saisir ici.",
    )
    return {"step": step}


def nobody(actor: Actor | None) -> dict[str, Any]:
    """An account without a role in force."""
    step = NextStep(
        "Aucun rôle ne vous est accordé aujourd’hui.",
        who="Le service de formation",
        detail="Écrivez-lui : il vous accorde le rôle qui ouvre les pages dont vous avez besoin.",
    )
    return {"step": step}
