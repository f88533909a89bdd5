"""A person asks to be erased: what goes, what the law keeps, and the words that say so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from ccas import holdings, journal, outbox, retention
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.privacy.models import ErasureRequest, ErasureState
from ccas.refusals import Refusal
from ccas.workflow import Move, Workflow

WORKFLOW = Workflow(
    "erasure",
    Move("carry_out", {"asked"}, "done", stamp="decided_at", label="l’effacement"),
    Move("refuse", {"asked"}, "refused", stamp="decided_at", label="le refus"),
    Move("withdraw", {"asked"}, "withdrawn", stamp="decided_at", label="le retrait"),
)
DECIDERS = (Role.OFFICER, Role.ADMINISTRATOR)


def would_go(account: UUID) -> list[dict[str, Any]]:
    """What an erasure would let go: [{"what", "goes", "count"}], empty lines left out."""
    return [
        {"what": rule.label, "goes": rule.goes, "count": count}
        for rule in retention.all_rules()
        if rule.of is not None and (count := rule.of(account).count())
    ]


def would_stay(account: UUID) -> list[dict[str, Any]]:
    """What stays, whoever asks: the tables that hold rows about the person, under their term."""
    ends = {rule.term for rule in retention.all_rules() if rule.of is not None}
    found: dict[str, list[str]] = {}
    for holding in holdings.all_holdings():
        terms = {
            declared.retention
            for column in holding.model._meta.local_concrete_fields
            if (declared := getattr(column, "personal", None)) is not None
        } - ends
        if terms and holding.rows(account).exists():
            for term in terms:
                found.setdefault(term, []).append(str(holding.model._meta.verbose_name_plural))
    return [
        {
            "what": settings.RETENTION_TERMS[term]["name"],
            "years": settings.RETENTION_TERMS[term]["years"],
            "why": settings.RETENTION_TERMS[term]["reason"],
            "tables": sorted(tables),
        }
        for term, tables in sorted(found.items())
    ]


@transaction.atomic
def ask(*, by: Actor, reason: str = "") -> ErasureRequest:
    """Ask to be erased. Raises Refusal: something under way, a request that waits already."""
    if by.user_id is None:
        raise Refusal("Un effacement se demande sous son propre compte.")
    get_user_model().objects.select_for_update().get(pk=by.user_id)
    if ErasureRequest.objects.filter(user_id=by.user_id, state=ErasureState.ASKED).exists():
        raise Refusal("Votre demande d’effacement attend déjà sa réponse.")
    problems = retention.obstacles(by.user_id)
    if problems:
        raise Refusal(problems)
    asked = ErasureRequest.objects.create(user_id=by.user_id, reason=reason.strip())
    journal.record("erasure.ask", asked, by=by)
    return asked


@transaction.atomic
def withdraw(request: ErasureRequest, *, by: Actor) -> None:
    """The person gives their request up."""
    locked = _locked(request)
    if by.user_id is None or locked.user_id != by.user_id:
        raise Refusal("Seule la personne retire sa demande.")
    WORKFLOW.move(locked, "withdraw", by=by)


@transaction.atomic
def refuse(request: ErasureRequest, *, answer: str, by: Actor) -> ErasureRequest:
    """Leave everything as it is, and say why."""
    locked = _decided_by(request, by)
    if not answer.strip():
        raise Refusal("Refuser un effacement demande une raison : la personne la lit.")
    WORKFLOW.move(locked, "refuse", by=by, also={"answer": answer.strip()})
    _tell(locked, "erasure_refused", "Votre demande d’effacement", by)
    return locked


@transaction.atomic
def carry_out(request: ErasureRequest, *, by: Actor) -> ErasureRequest:
    """Erase what may be, in one go or not at all; tell the person, by the last message they get,
    what went and what the law keeps. Raises Refusal: something came under way meanwhile."""
    locked = _decided_by(request, by)
    problems = retention.obstacles(locked.user_id)
    if problems:
        raise Refusal(problems)
    gone, kept = would_go(locked.user_id), would_stay(locked.user_id)
    WORKFLOW.move(
        locked,
        "carry_out",
        by=by,
        also={
            "gone": [{k: v for k, v in one.items() if k != "goes"} for one in gone],
            "kept": kept,
        },
        rows=sum(one["count"] for one in gone),
    )
    _tell(locked, "erasure_done", "Vos données sont effacées", by)
    for rule in retention.all_rules():
        if rule.of is None or rule.forget is None:
            continue
        for row in list(rule.of(locked.user_id)):
            rule.forget(row, by)
    return locked


def _decided_by(request: ErasureRequest, by: Actor) -> ErasureRequest:
    """The locked request. Raises Refusal when this actor may not decide it, or it is decided."""
    if by.role not in DECIDERS:
        raise Refusal("Un gestionnaire ou un administrateur décide d’un effacement.")
    locked = _locked(request)
    if locked.user_id == by.user_id:
        raise Refusal("Une autre personne décide de l’effacement de la vôtre.")
    sentence = WORKFLOW.sentence_if_not("refuse", locked)
    if sentence:
        raise Refusal(sentence)
    return locked


def _locked(request: ErasureRequest) -> ErasureRequest:
    return ErasureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _tell(request: ErasureRequest, template: str, subject: str, by: Actor) -> None:
    outbox.post(
        kind=f"privacy.{template}",
        to=request.user.email,
        subject=subject,
        template=f"mail/{template}",
        context={"request": request, "name": str(request.user)},
        key=f"erasure:{request.pk}",
        by=by,
    )


def forget_words(user: Model, by: Actor) -> None:
    """Empty what was said in the requests of an account that is erased; what was done stays."""
    ErasureRequest.objects.filter(user=user.pk, state=ErasureState.REFUSED).update(
        answer="(effacé)"
    )
    ErasureRequest.objects.filter(user=user.pk).update(reason="")
