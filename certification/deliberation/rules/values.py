"""The words of a decision: codes, and how they read in French."""

#: Stored with every decision. Changes whenever a function below may answer differently.
RULE_VERSION = "deliberation-2026.2"

VALIDATED = "validated"
NOT_VALIDATED = "not_validated"
DECISIONS = {VALIDATED: "Validé", NOT_VALIDATED: "Non validé"}

BY_RULE = "by_rule"
AGAINST_RULE = "against_rule"
WITHOUT_PROPOSAL = "without_proposal"
BASES = {
    BY_RULE: "par la règle",
    AGAINST_RULE: "contre la règle",
    WITHOUT_PROPOSAL: "sans proposition",
}

AWARDED = "awarded"
PARTIAL = "partial"
ADJOURNED = "adjourned"
ABSENT = "absent"
EXCUSED = "excused"
DEFERRED = "deferred"
OUTCOMES = {
    AWARDED: "Titre délivré",
    PARTIAL: "Validation partielle",
    NOT_VALIDATED: "Non validé",
    ADJOURNED: "Ajourné dans l’attente de la pratique",
    ABSENT: "Absent",
    EXCUSED: "Absent excusé",
    DEFERRED: "Renvoyé à un autre jury",
}

PRESENT = "present"
#: The jury could not lawfully sit for this candidate, and no substitute was found.
UNHEARD = "unheard"
#: Attendances for which nothing is decided, and the outcome each comes to.
NOT_SEEN = {ABSENT: ABSENT, EXCUSED: EXCUSED, UNHEARD: DEFERRED}
#: Outcomes without any decision.
UNDECIDED = frozenset(NOT_SEEN.values())

#: How a jury votes, chosen when it opens.
HANDS = "hands"
BALLOTS = "ballots"
VOTINGS = {HANDS: "à main levée", BALLOTS: "au scrutin nominatif"}

FOR = "for"
AGAINST = "against"
ABSTAIN = "abstain"
CHOICES = {FOR: "Pour", AGAINST: "Contre", ABSTAIN: "Abstention"}
