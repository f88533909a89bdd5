"""What the room offers at start-up."""

from assessments.candidates import forgetting
from assessments.candidates.attested import keep_civil_status
from assessments.candidates.corrections import PROOF
from assessments.candidates.exchange import LISTS
from assessments.candidates.importing import IMPORT
from assessments.candidates.models import Candidate, Enrolment, IdentityCorrection
from assessments.candidates.openings import name_screen, papers_of, register_kept
from assessments.candidates.permissions import (
    READERS,
    blocks_told_by_the_room,
    ends_told_to_keepers,
    seen_by_keepers,
    seen_by_self,
)
from assessments.candidates.underway import enrolments_under_way
from ccas import access, retention
from ccas.accounts.providers import civil_status
from ccas.documents.models import Document
from ccas.exchange import importing, lists
from ccas.files import kinds
from ccas.interface import navigation
from ccas.interface.navigation import Item

access.register_visibility("candidate", seen_by_keepers)
access.register_visibility("candidate", seen_by_self)
access.register_visibility("end of an enrolment", ends_told_to_keepers)
access.register_visibility("held block", blocks_told_by_the_room)
register_kept(Candidate, "Le dossier", lambda one: Candidate.objects.filter(pk=one.pk))
name_screen(Candidate, "identity", "L’identité, pour la corriger")
register_kept(IdentityCorrection, "Une correction d’identité", lambda one: one.corrections.all())
kinds.register(PROOF)
retention.register(forgetting.RULE)
retention.register_obstacle(enrolments_under_way)
register_kept(Enrolment, "Le parcours", lambda one: one.enrolments.all())
register_kept(Document, "Un document", papers_of)
civil_status.register(keep_civil_status)
lists.register(*LISTS)
importing.register(IMPORT)
navigation.register(
    Item("Candidats", "candidates:list", roles=frozenset(READERS), order=20, group="Dossiers"),
    Item("Mon dossier", "candidates:mine", roles=frozenset({"candidate"}), order=20),
)
