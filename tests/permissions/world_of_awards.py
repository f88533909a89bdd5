"""A title in force, the published result that gave it, and an appeal against another result."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from ccas.accounts.models import User
from certification.appeals.models import Appeal
from certification.awards.models import AwardWithdrawal
from tests.faults.test_room_invariants import over_the_triggers


def addresses_of_awards(award: UUID, presentation: UUID) -> dict[str, Mapping[str, Any]]:
    """award, presentation: of the owner, published. The appeal is about that presentation, past
    the guard that a title is not challenged: the table asks who may, not what one may."""
    somebody = User.objects.create_user("greffe@table.invalid", display_name="Greffe")
    with over_the_triggers("certification_appeal"):
        appeal = Appeal.objects.create(
            presentation_id=presentation,
            kind="contentious",
            channel="paper",
            received_on=date(2026, 10, 8),
            reference="2612345",
            grounds="Requête.",
            registered_by=somebody,
        )
    withdrawal = AwardWithdrawal.objects.create(
        award_id=award,
        ground="fraud",
        found_on=date(2026, 10, 8),
        reference="Rapport 7",
        reasons="Pièce fausse.",
        told_on=date(2026, 10, 8),
        proposed_by=somebody,
    )
    return {
        **{
            f"awards:{name}": {"pk": withdrawal.pk}
            for name in ("pronounce_withdrawal", "drop_withdrawal", "observe")
        },
        "awards:letter": {"pk": presentation},
        "awards:notify": {"pk": presentation},
        "awards:withdraw": {"pk": award},
        "appeals:own": {"pk": presentation},
        "appeals:register": {"pk": presentation},
        **{
            f"appeals:{name}": {"pk": appeal.pk} for name in ("detail", "answer", "present", "drop")
        },
    }
