"""What a holder is written."""

from ccas import outbox
from ccas.actors import Actor
from certification.surveys.models import InsertionSurvey

#: The link to the four questions, made as the message leaves.
LINK = "surveys.survey"


def address_of(survey: InsertionSurvey) -> str:
    """Where the holder is written to: their account's address, else their file's; "" for none."""
    person = survey.award.candidate.person
    return person.user.email if person.user else person.email


def post_survey(survey: InsertionSurvey, *, reminder: int = 0, by: Actor) -> bool:
    """Write to the holder; `reminder`: in days after the request, 0 for the first word.

    False when they have no address: the officer calls them.
    """
    to = address_of(survey)
    if not to:
        return False
    subject = "Que devenez-vous depuis votre titre ?"
    outbox.post(
        kind=LINK,
        to=to,
        subject=f"Rappel : {subject}" if reminder else subject,
        template="mail/insertion_survey",
        context={
            "name": survey.award.candidate.person.display_name,
            "title": survey.award.enrolment.revision.title,
            "months": survey.months,
            "refers_to": survey.refers_to,
            "closes_on": survey.closes_on,
            "reminder": reminder,
        },
        link=(LINK, survey.pk),
        key=f"survey:{survey.pk}:{reminder}",
        by=by,
    )
    return True
