"""Searches that an officer keeps under a name."""

from uuid import UUID

from django.db import transaction
from django.db.models import Model

from ccas import journal
from ccas.accounts.roles import Role
from ccas.actors import Actor
from ccas.refusals import Refusal
from certification.home.models import SavedSearch

NAME_LENGTH = 80
#: Searches that one person keeps: beyond, the list is no help any more.
MOST = 20


@transaction.atomic
def save_search(name: str, query: str, *, by: Actor) -> SavedSearch:
    """Keep filters under a name; the same name again replaces what it stood for.

    query: as `DirectoryFilter.query` writes it.
    """
    owner = _officer(by)
    name = name.strip()
    if not name:
        raise Refusal("Donnez un nom à cette recherche.")
    if "\0" in name or len(name) > NAME_LENGTH:
        raise Refusal(f"Le nom d’une recherche tient en {NAME_LENGTH} caractères ordinaires.")
    if not query:
        raise Refusal("Choisissez au moins un filtre avant d’enregistrer la recherche.")
    own = SavedSearch.objects.select_for_update().filter(user=owner)
    kept = {saved.name: saved for saved in own}
    if name not in kept and len(kept) >= MOST:
        raise Refusal(f"Vous gardez déjà {MOST} recherches : effacez-en une.")
    saved, _ = SavedSearch.objects.update_or_create(
        user_id=owner, name=name, defaults={"query": query}
    )
    journal.record("search.save", saved, by=by, query=journal.digest(query))
    return saved


@transaction.atomic
def forget_search(saved: SavedSearch, *, by: Actor) -> None:
    """Forget a search of one's own."""
    owner = _officer(by)
    saved = SavedSearch.objects.select_for_update().get(pk=saved.pk)
    if saved.user_id != owner:
        raise Refusal("Chacun n’efface que ses propres recherches.")
    journal.record("search.forget", saved, by=by)
    saved.delete()


def forget_searches(user: Model, by: Actor) -> None:
    """Forget every search of an account that is erased."""
    for saved in SavedSearch.objects.select_for_update().filter(user=user.pk):
        journal.record("search.forget", saved, by=by)
        saved.delete()


def _officer(by: Actor) -> UUID:
    """The officer's account; Refusal for anybody else."""
    if by.role != Role.OFFICER or by.user_id is None:
        raise Refusal("Seul le gestionnaire enregistre une recherche.")
    return by.user_id
