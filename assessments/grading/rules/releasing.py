"""May the candidate go: has everything done so far at the station arrived?

It is about acts, not about ratings still owed: rating goes on after the candidate has left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Post:
    """One evaluator of a simulation. made, waiting: acts; waiting ones have not arrived.

    signed: the sheet is signed, hence nothing can be on a device any more but what is counted.
    last_contact_at: of any of their devices; None when none was ever heard.
    """

    evaluator: str
    made: int
    waiting: int
    signed: bool
    last_contact_at: datetime | None

    def silent(self, ended_at: datetime) -> bool:
        """Whether nothing was heard of them since the simulation ended: acts may be waiting."""
        return not self.signed and (self.last_contact_at is None or self.last_contact_at < ended_at)


@dataclass(frozen=True, slots=True)
class Balance:
    """What a release writes down. sentences: why to wait; none when the candidate may go."""

    made: int
    received: int
    silent: int
    sentences: tuple[str, ...]


def balance_of(posts: Iterable[Post], *, ended_at: datetime) -> Balance:
    """The balance of a simulation that ended at `ended_at`, over its evaluators."""
    made = waiting = silent = 0
    sentences = []
    for post in posts:
        made += post.made
        waiting += post.waiting
        if post.waiting:
            acts = "acte est encore" if post.waiting == 1 else "actes sont encore"
            sentences.append(f"{post.evaluator} : {post.waiting} {acts} sur son appareil.")
        elif post.silent(ended_at):
            silent += 1
            heard = (
                "sa grille n’a donné aucun signe"
                if post.last_contact_at is None
                else "aucun signe de son appareil depuis la fin de l’épreuve"
            )
            sentences.append(f"{post.evaluator} : {heard}.")
    return Balance(made, made - waiting, silent, tuple(sentences))
