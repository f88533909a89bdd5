"""Asking a supervisor by a link: to whom, when to remind them, what an officer looks at.

The link opens to whoever reads the mailbox that the candidate typed; hence an officer recognises
the service and the address before anything counts (project decision).
"""

from collections.abc import Collection, Sequence
from datetime import date

#: Mailboxes that anybody opens in a minute: no service answers from them.
ANYBODY = frozenset(
    {
        "free.fr", "gmail.com", "gmx.fr", "hotmail.com", "hotmail.fr", "icloud.com", "laposte.net",
        "live.fr", "orange.fr", "outlook.com", "outlook.fr", "proton.me", "protonmail.com",
        "sfr.fr", "wanadoo.fr", "yahoo.com", "yahoo.fr",
    }
)  # fmt: skip
#: Domains that the State and its fire services keep.
SERVICES = (".gouv.fr", "pompiersparis.fr")


def domain_of(email: str) -> str:
    """What follows the @, in lower case."""
    return email.rpartition("@")[2].strip().lower()


def sentences_for_request(
    name: str, service: str, email: str, *, own_addresses: Collection[str]
) -> list[str]:
    """Why a request cannot be sent; `own_addresses`: those of the candidate, in lower case."""
    sentences = []
    if not name.strip() or not service.strip():
        sentences.append("Le nom du responsable et son service sont nécessaires.")
    if email.strip().lower() in own_addresses:
        sentences.append(
            "Cette adresse est celle du candidat : on ne s’atteste pas soi-même. Indiquez"
            " l’adresse professionnelle du responsable."
        )
    return sentences


def hints_for_answer(
    *, email: str, asked_name: str, signed_name: str, candidate_name: str
) -> list[str]:
    """What an officer should look at before recognising an answer; it decides nothing."""
    hints = []
    domain = domain_of(email)
    if domain in ANYBODY:
        hints.append(
            f"L’adresse est d’une messagerie ouverte à tous ({domain}) : appelez le service par"
            " le standard."
        )
    elif not domain.endswith(SERVICES):
        hints.append(f"Le domaine {domain} n’est pas un domaine connu des services : vérifiez-le.")
    if _words(signed_name) != _words(asked_name):
        hints.append(f"La demande nommait {asked_name} ; la réponse est signée par {signed_name}.")
    if _words(signed_name) & _words(candidate_name) == _words(candidate_name):
        hints.append("La réponse est signée du nom du candidat.")
    return hints


def _words(name: str) -> frozenset[str]:
    return frozenset(name.casefold().replace("-", " ").split())


def reminder_due(asked_on: date, today: date, days: Sequence[int]) -> int | None:
    """The latest reminder (in days after the request) that is due by `today`; None before any.

    A day on which nothing ran is made good the next one, by the latest reminder only.
    """
    elapsed = (today - asked_on).days
    return max((day for day in days if day <= elapsed), default=None)
