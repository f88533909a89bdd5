"""What the supervisor, the candidate and the officers are told of a request."""

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from assessments.practice.models import AttestationRequest
from ccas import clock, outbox
from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor

#: The link to the supervisor's form, made as the message leaves.
LINK = "practice.request"


def post_request(
    request: AttestationRequest, *, reminder: int = 0, occasion: str, by: Actor
) -> None:
    """Write to the supervisor; `reminder`: in days after the request, 0 for the first word."""
    stint = request.stint
    candidate = stint.enrolment.candidate.person.display_name
    subject = f"Attestation d’exercice de {candidate}"
    outbox.post(
        kind=LINK,
        to=request.email,
        subject=f"Rappel : {subject}" if reminder else subject,
        template="mail/attestation_request",
        context={
            "name": request.supervisor_name,
            "candidate": candidate,
            "unit": str(stint.unit),
            "function": stint.function,
            "starts_on": stint.starts_on,
            "ends_on": stint.ends_on,
            "until": request.expires_at,
            "reminder": reminder,
        },
        link=(LINK, request.pk),
        key=f"attestation-request:{request.pk}:{occasion}",
        by=by,
    )


def tell_candidate(request: AttestationRequest, *, by: Actor) -> None:
    """Tell the candidate that their request moved; the mail says where to read how."""
    person = request.stint.enrolment.candidate.person
    to = person.user.email if person.user else person.email
    if not to:
        return
    path = reverse("practice:enrolment", args=[request.stint.enrolment_id])
    outbox.post(
        kind="practice.request_news",
        to=to,
        subject="Votre demande d’attestation d’exercice",
        template="mail/attestation_news",
        context={
            "name": person.display_name,
            "unit": str(request.stint.unit),
            "state": request.state,
            "address": settings.PUBLIC_BASE_URL + path,
        },
        key=f"attestation-request:{request.pk}:{request.state}",
        by=by,
    )


def tell_officers(number: int, *, by: Actor) -> None:
    """Tell each officer that supervisors do not answer; once a day at most."""
    today = clock.today()
    held = Q(grants__role=Role.OFFICER, grants__starts_on__lte=today)
    held &= Q(grants__ends_on__isnull=True) | Q(grants__ends_on__gte=today)
    address = settings.PUBLIC_BASE_URL + reverse("practice:requests")
    for officer in User.objects.filter(held, is_active=True).distinct():
        outbox.post(
            kind="practice.silence",
            to=officer.email,
            subject="Des demandes d’attestation restent sans réponse",
            template="mail/attestation_silence",
            context={"name": str(officer), "number": number, "address": address},
            key=f"attestation-silence:{officer.pk}:{today}",
            by=by,
        )
