"""A return is prepared from what is owed, deposited by the officer, or given up before."""

import hashlib
import uuid
from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from ccas import clock, journal
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.awards.models import Award
from certification.passport import reading
from certification.passport.models import LineState, PassportLine, PassportReturn
from certification.passport.permissions import require_officer
from certification.passport.rules import flow, writing
from certification.passport.workflow import WORKFLOW

_LOCK = 0x5041_5353  # two officers prepare one after the other


@transaction.atomic
def prepare_return(*, by: Actor, chosen: Collection[UUID] | None = None) -> PassportReturn:
    """Write the file for the titles that are owed and can leave, and keep it.

    chosen: ids of titles, among those owed; all of them by default. A title with something
    missing stays owed. Raises Refusal when nothing can leave, or when the file would be refused.
    """
    require_officer(by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    wanted = None if chosen is None else set(chosen)
    ready = [
        one.award
        for one in reading.owed_lines()
        if not one.problems and (wanted is None or one.award.pk in wanted)
    ]
    if wanted is not None and len(ready) < len(wanted):
        raise Refusal(
            "Un des titres choisis n’est plus à déclarer, ou il lui manque quelque chose : "
            "relisez la liste."
        )
    if not ready:
        raise Refusal(
            "Aucun titre ne peut partir : il n’en reste pas à déclarer, ou il leur manque quelque "
            "chose."
        )
    made = _write(ready)
    journal.record(
        "passport.prepare", made, by=by, lines=len(ready), sha256=made.sha256, version=made.version
    )
    return made


def _write(awards: list[Award]) -> PassportReturn:
    version = settings.PASSPORT_SCHEMA
    flow_id, identifiers = uuid.uuid4(), [uuid.uuid4() for _ in awards]
    said = flow.Flow(
        flow_id=str(flow_id),
        stamped_at=clock.paris(clock.now()),
        sender=reading.sender(),
        passages=tuple(map(reading.passage_of, awards, identifiers)),
    )
    problems = flow.flow_problems(said, today=clock.today())
    if problems:
        raise Refusal(problems)
    xml = writing.write(said, version)
    if errors := writing.schema_errors(xml, version):
        raise Refusal([f"Le schéma {version} refuse le fichier : {one}." for one in errors])
    made = PassportReturn.objects.create(
        flow_id=flow_id,
        version=version,
        xml=xml.decode(),
        sha256=hashlib.sha256(xml).hexdigest(),
    )
    PassportLine.objects.bulk_create(
        PassportLine(passport_return=made, award=award, technical_id=each, position=rank)
        for rank, (award, each) in enumerate(zip(awards, identifiers, strict=True), start=1)
    )
    return made


@transaction.atomic
def deposit_return(passport_return: PassportReturn, *, by: Actor) -> PassportReturn:
    """Say that the file was deposited at the Caisse des Dépôts. It is final.

    Raises Refusal when a title was withdrawn since: the return is then to be given up.
    """
    require_officer(by)
    found = PassportReturn.objects.select_for_update().get(pk=passport_return.pk)
    if found.lines.filter(award__withdrawn_on__isnull=False).exists():
        raise Refusal(
            "Un titre de ce retour a été retiré depuis : abandonnez ce retour et préparez-en un "
            "autre."
        )
    WORKFLOW.move(found, "deposit", by=by)
    return found


@transaction.atomic
def cancel_return(passport_return: PassportReturn, *, by: Actor) -> PassportReturn:
    """Give up a return that was not deposited; its titles are owed again."""
    require_officer(by)
    found = PassportReturn.objects.select_for_update().get(pk=passport_return.pk)
    WORKFLOW.move(found, "cancel", by=by)
    found.lines.update(state=LineState.CANCELLED)
    return found
