"""A sealed journal, the addresses that prove it, a link that the owner gave, and their badge."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from assessments.candidates.models import AcquiredBlock, Enrolment
from ccas import clock
from ccas.actors import Actor
from ccas.documents.models import Document
from ccas.journal import sealing, tree
from certification.awards.models import Award
from certification.badges.actions import make_badge
from certification.badges.reading import key_of
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
    title = Award.objects.get(enrolment=enrolment)
    block = AcquiredBlock.objects.filter(candidate=enrolment.candidate).first()
    key = key_of(enrolment.revision)
    with clock.moved_to(now):
        badge = make_badge(title, by=owner)
    return {
        "badges:make_title": {"pk": title.pk},
        "badges:make_block": {"pk": block.pk},
        "badges:download": {"pk": badge.pk},
        **{
            f"badges:{name}": {"code": title.qualification.code}
            for name in ("issuer", "issuer_json", "status")
        },
        **{f"badges:{name}": {"key": key} for name in ("achievement", "achievement_json")},
        "badges:picture": {"key": key},
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
