"""A sealed journal, the addresses that prove it, and a link that the owner gave."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from assessments.candidates.models import Enrolment
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.journal import sealing, tree
from certification.register.actions import create_share


def addresses_of_register(
    enrolment: Enrolment, owner: Actor, now: datetime
) -> dict[str, Mapping[str, Any]]:
    """enrolment: of the owner, who holds a title and its stored certificate."""
    until = now.date() + timedelta(days=30)
    share, token = create_share(enrolment, scope="full", ends_on=until, by=owner)
    sealing.seal()
    size = tree.last_head().size
    paper = Document.objects.get(kind="certificate", owner_id=owner.user_id, state="stored")
    return {
        "register:proof": {"code": paper.verification_code},
        "register:head": {"size": size},
        "register:tile": {"level": 0, "place": f"000.p/{min(size, 255)}"},
        "register:consistency": {"old": size, "new": size},
        "register:end_share": {"pk": share.pk},
        "register:shared": {"token": "inconnu"},
        "register:shared alive": {"token": token},
        "awards:papers": {"pk": enrolment.pk},
        "awards:reissue": {"pk": paper.pk},
        "register:shared_paper": {"token": token, "pk": paper.pk},
    }
