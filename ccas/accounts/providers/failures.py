"""What stops a sign-in by a provider: always a sentence for the person, and nothing half-made."""


class Failure(Exception):
    """The person is told `sentence`, on a page of that status; `reason` is for the log: a code.

    retry: whether trying again may change something.
    """

    status = 400

    def __init__(self, sentence: str, *, reason: str) -> None:
        self.sentence = sentence
        self.reason = reason
        super().__init__(reason)


class Unreachable(Failure):
    """The provider does not answer, or too late, or nonsense."""

    status = 503

    def __init__(self, label: str, *, reason: str) -> None:
        super().__init__(
            f"{label} ne répond pas. Rien n’a été enregistré. Réessayez dans quelques minutes, ou "
            "entrez autrement.",
            reason=reason,
        )


class Untrusted(Failure):
    """What came under the provider's name could not be verified."""

    def __init__(self, label: str, *, reason: str) -> None:
        super().__init__(
            f"La réponse reçue au nom de {label} n’a pas pu être vérifiée : elle est refusée, et "
            "rien n’a été enregistré. Recommencez depuis la page de connexion.",
            reason=reason,
        )


class Stale(Failure):
    """The answer fits no request of this browser: too old, already used, or somebody else's."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(
            "Cette demande de connexion n’a plus cours : elle a déjà servi, elle a expiré, ou elle "
            "vient d’un autre navigateur. Recommencez depuis la page de connexion.",
            reason=reason,
        )


class Denied(Failure):
    """The provider vouches for the person, or not, but they do not come in."""

    status = 403
