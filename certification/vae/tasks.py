"""Thin Celery entry points."""

from celery import shared_task

from certification.vae import actions


@shared_task(name="certification.vae.settle")
def settle() -> None:
    """Write down the silences of two months."""
    actions.settle_silences()


@shared_task(name="certification.vae.forget")
def forget() -> None:
    """Erase the identity papers of applications whose decision is final."""
    actions.forget_identities()
