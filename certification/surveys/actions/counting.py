"""Counting each promotion on its day, once and for all."""

from django.db import connection, transaction

from assessments.framework.models import Qualification
from ccas import clock, journal
from ccas.actors import Actor
from certification.deliberation.canonical import sha256_of
from certification.surveys import promotions
from certification.surveys.models import PromotionSnapshot

_LOCK = 0x5052_4F4D  # two workers count one after the other


@transaction.atomic
def count_promotions() -> int:
    """Write the promotions whose day has come and that are not counted yet. How many.

    Counted late, a promotion says what it would have said on its day: nobody may answer after it,
    and a title withdrawn since was in force then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    written = 0
    for promotion in promotions.due(clock.today()):
        facts = promotions.facts_of(promotion, promotion.freezes_on)
        row = PromotionSnapshot.objects.create(
            qualification=Qualification.objects.get(pk=promotion.qualification_id),
            year=promotion.year,
            months=promotion.months,
            frozen_on=promotion.freezes_on,
            facts=facts,
            sha256=sha256_of(facts),
        )
        journal.record(
            "promotion.count",
            row,
            by=Actor.system(),
            year=row.year,
            months=row.months,
            frozen_on=row.frozen_on,
            # Salted: few numbers make few fingerprints, and they could all be tried.
            sha256=journal.digest(row.sha256),
        )
        written += 1
    return written
