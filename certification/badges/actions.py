"""The one verb of the room: a holder has the badge of what they hold made."""

import hashlib
import json
import secrets
import uuid

from django.db import transaction

from assessments.candidates.models import AcquiredBlock, Candidate
from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.awards.models import Award
from certification.badges import keys, reading
from certification.badges.models import Badge
from certification.badges.permissions import own_blocks, own_titles
from certification.badges.rules import credential, signing, status

#: Bytes of the salt of each identity.
SALT = 16


@transaction.atomic
def make_badge(obtained: Award | AcquiredBlock, *, by: Actor) -> Badge:
    """The badge of a title or a block, signed; the one that exists while it names its holder as
    they are, else a new one, and the last is revoked. Raises Refusal when it is not theirs.
    """
    Candidate.objects.select_for_update().get(pk=obtained.candidate_id)
    found = own_titles(by) if isinstance(obtained, Award) else own_blocks(by)
    if not found.filter(pk=obtained.pk).exists():
        raise Refusal("Seul le titulaire d’un titre ou d’un bloc en demande le badge.")
    about = {"award" if isinstance(obtained, Award) else "acquired": obtained}
    last = Badge.objects.filter(**about, ended_at__isnull=True).first()
    if last is not None:
        if not reading.stale(last, obtained):
            return last
        last.ended_at = clock.now()
        last.save(update_fields=["ended_at"])
        journal.record("badge.end", last, by=by)
    number, place = uuid.uuid4(), _free_place()
    content = _signed(obtained, number, place)
    badge = Badge.objects.create(
        pk=number,
        place=place,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        **about,
    )
    journal.record("badge.make", badge, by=by, sha256=badge.sha256, **_subject(obtained))
    return badge


def _signed(obtained: Award | AcquiredBlock, number: uuid.UUID, place: int) -> str:
    revision = reading.revision_of(obtained)
    issuer = reading.issuer_of(revision)
    day = obtained.awarded_on if isinstance(obtained, Award) else obtained.acquired_on
    said = credential.credential(
        identifier=f"urn:uuid:{number}",
        issuer=issuer,
        what=reading.what_of(obtained),
        holder=[
            credential.identity(kind, value, secrets.token_hex(SALT))
            for kind, value in reading.names_of(obtained).items()
        ],
        awarded=credential.midnight(day, clock.PARIS),
        issued=clock.now(),
        status=status.entry(reading.public("status", revision.qualification.code), place),
    )
    whole = signing.signed(
        said,
        key=keys.credential_key(),
        method=keys.method_of(issuer.address, keys.current_word()),
        now=clock.now(),
    )
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _free_place() -> int:
    """A place of the list that no badge has, at random: it tells nothing of the order of badges."""
    taken = set(Badge.objects.values_list("place", flat=True))
    free = status.LENGTH - len(taken)
    if free <= 0:
        raise Refusal("La liste des retraits est pleine : écrivez au service de formation.")
    while (place := secrets.randbelow(status.LENGTH)) in taken:
        continue
    return place


def _subject(obtained: Award | AcquiredBlock) -> dict[str, object]:
    return {"award" if isinstance(obtained, Award) else "block": obtained.pk}
