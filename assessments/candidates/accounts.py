"""The account that opens a candidate's own file: the officer ties the two, and nobody else."""

from django.db import transaction

from assessments.candidates.models import Candidate
from assessments.candidates.permissions import WHO_MAY_WRITE, may_write
from assessments.people.models import Person
from ccas import clock, journal
from ccas.accounts import actions, invitations
from ccas.accounts.models import User
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal


@transaction.atomic
def invite_candidate(candidate: Candidate, *, by: Actor) -> User:
    """Tie the file to the account of the address it bears, opened and invited if there is none.

    The officer says by this that the holder of that address is the person of the file. An account
    that is already somebody's in the directory is refused. Raises Refusal.
    """
    if not may_write(by):
        raise Refusal(WHO_MAY_WRITE)
    person = Person.objects.select_for_update().get(pk=candidate.person_id)
    email = person.email.strip().lower()
    if person.user_id is not None:
        raise Refusal(f"{person.display_name} a déjà un compte.")
    if not email:
        raise Refusal("L’adresse électronique manque : complétez l’identité d’abord.")
    user = User.objects.select_for_update().filter(email=email).first()
    if user is None:
        grants = [invitations.Grant(Role.CANDIDATE)]
        user = invitations.invite(
            email=email, display_name=person.display_name, grants=grants, by=by
        ).user
    else:
        _refuse_another_account(user, by)
        if Role.CANDIDATE not in user.roles_on(clock.today()):
            actions.grant_role(user, role=Role.CANDIDATE, by=by)
    person.user = user
    person.save(update_fields=["user"])
    journal.record("candidate.open_account", candidate, by=by, account=user.pk)
    return user


def _refuse_another_account(user: User, by: Actor) -> None:
    actions.require_power_over(user, by)
    if not user.is_active:
        raise Refusal("Le compte de cette adresse est fermé : ouvrez-le d’abord.")
    if Person.objects.filter(user=user).exists():
        raise Refusal(
            "L’adresse de ce dossier est celle du compte d’une autre personne de l’annuaire : "
            "corrigez-la."
        )
