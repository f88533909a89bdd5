"""What the room offers at start-up."""

from assessments.candidates.permissions import (
    READERS,
    blocks_told_by_the_room,
    ends_told_to_keepers,
    seen_by_keepers,
    seen_by_self,
)
from ccas import access
from ccas.interface import navigation
from ccas.interface.navigation import Item

access.register_visibility("candidate", seen_by_keepers)
access.register_visibility("candidate", seen_by_self)
access.register_visibility("end of an enrolment", ends_told_to_keepers)
access.register_visibility("held block", blocks_told_by_the_room)
navigation.register(
    Item("Candidats", "candidates:list", roles=frozenset(READERS), order=20),
    Item("Mon dossier", "candidates:mine", roles=frozenset({"candidate"}), order=20),
)
