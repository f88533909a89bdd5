"""Until when an enrolment may begin, and the sentence that says so."""

from datetime import date


def ended(registration_end: date | None, day: date) -> bool:
    """Whether the registration had ended on that day; the last day is still inside."""
    return registration_end is not None and day > registration_end


def sentence_of_end(code: str, registration_end: date) -> str:
    """What a person reads once the registration has ended (notice, date of end)."""
    return (
        f"L’enregistrement de la certification {code} a pris fin le {registration_end:%d/%m/%Y} : "
        "aucun parcours ne peut commencer après cette date. Les parcours déjà commencés vont à "
        "leur terme."
    )
