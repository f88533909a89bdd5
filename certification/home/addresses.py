"""Where the first screens lead, in one place."""

from uuid import UUID

from django.urls import reverse


def practice(enrolment: UUID) -> str:
    """The practice of an enrolment."""
    return reverse("practice:enrolment", args=[enrolment])


def correction(pk: UUID) -> str:
    """A correction of identity that a candidate asks for."""
    return reverse("candidates:correction", args=[pk])


def answer(request: UUID) -> str:
    """What a supervisor answered online, to recognise."""
    return reverse("practice:check", args=[request])


def document(pk: UUID) -> str:
    """A document, through its gate."""
    return reverse("document", args=[pk])


def waiting(slug: str) -> str:
    """The list behind a figure."""
    return reverse("home:waiting", args=[slug])


def candidate(pk: UUID) -> str:
    """A candidate's file."""
    return reverse("candidates:detail", args=[pk])


def application(pk: UUID) -> str:
    """An application for eligibility."""
    return reverse("vae:detail", args=[pk])


def award(pk: UUID) -> str:
    """A title in the register."""
    return reverse("awards:detail", args=[pk])


def notice(presentation: UUID) -> str:
    """Where the handing over of a result on paper is recorded."""
    return reverse("awards:notify", args=[presentation])


def result(presentation: UUID) -> str:
    """A candidate's own result."""
    return reverse("awards:result", args=[presentation])


def appeal(pk: UUID) -> str:
    """An appeal, as the certifier handles it."""
    return reverse("appeals:detail", args=[pk])


def withdrawals(room: str) -> str:
    """Where withdrawals are pronounced; room: "awards" for titles, "vae" for admissibilities."""
    return reverse(f"{room}:withdrawals")


def observe(withdrawal: UUID) -> str:
    """Where the holder of a title answers before it may be taken back."""
    return reverse("awards:observe", args=[withdrawal])


def own_appeals(presentation: UUID) -> str:
    """The appeals of a candidate against one result."""
    return reverse("appeals:own", args=[presentation])


def clock(slug: str) -> str:
    """The list behind a clock's counter."""
    return reverse("home:clock", args=[slug])


def session(pk: UUID) -> str:
    """An assessment session."""
    return reverse("sessions:detail", args=[pk])


def jury(pk: UUID) -> str:
    """A jury and its composition."""
    return reverse("juries:detail", args=[pk])


def deliberation(pk: UUID) -> str:
    """A deliberation."""
    return reverse("deliberation:sitting", args=[pk])


def opening(jury_pk: UUID) -> str:
    """Where the president opens the deliberation of a jury."""
    return reverse("deliberation:open", args=[jury_pk])


def minutes(deliberation_pk: UUID) -> str:
    """The minutes of a deliberation."""
    return reverse("deliberation:minutes", args=[deliberation_pk])


def presentation(deliberation_pk: UUID, pk: UUID) -> str:
    """One candidate before the jury."""
    return reverse("deliberation:candidate", args=[deliberation_pk, pk])


def own_simulations() -> str:
    """The evaluator's day in the grading room, where a sheet is opened."""
    return reverse("grading:today")


def sheet(pk: UUID) -> str:
    """A sheet."""
    return reverse("grading:sheet", args=[pk])


def consensus(pk: UUID) -> str:
    """A harmonised sheet."""
    return reverse("grading:consensus", args=[pk])


def passport() -> str:
    """The titles to declare to the passeport de compétences."""
    return reverse("passport:list")


def own_survey(pk: UUID) -> str:
    """The four questions that a holder answers from their own space."""
    return reverse("surveys:own", args=[pk])


def survey(pk: UUID) -> str:
    """An insertion survey, where an answer at the telephone is taken down."""
    return reverse("surveys:detail", args=[pk])
