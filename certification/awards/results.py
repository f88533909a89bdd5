"""What a candidate reads after publication: the sentence first, then blocks, then papers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ccas import clock
from ccas.documents import kinds
from ccas.documents.models import Document
from ccas.interface.components import BlockCard
from certification.awards.letters import LETTER
from certification.awards.models import Award, AwardWithdrawal
from certification.awards.notices import Window, window_of
from certification.deliberation.models import BlockDecision, Presentation
from certification.deliberation.rules import OUTCOMES

#: Decision or ledger → state of the card.
CARDS = {"validated": "held", "not_validated": "come_back"}


@dataclass(frozen=True, slots=True)
class ResultBoard:
    """One published presentation, for its candidate."""

    presentation: Presentation
    label: str
    sentence: str
    title: str
    held_on: date
    cards: list[BlockCard]
    decisions: list[BlockDecision]
    award: Award | None
    documents: list[tuple[str, Document]]
    preparing: bool
    letter: Document | None
    window: Window
    withdrawn: Award | None
    withdrawal: AwardWithdrawal | None

    @property
    def told(self) -> dict[str, Any]:
        """What the letter says, as it was frozen; empty while there is none."""
        return self.letter.facts if self.letter else {}

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks of the letter for which something remains to be shown."""
        return [one for one in self.told.get("blocks", []) if one["missing"]]


def result_board(presentation: Presentation) -> ResultBoard:
    """Read once. `presentation` is the candidate's own, published."""
    enrolment = presentation.enrolment
    inputs = presentation.outcome_inputs
    award = presentation.awards.filter(withdrawn_on__isnull=True).first()
    decisions = list(presentation.decisions.select_related("block").order_by("block__position"))
    acquired = [row.acquired_block_id for row in decisions if row.acquired_block_id]
    subjects = [
        presentation.pk,
        *acquired,
        *presentation.awards.values_list("pk", flat=True),
        *AwardWithdrawal.objects.filter(award__presentation=presentation).values_list(
            "pk", flat=True
        ),
    ]
    papers = list(
        Document.objects.filter(
            subject_id__in=subjects,
            owner_id=enrolment.candidate.person.user_id,
            replaced_by__isnull=True,
        ).order_by("kind", "number")
    )
    papers.sort(key=lambda one: one.kind != LETTER)
    sentence = inputs["sentence"]
    if award is not None and presentation.outcome == "adjourned":
        sentence = "Votre pratique est attestée : le titre vous est délivré."
    withdrawn = None
    if award is None:
        withdrawn = presentation.awards.order_by("-withdrawn_on").first()
    return ResultBoard(
        presentation=presentation,
        label="Titre retiré"
        if withdrawn
        else OUTCOMES["awarded" if award else presentation.outcome],
        sentence=sentence,
        title=enrolment.revision.title,
        held_on=clock.paris(presentation.deliberation.opened_at).date(),
        cards=_cards(presentation, decisions),
        decisions=[row for row in decisions if row.reasons or row.what_would_show],
        award=award,
        documents=[(kinds.get(one.kind).label, one) for one in papers],
        letter=next((one for one in papers if one.kind == LETTER), None),
        window=window_of(presentation),
        withdrawn=withdrawn,
        withdrawal=AwardWithdrawal.objects.filter(
            award__presentation=presentation, dropped_at=None
        ).first(),
        preparing=any(one.state in ("pending", "rendered") for one in papers) or not papers,
    )


def _cards(presentation: Presentation, decisions: list[BlockDecision]) -> list[BlockCard]:
    inputs = presentation.outcome_inputs
    said = {row.block_id: row for row in decisions}
    cards = []
    for block in presentation.enrolment.revision.blocks.order_by("position"):
        row = said.get(block.pk)
        if row is not None:
            state = CARDS[row.verdict]
            sentence = row.what_would_show if row.verdict == "not_validated" else ""
        elif block.code in inputs["held_before"]:
            state, sentence = "held", "Acquis avant ce jury."
        else:
            state, sentence = "to_present", "Non présenté devant ce jury."
        cards.append(BlockCard(code=block.code, title=block.title, state=state, sentence=sentence))
    return cards
