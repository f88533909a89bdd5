"""Who knocks at each door, and the groups that the policy names in words."""

ANONYMOUS = "anonymous"
OWNER = "candidate owner"
OTHER_CANDIDATE = "other candidate"
EVALUATOR = "evaluator of this session"
OTHER_EVALUATOR = "evaluator of another session"
RECUSED = "recused member"
MEMBER = "member of this jury"
PRESIDENT = "president of this jury"
OTHER_PRESIDENT = "president of another jury"
OFFICER = "officer"
TUTOR = "tutor"
AUDITOR = "auditor"
ADMINISTRATOR = "administrator"

EVERYBODY = (
    ANONYMOUS, OWNER, OTHER_CANDIDATE, EVALUATOR, OTHER_EVALUATOR, RECUSED, MEMBER, PRESIDENT,
    OTHER_PRESIDENT, OFFICER, TUTOR, AUDITOR, ADMINISTRATOR,
)  # fmt: skip
#: All but the anonymous.
SIGNED_IN = frozenset(EVERYBODY) - {ANONYMOUS}
NOBODY: frozenset[str] = frozenset()
CANDIDATES = frozenset({OWNER, OTHER_CANDIDATE})
EVALUATORS = frozenset({EVALUATOR, OTHER_EVALUATOR})
#: Those who sit in jury A.
JURY = frozenset({MEMBER, PRESIDENT})
JURY_AND_RECUSED = JURY | {RECUSED}
EVERY_JURY = JURY_AND_RECUSED | {OTHER_PRESIDENT}
#: Those who keep the accounts and the directory, and those who read it.
KEEPERS = frozenset({OFFICER, ADMINISTRATOR})
DIRECTORY_READERS = frozenset({OFFICER, AUDITOR, ADMINISTRATOR})
#: Those who keep the files and those who control them. The administrator is not one of them.
CONTROL = frozenset({OFFICER, AUDITOR})
JUST = frozenset
