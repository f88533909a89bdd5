"""Passwords that nobody guesses, judged on this machine: nothing leaves it.

Length (15 characters) and Django's list of common passwords stand in the settings; here the
estimate of zxcvbn, which knows the leaked lists, names, keyboards, dates and what is said of the
person. No rule of composition: a sentence is welcome.
"""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

#: zxcvbn's scale goes from 0 (guessed at once) to 4; 3 is « safely unguessable » online.
ENOUGH = 3
#: What zxcvbn reads: beyond, its time grows and its answer does not change.
READ = 72
OUR_WORDS = [
    "certification", "operateur", "operateurs", "candidat", "jury", "police", "gendarmerie",
    "pompier", "pompiers", "secours", "urgence", "ministere", "interieur", "motdepasse",
    "demonstration", "ccas", "17", "18", "112",
]  # fmt: skip


def _plain(text: str) -> str:
    """Lower case, without accents."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def words_of(user: Any) -> list[str]:
    """What a stranger who knows the person would try first: their names and address, in parts."""
    said = f"{getattr(user, 'email', '')} {getattr(user, 'display_name', '')}"
    return [word for word in re.split(r"[\W_]+", _plain(said)) if len(word) > 2]


def score(password: str, user: Any = None) -> int:
    """0 (guessed at once) to 4: the estimate for what is left once the person's words are out."""
    known = [*words_of(user), *OUR_WORDS]
    left = _plain(password[:READ])
    for word in sorted(words_of(user), key=len, reverse=True):
        left = left.replace(word, "")
    if not left.strip():
        return 0
    estimate: int = zxcvbn(left, user_inputs=known)["score"]
    return estimate


class UnguessableValidator:
    """Refuse what zxcvbn finds too easy to guess, knowing the person's own words."""

    def validate(self, password: str, user: Any = None) -> None:
        if score(password, user) >= ENOUGH:
            return
        raise ValidationError(
            "Ce mot de passe se devine trop vite. Prenez quatre ou cinq mots sans rapport entre "
            "eux, ni avec vous.",
            code="password_guessable",
        )

    def get_help_text(self) -> str:
        return "Une phrase que vous retenez vaut mieux qu’un mot compliqué."
