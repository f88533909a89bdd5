"""The roles a person may be granted. Each act is done under one of them."""

from django.db import models


class Role(models.TextChoices):
    CANDIDATE = "candidate", "candidat"
    EVALUATOR = "evaluator", "évaluateur"
    JURY_MEMBER = "jury_member", "membre de jury"
    PRESIDENT = "president", "président de jury"
    OFFICER = "officer", "gestionnaire de la certification"
    TUTOR = "tutor", "tuteur"
    AUDITOR = "auditor", "auditeur"
    ADMINISTRATOR = "administrator", "administrateur"

    @property
    def plural(self) -> str:
        """« présidents de jury »: its first word takes the plural."""
        head, _, rest = str(self.label).partition(" ")
        return f"{head}s {rest}".rstrip()
