"""What is written in the logs while something runs, as production writes it; and who is named."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from assessments.candidates.models import Candidate
from assessments.people.models import Person
from ccas.accounts.models import User
from ccas.operations.logs import JsonLines

#: Words of the invented persons that are also words of the program, of French, or of Python.
ALSO_WORDS = frozenset({"roi", "marin", "page", "rose", "vial", "clé", "lead", "may"})


@contextmanager
def captured() -> Iterator[io.StringIO]:
    """Every line written meanwhile, at the level of production."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield out
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def words_of_everybody() -> set[str]:
    """Names, addresses, birth places of every person there is, as a line could bear them."""
    said: set[str] = set()
    for person in Person.objects.all():
        said |= {person.birth_name, person.usual_name, *person.given_names.split(), person.email}
    said |= set(Candidate.objects.values_list("birth_place", flat=True))
    for user in User.objects.all():
        said |= {user.email, *user.display_name.split()}
    kept = {word.strip().lower() for word in said if word}
    return {word for word in kept if len(word) > 3 and word not in ALSO_WORDS}


def named_in(lines: str, words: set[str]) -> set[str]:
    """Which of these words stand in the lines, whole, whatever their capitals."""
    text = lines.lower()
    return {
        word
        for word in words
        if word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)
    }
