"""How each thing that waits is drawn as a line of the officer's lists."""

from assessments.candidates.models import Enrolment, IdentityCorrection
from assessments.practice.models import AttestationRequest, Stint
from assessments.sessions.models import AssessmentSession
from ccas.documents.models import Document
from ccas.interface.templatetags.interface import day
from certification.appeals.models import Appeal
from certification.awards.models import Award
from certification.deliberation.models import Deliberation, Minutes, Presentation
from certification.home import addresses
from certification.home.rows import Row
from certification.juries.models import Jury


def owed_row(award: Award) -> Row:
    """A title to declare."""
    person = award.candidate.person
    hint = f"{award.qualification.code}, délivré le {day(award.awarded_on)}"
    return Row(person.display_name, hint, addresses.passport())


def enrolment_row(enrolment: Enrolment) -> Row:
    """A candidate without a date."""
    hint = f"{enrolment.get_route_display()}, commencé le {day(enrolment.began_on)}"
    return Row(str(enrolment.candidate), hint, addresses.candidate(enrolment.candidate_id))


def session_row(session: AssessmentSession) -> Row:
    """A session."""
    hint = f"{session.site}, à partir du {day(session.starts_on)}"
    return Row(session.name, hint, addresses.session(session.pk))


def jury_row(jury: Jury) -> Row:
    """A jury."""
    return Row(jury.name, f"{jury.place}, siège le {day(jury.sits_on)}", addresses.jury(jury.pk))


def deliberation_row(one: Deliberation) -> Row:
    """A deliberation."""
    state = one.get_state_display().capitalize()
    hint = f"Ouverte le {day(one.opened_at)}"
    hint = hint if one.state == "open" else f"{state}. {hint}"
    return Row(one.jury.name, hint, addresses.deliberation(one.pk))


def notice_row(one: Presentation) -> Row:
    """A result to tell on paper."""
    hint = f"{one.deliberation.jury.name}, publié le {day(one.deliberation.published_at)}"
    return Row(str(one.enrolment.candidate), hint, addresses.notice(one.pk))


def appeal_row(appeal: Appeal) -> Row:
    """An appeal that waits for its answer, or for a jury."""
    jury = appeal.presentation.deliberation.jury
    hint = f"{jury.name}, reçu le {day(appeal.received_on)}"
    candidate = appeal.presentation.enrolment.candidate
    return Row(str(candidate), hint, addresses.appeal(appeal.pk))


def minutes_row(minutes: Minutes) -> Row:
    """Minutes to sign."""
    one = minutes.deliberation
    return Row(
        one.jury.name, f"Délibération close le {day(one.closed_at)}", addresses.minutes(one.pk)
    )


def stint_row(stint: Stint) -> Row:
    """A period nobody attested."""
    until = f"au {day(stint.ends_on)}" if stint.ends_on else "à ce jour"
    hint = f"{stint.unit}, du {day(stint.starts_on)} {until}"
    return Row(str(stint.enrolment.candidate), hint, addresses.practice(stint.enrolment_id))


def answer_row(request: AttestationRequest) -> Row:
    """What a supervisor answered online."""
    hint = f"{request.signed_name}, {request.stint.unit}, le {day(request.answered_at)}"
    return Row(str(request.stint.enrolment.candidate), hint, addresses.answer(request.pk))


def silence_row(request: AttestationRequest) -> Row:
    """A supervisor who did not answer."""
    hint = f"{request.supervisor_name}, {request.stint.unit}, depuis le {day(request.occurred_at)}"
    enrolment = request.stint.enrolment
    return Row(str(enrolment.candidate), hint, addresses.practice(enrolment.pk))


def correction_row(correction: IdentityCorrection) -> Row:
    """An identity to correct."""
    hint = f"Demandée le {day(correction.occurred_at)}"
    return Row(str(correction.candidate), hint, addresses.correction(correction.pk))


def document_row(document: Document) -> Row:
    """A document that waits."""
    hint = f"Demandé le {day(document.occurred_at)}, {document.get_state_display()}"
    if document.waits_for:
        hint += f" — {document.waits_for}"
    return Row(document.number, hint, addresses.document(document.pk))
