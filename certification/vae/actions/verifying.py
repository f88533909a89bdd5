"""The office verifies a file of validation, gives it back with reasons, or sends it to the jury."""

from django.db import transaction

from ccas import clock, journal
from ccas.actors import Actor
from ccas.periods import in_words
from ccas.refusals import Refusal
from certification.vae import messages
from certification.vae.models import FileReturn, ValidationFile, ValidationVersion
from certification.vae.permissions import account_of, require_officer
from certification.vae.rules.validation import jury_before
from certification.vae.workflow import FILE_WORKFLOW

LENGTH = 3000


@transaction.atomic
def verify_file(file: ValidationFile, *, by: Actor) -> ValidationFile:
    """The version submitted is complete and legible: it may go before a jury."""
    file = _locked(file, by)
    FILE_WORKFLOW.move(
        file, "verify", by=by, also={"verified_on": clock.today()}, version=file.version
    )
    version = last_version(file)
    if version.verified_at is None:
        version.verified_at = clock.now()
        version.verified_by_id = account_of(by)
        version.save(update_fields=["verified_at", "verified_by"])
    messages.say(
        file,
        "file_verified",
        "Votre dossier de validation est vérifié : il va être présenté à un jury, au plus tard le"
        f" {in_words(jury_before(version.submitted_on))}.",
        by=by,
    )
    return file


@transaction.atomic
def return_file(file: ValidationFile, *, by: Actor, reasons: str) -> ValidationFile:
    """Give the file back, saying what to see again. The version submitted stays as it is."""
    file = _locked(file, by)
    reasons = reasons.strip()
    if not reasons:
        raise Refusal("Dites au candidat ce qu’il faut revoir, un point par ligne.")
    if len(reasons) > LENGTH:
        raise Refusal(f"Les motifs sont trop longs : {LENGTH} caractères au plus.")
    FILE_WORKFLOW.move(
        file,
        "give_back",
        by=by,
        also={"verified_on": None},
        version=file.version,
        reasons=journal.digest(reasons),
    )
    FileReturn.objects.create(
        version=last_version(file), reasons=reasons, returned_by_id=account_of(by)
    )
    messages.say(
        file,
        "file_returned",
        f"Votre dossier de validation vous est rendu pour être complété :\n{reasons}",
        by=by,
    )
    return file


@transaction.atomic
def present_file(file: ValidationFile, *, by: Actor) -> ValidationFile:
    """Send the verified version to the jury: from now on, its members read that one."""
    file = _locked(file, by)
    version = last_version(file)
    FILE_WORKFLOW.move(
        file,
        "present",
        by=by,
        also={"presented": version},
        version=version.pk,
        sha256=version.sha256,
    )
    messages.say(
        file,
        "file_presented",
        "Votre dossier de validation est transmis au jury, tel que vous l’avez déposé.",
        by=by,
    )
    return file


def last_version(file: ValidationFile) -> ValidationVersion:
    """The version submitted last."""
    return file.versions.get(number=file.version)


def _locked(file: ValidationFile, by: Actor) -> ValidationFile:
    require_officer(by)
    found = (
        ValidationFile.objects.select_for_update(of=("self",))
        .select_related("enrolment__candidate__person", "enrolment__revision__qualification")
        .get(pk=file.pk)
    )
    if not found.version:
        raise Refusal("Ce dossier n’est pas déposé.")
    return found
