"""What is next for a holder whom a survey asks what they became."""

from ccas.actors import Actor
from ccas.interface.components import NextStep
from certification.home import addresses
from certification.surveys.permissions import own_surveys


def survey_step(actor: Actor) -> NextStep | None:
    """The survey that closes first, or None. One query."""
    survey = own_surveys(actor).first()
    if survey is None:
        return None
    return NextStep(
        "Dites-nous ce que vous devenez depuis votre titre.",
        who="Vous, si vous le voulez bien",
        due=survey.closes_on,
        detail="Quatre questions, une minute. Vos réponses ne se lisent pas une à une.",
        url=addresses.own_survey(survey.pk),
        label="Répondre à l’enquête",
    )
