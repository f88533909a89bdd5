"""What the juries hold about those who sit. Why a member stands aside is the member's own."""

from ccas import holdings
from certification.juries.models import (
    CompositionProposal,
    ImpartialityDeclaration,
    LinkDismissal,
    Nomination,
    Recusal,
    SummonsReply,
)

holdings.register(Nomination, "person__user")
holdings.register(Recusal, "person__user")
holdings.register(LinkDismissal, "person__user")
holdings.register(ImpartialityDeclaration, "person__user")
holdings.register(SummonsReply, "summons__person__user")
holdings.withhold(
    CompositionProposal, "Les compositions de jury à l’essai : un calcul sur tout l’annuaire."
)
