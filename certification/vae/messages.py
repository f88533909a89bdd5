"""The thread of a file, and the mails that only say that something is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import get_template
from django.urls import reverse

from assessments.candidates.models import Candidate
from ccas import clock, outbox
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.refusals import Refusal
from certification.vae.models import (
    SERVICE,
    EligibilityApplication,
    ThreadMessage,
    ValidationFile,
)

LENGTH = 4000
#: What a thread is about: the application from which everything follows, or a file without one.
type About = EligibilityApplication | ValidationFile


@dataclass(frozen=True, slots=True)
class Event:
    """What a mail says: that something happened, and what to do; never what a paper holds."""

    subject: str
    happened: str
    to_do: str = ""


EVENTS = {
    "acknowledged": Event(
        "Votre demande de recevabilité est reçue",
        "Nous avons reçu votre demande de recevabilité. L’accusé de réception, avec la date de"
        " réponse au plus tard, est dans votre dossier.",
    ),
    "papers_asked": Event(
        "Des pièces manquent à votre demande de recevabilité",
        "Votre demande ne peut pas encore être examinée : des pièces manquent. La liste et la date"
        " limite sont dans votre dossier.",
        "Envoyez-les depuis votre téléphone ou votre ordinateur ; le délai de réponse court de la"
        " réception de la dernière.",
    ),
    "decided": Event(
        "La réponse à votre demande de recevabilité",
        "Une décision a été prise sur votre demande de recevabilité. Elle est dans votre dossier,"
        " avec la lettre qui la contient.",
        "Si vous la contestez, la lettre dit comment et jusqu’à quand.",
    ),
    "admitted_tacitly": Event(
        "Votre demande de recevabilité est acceptée",
        "Deux mois ont passé sans réponse de notre part : votre demande est recevable."
        " L’attestation est dans votre dossier.",
        "Vous pouvez commencer votre dossier de validation.",
    ),
    "withdrawal_proposed": Event(
        "Votre recevabilité : vos observations sont attendues",
        "Le service envisage de retirer votre recevabilité. Les raisons sont dans votre dossier.",
        "Répondez depuis votre dossier avant la date qui y est dite : votre réponse sera lue avant"
        " toute décision.",
    ),
    "withdrawal_dropped": Event("Votre recevabilité demeure", "Le retrait envisagé est abandonné."),
    "withdrawn": Event(
        "Votre recevabilité est retirée",
        "Une décision de retrait a été prise. Elle est dans votre dossier, avec ses motifs.",
        "Si vous la contestez, la lettre dit comment et jusqu’à quand.",
    ),
    "file_submitted": Event(
        "Votre dossier de validation est reçu",
        "Nous avons reçu votre dossier de validation. La copie de ce que vous avez déposé est dans"
        " votre dossier.",
    ),
    "file_returned": Event(
        "Votre dossier de validation est à compléter",
        "Le service vous rend votre dossier de validation et dit ce qu’il faut revoir.",
        "Complétez-le, puis déposez-le de nouveau : ce que vous aviez écrit est toujours là.",
    ),
    "file_verified": Event(
        "Votre dossier de validation est vérifié",
        "Votre dossier de validation est complet et lisible. Il va être présenté à un jury.",
        "Vous recevrez une convocation au moins quinze jours avant.",
    ),
    "file_presented": Event(
        "Votre dossier de validation est transmis au jury",
        "Les membres du jury peuvent lire votre dossier, tel que vous l’avez déposé.",
    ),
    "message": Event(
        "Un message dans votre dossier de VAE", "Le service vous a écrit dans votre dossier."
    ),
}


def say(
    about: About, event: str, text: str, *, by: Actor, document: Document | None = None
) -> ThreadMessage:
    """The service says something by itself: in the thread, with a mail that carries a link."""
    message = ThreadMessage.objects.create(**_thread(about), author=None, role=SERVICE, text=text)
    _tell_candidate(about, message, event, by=by, document=document)
    return message


def drafted(application: EligibilityApplication, event: str) -> tuple[str, str]:
    """The subject and the text of the mail that this event would send."""
    context = _context(application, event)
    return EVENTS[event].subject, get_template("mail/vae.txt").render(context)


def write(about: About, text: str, *, by: Actor) -> ThreadMessage:
    """Candidate or officer writes. Raises Refusal for an empty or too long text.

    Who answers has read what stands there.
    """
    text = text.strip()
    if not text:
        raise Refusal("Un message vide ne dit rien : écrivez quelques mots.")
    if len(text) > LENGTH or "\0" in text:
        raise Refusal(f"Le message est trop long : {LENGTH} caractères au plus.")
    mark_read(about, by=by)
    message = ThreadMessage.objects.create(
        **_thread(about), author_id=by.user_id, role=by.role, text=text
    )
    if by.role != "candidate":
        _tell_candidate(about, message, "message", by=by)
    return message


def thread(about: About) -> QuerySet[ThreadMessage]:
    """Every message of the thread, the oldest first."""
    return ThreadMessage.objects.filter(**_thread(about)).select_related("author")


def mark_read(about: About, *, by: Actor) -> int:
    """What the other side wrote is read now; how many were new."""
    return (
        ThreadMessage.objects.filter(**_thread(about))
        .filter(_unread(by))
        .update(read_at=clock.now())
    )


def unread_by_enrolment(enrolments: Iterable[UUID], actor: Actor) -> dict[UUID, int]:
    """Enrolment → messages that this actor’s side has not read: one query; absent when none."""
    about = Coalesce("application__enrolment", "file__enrolment")
    rows = ThreadMessage.objects.annotate(enrolment=about).filter(
        _unread(actor), enrolment__in=list(enrolments)
    )
    return dict(rows.order_by().values_list("enrolment").annotate(number=Count("pk")))


def unread_by_application(applications: Iterable[UUID], actor: Actor) -> dict[UUID, int]:
    """Application → messages that this actor’s side has not read: one query; absent when none."""
    rows = ThreadMessage.objects.filter(_unread(actor), application__in=list(applications))
    return dict(rows.order_by().values_list("application").annotate(number=Count("pk")))


def _unread(actor: Actor) -> Q:
    """Candidate: what the office and the service said. Office: what the candidate said."""
    if actor.has_role("candidate"):
        return Q(read_at=None) & ~Q(role="candidate")
    if actor.has_role("officer"):
        return Q(read_at=None, role="candidate")
    return Q(pk__in=[])


def _thread(about: About) -> dict[str, About]:
    if isinstance(about, EligibilityApplication):
        return {"application": about}
    application = EligibilityApplication.objects.filter(enrolment=about.enrolment_id).first()
    return {"application": application} if application else {"file": about}


def _tell_candidate(
    about: About,
    message: ThreadMessage,
    event: str,
    *,
    by: Actor,
    document: Document | None = None,
) -> None:
    person = _candidate(about).person
    to = person.email or (person.user.email if person.user else "")
    if not to:
        return
    outbox.post(
        kind=f"vae.{event}",
        to=to,
        subject=EVENTS[event].subject,
        template="mail/vae",
        context=_context(about, event),
        by=by,
        key=f"vae.message:{message.pk}",
        documents=[document] if document else [],
    )


def _candidate(about: About) -> Candidate:
    if isinstance(about, EligibilityApplication):
        return about.candidate
    return about.enrolment.candidate


def _context(about: About, event: str) -> dict[str, object]:
    """What the mail of an event is written with: a name, what happened, a link."""
    name = "vae:detail" if isinstance(about, EligibilityApplication) else "vae:file"
    return {
        "name": _candidate(about).person.display_name,
        "said": EVENTS[event],
        "link": settings.PUBLIC_BASE_URL.rstrip("/") + reverse(name, args=[about.pk]),
    }
