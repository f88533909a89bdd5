"""What was declared to the passeport de compétences."""

from ccas import holdings
from certification.deliberation.holdings import told_presentation
from certification.passport.models import PassportLine, PassportReceipt, PassportReturn

holdings.register(
    PassportLine,
    "award__candidate__person__user",
    told=lambda user: told_presentation(user, "award__presentation__"),
)
for model in (PassportReturn, PassportReceipt):
    holdings.withhold(
        model,
        "Les fichiers du passeport de compétences : ils disent tous les titulaires ; votre ligne"
        " est dans l’archive.",
    )
