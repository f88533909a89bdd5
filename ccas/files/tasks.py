"""Thin Celery entry points."""

import logging

from celery import shared_task

from ccas.files import actions, inventory

logger = logging.getLogger(__name__)


@shared_task(name="ccas.files.tidy")
def tidy() -> None:
    """Give up the uploads that nobody took up again."""
    actions.drop_stale_uploads()


@shared_task(name="ccas.files.inventory")
def take_inventory() -> None:
    """Compare rows and bytes; a loss is an error in the log, a stray is erased."""
    findings = list(inventory.take())
    for finding in findings:
        if finding.trouble == "lost":
            logger.error("inventory: %s", finding)
    inventory.sweep_strays(findings)
