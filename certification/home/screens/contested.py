"""What is next for a candidate whose result is challenged, or whose title may be taken back; and
for the administrator, who pronounces what an officer proposed to take back.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings

from ccas import clock
from ccas.actors import Actor
from ccas.interface.components import Count, NextStep
from ccas.interface.templatetags.interface import day
from certification.appeals.models import AppealState
from certification.appeals.rules import GRACIOUS, answer_by
from certification.awards import permissions as awards
from certification.awards.models import Award
from certification.deliberation.models import Presentation
from certification.home import addresses
from certification.vae import permissions as vae
from certification.vae.rules.withdrawal import heard_until


def appeal_step(published: Iterable[Presentation]) -> NextStep | None:
    """An appeal waits for its answer, or the candidate for another jury. Reads `appeals` and
    `replaced_by`, read already."""
    made = [(one, appeal) for one in published for appeal in one.appeals.all()]
    for one, appeal in made:
        if appeal.state == AppealState.ACCEPTED and not hasattr(one, "replaced_by"):
            return NextStep(
                "Votre recours est accepté : un autre jury vous entendra.",
                who="Le gestionnaire de la certification",
                detail="Il choisit le jury et vous en donne la date.",
                url=addresses.own_appeals(one.pk),
                label="Voir la réponse",
            )
    for one, appeal in made:
        if appeal.state == AppealState.RECEIVED and appeal.kind == GRACIOUS:
            return NextStep(
                "Votre recours est en cours d’examen.",
                who="Le service certificateur",
                due=answer_by(appeal.received_on),
                url=addresses.own_appeals(one.pk),
                label="Suivre mon recours",
            )
    return None


def withdrawal_step(awards: Iterable[Award]) -> NextStep | None:
    """The title is withdrawn, or its holder is asked to answer before it may be. Reads
    `withdrawals`, read already."""
    awards = list(awards)
    if awards and all(one.withdrawn_on for one in awards):
        last = max(awards, key=lambda one: one.withdrawn_on or one.awarded_on)
        return NextStep(
            f"Votre titre est retiré depuis le {day(last.withdrawn_on)}.",
            detail="La lettre qui dit pourquoi, et comment le contester, est dans vos documents.",
            url=addresses.result(last.presentation_id),
            label="Voir mon résultat",
        )
    for row in (row for one in awards for row in one.withdrawals.all()):
        if row.open:
            return NextStep(
                "Le retrait de votre titre est envisagé : vous pouvez répondre.",
                who="Vous" if row.observed_at is None else "Le service certificateur",
                due=heard_until(row.told_on, settings.AWARD_HEARING_DAYS),
                url=addresses.observe(row.pk),
                label="Lire les motifs et répondre",
            )
    return None


def withdrawals_to_pronounce(actor: Actor) -> tuple[NextStep | None, list[Count]]:
    """What an officer proposed to take back and waits for a second person, whom the actor may be:
    the next step, and a figure for titles and for admissibilities. Two queries.

    A proposal may be pronounced once the person was heard, or the day after their last day to
    answer.
    """
    titles = awards.visible_withdrawals(actor).open().exclude(proposed_by=actor.user_id)
    admissibilities = vae.visible_withdrawals(actor).open().exclude(proposed_by=actor.user_id)
    from_day: dict[str, list[date]] = {
        "awards": [
            clock.paris(row.observed_at).date()
            if row.observed_at
            else heard_until(row.told_on, settings.AWARD_HEARING_DAYS) + timedelta(days=1)
            for row in titles
        ],
        "vae": [
            heard_until(row.told_on, settings.VAE_HEARING_DAYS) + timedelta(days=1)
            for row in admissibilities
        ],
    }
    figures = [
        Count(
            len(from_day[room]),
            f"retrait de {what} à prononcer",
            f"retraits de {what} à prononcer",
            url=addresses.withdrawals(room),
            alert=any(since <= clock.today() for since in from_day[room]),
        )
        for room, what in (("awards", "titre"), ("vae", "recevabilité"))
    ]
    first = min(((since, room) for room in from_day for since in from_day[room]), default=None)
    if first is None:
        return None, figures
    return (
        NextStep(
            "Un retrait proposé attend une seconde personne."
            if sum(map(len, from_day.values())) == 1
            else "Des retraits proposés attendent une seconde personne.",
            who="Vous",
            detail="Vous lisez l’acte et ses motifs, puis vous prononcez le retrait, ou non."
            if first[0] <= clock.today()
            else f"Le délai pour répondre court encore : rien ne se prononce avant le"
            f" {day(first[0])}.",
            url=addresses.withdrawals(first[1]),
            label="Lire les retraits proposés",
        ),
        figures,
    )
