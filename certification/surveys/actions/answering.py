"""What a link does, what an officer takes down at the telephone, and who wants no survey."""

import hashlib
import secrets
from datetime import date
from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from assessments.candidates.models import Candidate
from assessments.candidates.permissions import require_another
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.surveys import permissions, reading, rules
from certification.surveys.actions.asking import lock
from certification.surveys.models import (
    Channel,
    InsertionSurvey,
    SurveyLink,
    SurveyObjection,
    SurveyState,
)
from certification.surveys.workflow import SURVEYS


class Answers(TypedDict):
    """The four answers of a survey."""

    situation: str
    target_job: bool | None
    contract: str
    usefulness: str


#: The holder behind a link: somebody without an account.
HOLDER = Actor(None, "candidate")
GONE = "Ce lien a déjà servi, ou l’enquête est close."
OVER = "Cette enquête ne peut plus recevoir de réponse."


def make_link(about: str, by: Actor) -> str | None:
    """Make the link as its message leaves; its fingerprint alone is kept. None: nobody waits."""
    survey = lock(about)
    if survey is None or not reading.may_be_answered(survey):
        return None
    token = secrets.token_urlsafe(32)
    SurveyLink.objects.create(survey=survey, digest=digest_of(token))
    journal.record("survey.link", survey, by=by)
    return settings.PUBLIC_BASE_URL + reverse("surveys:answer", args=[token])


def digest_of(token: str) -> str:
    """What is kept of a link: 64 hex digits. The token has 256 bits; no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> InsertionSurvey | None:
    """The survey that a link still opens; None: used up, over, unknown."""
    survey = (
        InsertionSurvey.objects.filter(links__digest=digest_of(token))
        .select_related("award__candidate__person", "award__enrolment__revision")
        .first()
    )
    return survey if survey is not None and reading.may_be_answered(survey) else None


@transaction.atomic
def answer_survey(
    token: str, *, situation: str, target_job: bool | None, contract: str, usefulness: str
) -> InsertionSurvey:
    """The holder's answer; it uses every link of the survey up. Raises Refusal."""
    return _answer(
        _opened(token),
        said=_said(situation, target_job, contract, usefulness),
        also={"channel": Channel.LINK, "answered_on": clock.today()},
        by=HOLDER,
    )


@transaction.atomic
def answer_own(
    survey: InsertionSurvey,
    *,
    situation: str,
    target_job: bool | None,
    contract: str,
    usefulness: str,
    by: Actor,
) -> InsertionSurvey:
    """The holder's answer from their own space; it uses the links of the survey up. Raises
    Refusal."""
    return _answer(
        _own(survey, by),
        said=_said(situation, target_job, contract, usefulness),
        also={"channel": Channel.OWN, "answered_on": clock.today()},
        by=by,
    )


@transaction.atomic
def record_call(
    survey: InsertionSurvey,
    *,
    called_on: date,
    situation: str,
    target_job: bool | None,
    contract: str,
    usefulness: str,
    by: Actor,
) -> InsertionSurvey:
    """What a holder said to an officer on the telephone. Raises Refusal."""
    permissions.require_officer(by)
    require_another(by, survey.award.candidate)
    found = lock(survey.pk)
    if found is None or not reading.may_be_answered(found):
        raise Refusal(OVER)
    if not found.refers_to <= called_on <= clock.today():
        raise Refusal(
            f"L’appel a eu lieu entre le {found.refers_to:%d/%m/%Y} et aujourd’hui : vérifiez sa"
            " date."
        )
    return _answer(
        found,
        said=_said(situation, target_job, contract, usefulness),
        also={"channel": Channel.PHONE, "answered_on": called_on, "taken_by_id": by.user_id},
        by=by,
    )


@transaction.atomic
def decline_by_link(token: str) -> None:
    """The holder wants no survey any more, this one or another. Raises Refusal."""
    survey = _opened(token)
    _object(survey.award.candidate, Channel.LINK, by=HOLDER)


@transaction.atomic
def decline_own(survey: InsertionSurvey, *, by: Actor) -> None:
    """The same, from the holder's own space. Raises Refusal."""
    _object(_own(survey, by).award.candidate, Channel.OWN, by=by)


@transaction.atomic
def record_objection(candidate: Candidate, *, by: Actor) -> None:
    """The holder told an officer so."""
    permissions.require_officer(by)
    require_another(by, candidate)
    _object(candidate, Channel.PHONE, by=by)


@transaction.atomic
def lift_objection(candidate: Candidate, *, by: Actor) -> None:
    """The holder accepts to be asked again: surveys to come, and not what was declined."""
    permissions.require_officer(by)
    require_another(by, candidate)
    objection = (
        SurveyObjection.objects.select_for_update()
        .filter(candidate=candidate, lifted_at__isnull=True)
        .first()
    )
    if objection is None:
        raise Refusal("Cette personne ne s’oppose pas aux enquêtes.")
    objection.lifted_at = clock.now()
    objection.save(update_fields=["lifted_at"])
    journal.record("survey.accept", objection, by=by, candidate=candidate.pk)


def _opened(token: str) -> InsertionSurvey:
    found = find(token)
    survey = lock(found.pk) if found else None
    if survey is None or not reading.may_be_answered(survey):
        raise Refusal(GONE)
    return survey


def _own(survey: InsertionSurvey, by: Actor) -> InsertionSurvey:
    found = lock(survey.pk)
    if found is None or not permissions.own_surveys(by).filter(pk=found.pk).exists():
        raise Refusal(OVER)
    return found


def _said(situation: str, target_job: bool | None, contract: str, usefulness: str) -> Answers:
    """The four answers, as the rules and the row name them."""
    return {
        "situation": situation,
        "target_job": target_job,
        "contract": contract,
        "usefulness": usefulness,
    }


def _answer(
    survey: InsertionSurvey, *, said: Answers, also: dict[str, object], by: Actor
) -> InsertionSurvey:
    sentences = rules.sentences_for_answer(**said)
    if sentences:
        raise Refusal(sentences)
    words = rules.kept(**said)
    SURVEYS.move(survey, "answer", by=by, also={**words, **also})
    return survey


def _object(candidate: Candidate, channel: str, *, by: Actor) -> None:
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if SurveyObjection.objects.filter(candidate=candidate, lifted_at__isnull=True).exists():
        raise Refusal("Cette personne s’oppose déjà aux enquêtes.")
    objection = SurveyObjection.objects.create(candidate=candidate, channel=channel)
    journal.record("survey.object", objection, by=by, candidate=candidate.pk)
    open_ones = InsertionSurvey.objects.select_for_update().filter(
        award__candidate=candidate, state=SurveyState.ASKED
    )
    for survey in open_ones:
        SURVEYS.move(survey, "decline", by=by)
