"""What must never be false of applications and files by experience.

Sentences hold ids, never names.
"""

import hashlib
from collections.abc import Iterator

from django.db.models import F, Q

from ccas.documents.actions import canonical
from certification.invariants.statement import Invariant
from certification.vae import reading
from certification.vae.models import (
    AdmissibilityWithdrawal,
    EligibilityApplication,
    ThreadMessage,
    ValidationFile,
    ValidationVersion,
    VersionPaper,
)
from certification.vae.rules import clock as clocks


def versions_that_moved() -> Iterator[str]:
    """A submitted version is its facts, by their hash; versions follow each other from 1."""
    for version in ValidationVersion.objects.all():
        if hashlib.sha256(canonical(version.facts)).hexdigest() != version.sha256:
            yield f"version {version.pk} : le contenu ne correspond plus à son empreinte"
    for file in ValidationFile.objects.prefetch_related("versions"):
        numbers = sorted(version.number for version in file.versions.all())
        if numbers != list(range(1, file.version + 1)):
            yield f"dossier {file.pk} : versions {numbers}, compteur {file.version}"
    for application in EligibilityApplication.objects.filter(content__isnull=False):
        if hashlib.sha256(canonical(application.content)).hexdigest() != application.content_sha256:
            yield f"demande {application.pk} : le contenu ne correspond plus à son empreinte"


def presented_unverified() -> Iterator[str]:
    """What a jury reads is a version of that very file, verified by somebody."""
    wrong = ValidationFile.objects.filter(presented__isnull=False).exclude(
        Q(presented__file=F("pk")) & Q(presented__verified_at__isnull=False)
    )
    for file in wrong:
        yield f"dossier {file.pk} : le jury lit une version d’un autre dossier, ou non vérifiée"


def papers_unseen() -> Iterator[str]:
    """A version holds files found clean, and only those its facts name."""
    for row in VersionPaper.objects.exclude(received__state="clean"):
        yield f"version {row.version_id} : la pièce {row.received_id} n’est pas passée au clair"
    for version in ValidationVersion.objects.prefetch_related("papers"):
        named = {piece["file"] for piece in version.facts.get("evidence", [])}
        if named != {str(paper.pk) for paper in version.papers.all()}:
            yield f"version {version.pk} : ses pièces ne sont pas celles que dit son contenu"


def decided_too_late() -> Iterator[str]:
    """No refusal after two months; no withdrawal without a ground and two people."""
    for application in EligibilityApplication.objects.filter(state="refused").prefetch_related(
        "requests"
    ):
        last_day = clocks.clock(reading.proceedings(application)).last_day
        decided = application.decided_on
        if last_day is not None and decided is not None and decided > last_day:
            yield f"demande {application.pk} : refusée après les deux mois"
    acts = AdmissibilityWithdrawal.objects.filter(pronounced_at__isnull=False)
    for act in acts.filter(pronounced_by=F("proposed_by")):
        yield f"retrait {act.pk} : proposé et prononcé par la même personne"
    for application in EligibilityApplication.objects.filter(state="withdrawn").exclude(
        pk__in=acts.values("application")
    ):
        yield f"demande {application.pk} : recevabilité retirée sans acte"


def messages_in_two_threads() -> Iterator[str]:
    """A message stands in one thread, and one that somebody wrote has its author."""
    wrong = ThreadMessage.objects.filter(
        (Q(application__isnull=True) & Q(file__isnull=True))
        | (Q(application__isnull=False) & Q(file__isnull=False))
        | (Q(author__isnull=True) & ~Q(role="service"))
    )
    for message in wrong:
        yield f"message {message.pk} : sans fil, dans deux fils, ou sans auteur"


INVARIANTS = (
    Invariant(20, "Une version déposée ne bouge pas", versions_that_moved),
    Invariant(21, "Le jury lit une version vérifiée", presented_unverified),
    Invariant(22, "Une version tient les pièces qu’elle dit", papers_unseen),
    Invariant(23, "Ni refus ni retrait hors délai ou sans acte", decided_too_late),
    Invariant(24, "Un message est dans un seul fil", messages_in_two_threads),
)
