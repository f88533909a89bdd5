"""The lives of an application and of a file of validation: two tables."""

from ccas.workflow import Move, Workflow

WORKFLOW = Workflow(
    "eligibility",
    Move("submit", {"draft"}, "submitted", stamp="submitted_at"),
    Move("ask", {"submitted"}, "incomplete"),
    Move("complete", {"incomplete"}, "submitted"),
    Move("admit", {"submitted", "incomplete"}, "admissible"),
    Move("admit_tacitly", {"submitted"}, "tacitly_admissible"),
    Move("refuse", {"submitted"}, "refused"),
    Move("withdraw", {"admissible", "tacitly_admissible"}, "withdrawn"),
    Move("abandon", {"draft", "submitted", "incomplete"}, "abandoned"),
)

#: The life of livret 2. A file before the jury may come back for a new version: the one presented
#: stays as it is.
FILE_WORKFLOW = Workflow(
    "validation",
    Move("submit", {"draft", "returned"}, "submitted", label="le dépôt du dossier"),
    Move("verify", {"submitted"}, "verified", label="la vérification"),
    Move("give_back", {"submitted", "verified", "before_jury"}, "returned", label="le retour"),
    Move("present", {"verified"}, "before_jury", label="la transmission au jury"),
)
