"""Reading the receipt: accepted lines are closed, rejected ones are owed again, with the reason."""

import hashlib

from django.db import transaction

from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.passport.models import (
    LineState,
    PassportLine,
    PassportReceipt,
    PassportReturn,
    ReturnState,
)
from certification.passport.permissions import require_officer
from certification.passport.rules.receipts import Receipt, ReceiptRefused, read_receipt
from certification.passport.workflow import WORKFLOW


@transaction.atomic
def read_answer(
    passport_return: PassportReturn, content: bytes, *, by: Actor, name: str = ""
) -> PassportReceipt:
    """Read a receipt into its return: all of it, or nothing.

    A receipt may answer a part of the lines only; the return is answered with the last one.
    Raises Refusal with the sentence when it cannot be read, answers another return, names a line
    that this one does not have, or says something else of a line already answered.
    """
    require_officer(by)
    found = PassportReturn.objects.select_for_update().get(pk=passport_return.pk)
    if found.state not in (ReturnState.DEPOSITED, ReturnState.ANSWERED):
        raise Refusal("Ce retour n’est pas déposé : il n’a pas de compte rendu à lire.")
    sha256 = hashlib.sha256(content).hexdigest()
    if PassportReceipt.objects.filter(sha256=sha256).exists():
        raise Refusal("Ce compte rendu a déjà été lu.")
    try:
        receipt = read_receipt(content)
    except ReceiptRefused as refused:
        raise Refusal(refused.sentence) from None
    lines = {str(line.technical_id): line for line in found.lines.all()}
    problems = _disagreements(found, receipt, lines)
    if problems:
        raise Refusal(problems)
    _answer(receipt, lines)
    kept = PassportReceipt.objects.create(
        passport_return=found,
        name=name.replace("\x00", "")[:200],
        content=content.decode("utf-8", errors="replace").replace("\x00", "\ufffd"),
        sha256=sha256,
        accepted=len(set(receipt.accepted)),
        rejected=len({one.technical_id for one in receipt.rejected}),
    )
    journal.record(
        "passport.receipt",
        found,
        by=by,
        sha256=sha256,
        accepted=kept.accepted,
        rejected=kept.rejected,
    )
    waiting = found.lines.filter(state=LineState.WAITING).exists()
    if not waiting and found.state == ReturnState.DEPOSITED:
        WORKFLOW.move(found, "answer", by=by)
    return kept


def _disagreements(
    found: PassportReturn, receipt: Receipt, lines: dict[str, PassportLine]
) -> list[str]:
    if receipt.flow_id and receipt.flow_id.casefold() != str(found.flow_id):
        return [f"Ce compte rendu répond au flux {receipt.flow_id}, non à ce retour."]
    problems = []
    known = {one.casefold() for one in lines}
    for unknown in sorted({one for one in receipt.identifiers if one.casefold() not in known}):
        problems.append(f"Le passage {unknown[:60]} n’est pas dans ce retour.")
    for verdict, identifiers in (
        (LineState.ACCEPTED, receipt.accepted),
        (LineState.REJECTED, [one.technical_id for one in receipt.rejected]),
    ):
        for each in dict.fromkeys(identifiers):
            line = lines.get(each.casefold())
            if line and line.state not in (LineState.WAITING, verdict):
                problems.append(f"Le passage {each} est déjà répondu : {line.get_state_display()}.")
    return problems


def _answer(receipt: Receipt, lines: dict[str, PassportLine]) -> None:
    moment = clock.now()
    changed = []
    for each in receipt.accepted:
        line = lines[each.casefold()]
        if line.state == LineState.WAITING:
            line.state, line.answered_at = LineState.ACCEPTED, moment
            changed.append(line)
    for one in receipt.rejected:
        line = lines[one.technical_id.casefold()]
        if line.state == LineState.WAITING:
            line.state, line.answered_at = LineState.REJECTED, moment
            line.message, line.code = one.message[:2000], one.code[:100]
            changed.append(line)
    PassportLine.objects.bulk_update(changed, ["state", "answered_at", "message", "code"])
