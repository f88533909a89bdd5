"""Where a candidate stands, block by block: held, to present, to come back for.

The rooms further down the road know what was decided and where to go on from here; they register
what they have to say about enrolments, and this room imports none of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.candidates.models import AcquiredBlock, BlockSource, Enrolment, EnrolmentState
from assessments.candidates.rules import ledger_code
from ccas.actors import Actor
from ccas.interface.components import BlockCard

#: (enrolment, block) → what a jury said of a block that it did not validate.
type Refused = Mapping[tuple[UUID, int], str]
type History = Callable[[Sequence[Enrolment], Actor], Refused]
#: enrolment → links to what another room shows of it: (label, address).
type Links = Mapping[UUID, Sequence[tuple[str, str]]]
type Pages = Callable[[Sequence[Enrolment], Actor], Links]

_histories: list[History] = []
_pages: list[Pages] = []


def register_history(history: History) -> None:
    """Add a reader of past decisions; it answers for all the enrolments in a constant cost."""
    _histories.append(history)


def register_pages(pages: Pages) -> None:
    """Add a giver of links about enrolments; it links only what the actor may open."""
    _pages.append(pages)


@dataclass(frozen=True, slots=True)
class Standing:
    """An enrolment as its page shows it."""

    enrolment: Enrolment
    cards: tuple[BlockCard, ...]
    held: int
    links: tuple[tuple[str, str], ...]

    @property
    def state(self) -> str:
        """The state that may be told."""
        return str(self.enrolment.told_state)  # type: ignore[attr-defined]

    @property
    def ended_at(self) -> datetime | None:
        """The end that may be told."""
        ended: datetime | None = self.enrolment.told_end  # type: ignore[attr-defined]
        return ended

    @property
    def sentence(self) -> str:
        """Where the candidate is, in one sentence."""
        total = len(self.cards)
        if self.state == EnrolmentState.AWARDED:
            return "Le titre est obtenu."
        if self.state == EnrolmentState.ENDED:
            return "Ce parcours est clos. Les blocs acquis restent acquis."
        if self.held == total:
            return "Tous les blocs sont acquis."
        if self.held == 0:
            return f"{_blocks(total)} à présenter devant le jury."
        return f"{_blocks(self.held)} acquis sur {total}, {total - self.held} à présenter."


def _blocks(number: int) -> str:
    return f"{number} bloc{'s' if number > 1 else ''}"


def standings(
    enrolments: Sequence[Enrolment], acquired: Iterable[AcquiredBlock], *, by: Actor
) -> list[Standing]:
    """Where the candidate stands in each enrolment.

    enrolments come as told (`permissions.as_told`), with `revision.qualification` selected and
    `revision.blocks` prefetched; acquired: the rows of the ledger that may be told.
    """
    held = {row.block_code: row for row in acquired if row.ended_on is None}
    refused: dict[tuple[UUID, int], str] = {}
    for history in _histories:
        refused.update(history(enrolments, by))
    links: dict[UUID, list[tuple[str, str]]] = {}
    for pages in _pages:
        for pk, found in pages(enrolments, by).items():
            links.setdefault(pk, []).extend(found)
    found_standings = []
    for enrolment in enrolments:
        code = enrolment.revision.qualification.code
        cards = []
        count = 0
        for block in enrolment.revision.blocks.all():
            row = held.get(ledger_code(code, block.code))
            count += row is not None
            said = refused.get((enrolment.pk, block.pk), "")
            shown = block.code.removeprefix(code) or block.code
            cards.append(_card(shown, block.title, enrolment, row, said))
        found_standings.append(
            Standing(
                enrolment=enrolment,
                cards=tuple(cards),
                held=count,
                links=tuple(links.get(enrolment.pk, ())),
            )
        )
    return found_standings


def _card(
    code: str, title: str, enrolment: Enrolment, row: AcquiredBlock | None, said: str
) -> BlockCard:
    if row is not None:
        origin = (
            "par décision d’un jury"
            if row.source == BlockSource.DECISION
            else f"par équivalence ({row.equivalence_reference})"
        )
        return BlockCard(code, title, "held", f"Acquis le {row.acquired_on:%d/%m/%Y}, {origin}.")
    if enrolment.told_state != EnrolmentState.OPEN:  # type: ignore[attr-defined]
        return BlockCard(code, title, "to_present", "Non acquis : le parcours est clos.")
    if said:
        return BlockCard(code, title, "come_back", said)
    return BlockCard(code, title, "to_present", "À présenter devant le jury.")
