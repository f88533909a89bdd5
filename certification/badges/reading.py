"""Titles, blocks, issuers as badges say them; which badges are revoked; whom to believe."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from assessments.candidates.models import AcquiredBlock
from assessments.framework.documents import is_specimen
from assessments.framework.models import (
    CompetencyBlock,
    Qualification,
    QualificationRevision,
)
from ccas.actors import Actor
from certification.awards.documents import display_name
from certification.awards.models import Award
from certification.badges import keys
from certification.badges.models import Badge
from certification.badges.permissions import own_blocks, own_titles
from certification.badges.rules import multibase
from certification.badges.rules.credential import Achievement, Issuer, is_holder
from certification.badges.rules.verifying import Trusted

type Obtained = Award | AcquiredBlock

REVOKED = (
    Q(ended_at__isnull=False)
    | Q(award__withdrawn_on__isnull=False)
    | Q(acquired__ended_on__isnull=False)
)


@dataclass(frozen=True, slots=True)
class Held:
    """A title or a block of the holder's page. badge: its badge, None until it is asked for.
    stale: the badge names its holder as they were: a new one is to be made."""

    kind: str
    obtained: Obtained
    what: Achievement
    badge: Badge | None
    stale: bool


def public(name: str, *args: object) -> str:
    """The address of a public page, as a badge keeps it for good."""
    return settings.PUBLIC_BASE_URL.rstrip("/") + reverse(f"badges:{name}", args=args)


def key_of(revision: QualificationRevision, block: CompetencyBlock | None = None) -> str:
    """What names a title or a block in the address of its page: it says what it is, and of which
    revision (« RNCP35553.1 », « RNCP35553.1.RNCP35553BC02 »)."""
    said = f"{revision.qualification.code}.{revision.number}"
    return f"{said}.{block.code}" if block else said


def key_of_obtained(obtained: Obtained) -> str:
    """The key of what was obtained."""
    if isinstance(obtained, Award):
        return key_of(obtained.enrolment.revision)
    return key_of(obtained.block.revision, obtained.block)


def achievement_at(key: str) -> tuple[QualificationRevision, Achievement] | None:
    """The title or block that a key names; None when it names none."""
    code, _, rest = key.partition(".")
    number, _, block = rest.partition(".")
    if not (number.isascii() and number.isdecimal() and number == str(int(number[:5]))):
        return None
    revision = (
        QualificationRevision.objects.filter(qualification__code=code, number=int(number))
        .select_related("qualification")
        .first()
    )
    if revision is None or not block:
        return None if revision is None or rest != number else (revision, title_of(revision))
    found = revision.blocks.filter(code=block).first()
    return (revision, block_of(found)) if found else None


def issuer_of(revision: QualificationRevision) -> Issuer:
    """Who certifies under this revision. One address for each certification."""
    code = revision.qualification.code
    return Issuer(
        address=public("issuer_json", code),
        page=public("issuer", code),
        name=revision.certifier_name,
        siret=revision.certifier_siret,
    )


def title_of(revision: QualificationRevision) -> Achievement:
    """The whole title, under this revision."""
    months = (route.practice_months for route in revision.rules.routes)
    return Achievement(
        **_addresses(key_of(revision)),
        whole=True,
        code=revision.qualification.code,
        title=revision.title,
        certification=revision.title,
        qualification=revision.qualification.code,
        version=revision.number,
        blocks=tuple(f"{one.code} – {one.title}" for one in revision.blocks.all()),
        practice_months=max(months, default=0),
        specimen=is_specimen(revision),
    )


def block_of(block: CompetencyBlock) -> Achievement:
    """One block of a revision."""
    revision = block.revision
    return Achievement(
        **_addresses(key_of(revision, block)),
        whole=False,
        code=block.code,
        title=block.title,
        certification=revision.title,
        qualification=revision.qualification.code,
        version=revision.number,
        competencies=tuple(one.text for one in block.competencies.order_by("position")),
        specimen=is_specimen(revision),
    )


def revision_of(obtained: Obtained) -> QualificationRevision:
    """The revision under which it was obtained."""
    if isinstance(obtained, Award):
        return obtained.enrolment.revision
    return obtained.block.revision


def what_of(obtained: Obtained) -> Achievement:
    """What was obtained, as its badge says it."""
    if isinstance(obtained, Award):
        return title_of(obtained.enrolment.revision)
    return block_of(obtained.block)


def held_by(actor: Actor) -> list[Held]:
    """What the holder may have a badge of: titles first, then blocks in order."""
    titles = own_titles(actor).select_related(
        "enrolment__revision__qualification", "candidate__person"
    )
    blocks = (
        own_blocks(actor)
        .select_related("block__revision__qualification", "candidate__person")
        .order_by("block_code")
    )
    badges = {
        one.award_id or one.acquired_id: one
        for one in Badge.objects.filter(
            Q(award__in=titles) | Q(acquired__in=blocks), ended_at__isnull=True
        )
    }
    return [
        Held(kind, one, what_of(one), badges.get(one.pk), stale(badges.get(one.pk), one))
        for kind, found in (("title", titles), ("block", blocks))
        for one in found
    ]


def names_of(obtained: Obtained) -> dict[str, str]:
    """What a badge keeps of its holder, by kind of identity; an empty one is left out."""
    person = obtained.candidate.person
    email = person.user.email if person.user_id else person.email
    said = {"name": display_name(person), "emailAddress": email}
    return {kind: value for kind, value in said.items() if value}


def is_revoked(identifier: str, place: int) -> bool | None:
    """Whether the badge of this id and place counts no more; None when there is none."""
    word = identifier.removeprefix("urn:uuid:")
    try:
        number = UUID(word)
    except ValueError:
        return None
    if word == identifier or str(number) != word:
        return None
    badge = Badge.objects.filter(pk=number, place=place)
    return badge.filter(REVOKED).exists() if badge.exists() else None


def revoked_places(qualification: Qualification) -> list[int]:
    """The places of the badges of a certification that count no more."""
    about = Q(award__qualification=qualification) | Q(
        acquired__block__revision__qualification=qualification
    )
    return sorted(Badge.objects.filter(REVOKED, about).values_list("place", flat=True))


def trusted() -> Trusted:
    """What our own verifier believes."""
    codes = Qualification.objects.values_list("code", flat=True).order_by("code")
    lists = {public("issuer_json", code): public("status", code) for code in codes}
    found = {
        keys.method_of(issuer, word): key
        for issuer in lists
        for word in keys.words()
        if (key := multibase.key_bytes(word)) is not None
    }
    return Trusted(lists, found, is_revoked)


def _addresses(key: str) -> dict[str, str]:
    return {
        "address": public("achievement_json", key),
        "page": public("achievement", key),
        "picture": public("picture", key),
    }


def stale(badge: Badge | None, obtained: Obtained) -> bool:
    """Whether a badge no longer names its holder as they are, all of it."""
    if badge is None:
        return False
    said = json.loads(badge.content)["credentialSubject"]["identifier"]
    names = names_of(obtained)
    return len(said) != len(names) or not all(is_holder(said, one) for one in names.values())
