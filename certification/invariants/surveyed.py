"""What must never be false of the insertion surveys and of the promotions counted from them."""

from collections.abc import Iterator

from certification.deliberation.canonical import sha256_of
from certification.invariants.statement import Invariant, rows
from certification.surveys import promotions
from certification.surveys.models import PromotionSnapshot


def answers_out_of_place() -> Iterator[str]:
    """A survey asks about its day; an answer is whole and given in its days."""
    for (survey,) in rows("""
        SELECT s.id FROM certification_insertionsurvey s
        JOIN certification_award a ON a.id = s.award_id
        WHERE (a.awarded_on + make_interval(months => s.months))::date <> s.refers_to
    """):
        yield f"enquête {survey} : n’est pas au jour de son titre"
    for (survey,) in rows("""
        SELECT id FROM certification_insertionsurvey
        WHERE (state = 'answered') <> (answered_on IS NOT NULL)
           OR (state = 'answered') <> (situation <> '')
           OR answered_on NOT BETWEEN refers_to AND closes_on
           OR (channel = 'phone') <> (taken_by_id IS NOT NULL)
    """):
        yield f"enquête {survey} : réponse incomplète, hors délai ou sans auteur"


def promotions_that_moved() -> Iterator[str]:
    """A promotion counted is what was counted, not before its day, and it adds up."""
    for row in PromotionSnapshot.objects.all():
        if sha256_of(row.facts) != row.sha256:
            yield f"promotion {row.pk} : ce qui est compté n’a plus son empreinte"
            continue
        total = promotions.total_of(row.facts)
        if not total.certified >= total.asked >= total.respondents >= total.neutralised:
            yield f"promotion {row.pk} : plus de réponses que de titulaires"
        if not total.counted >= total.employed >= total.target_job:
            yield f"promotion {row.pk} : plus d’emplois que de réponses"
        for dimension in promotions.DIMENSIONS:
            groups = promotions.groups_of(row.facts, dimension).values()
            if sum(each.certified for each in groups) != total.certified:
                yield f"promotion {row.pk} : les groupes ne font pas le tout ({dimension})"
    for (row_id,) in rows("""
        SELECT id FROM certification_promotionsnapshot
        WHERE (occurred_at AT TIME ZONE 'Europe/Paris')::date < frozen_on
    """):
        yield f"promotion {row_id} : comptée avant sa date"


INVARIANTS = (
    Invariant(60, "Une enquête est du jour de son titre, sa réponse dans ses délais",
              answers_out_of_place),
    Invariant(61, "Une promotion comptée ne bouge pas", promotions_that_moved),
)  # fmt: skip
