"""What is checked, one after the other, and what each found."""

from dataclasses import dataclass

from ccas.documents import sealing

REGISTER = "Registre"
FINGERPRINT = "Empreinte"
SEAL = "Sceau"
WHOLE = "Fichier entier"
STANDING = "Situation"

#: State of a step → its words and the kind of its tag.
STATES = {
    "right": ("Vrai", "done"),
    "wrong": ("Faux", "error"),
    "open": ("Non vérifié", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One check. state: right, wrong, or open when there was nothing to check it on."""

    label: str
    state: str
    sentence: str

    @property
    def words(self) -> str:
        """The state in a word."""
        return STATES[self.state][0]

    @property
    def tag(self) -> str:
        """The kind of the tag that says the same."""
        return STATES[self.state][1]


def not_compared() -> tuple[Step, ...]:
    """The steps that only a file can pass."""
    return (
        Step(FINGERPRINT, "open", "Déposez le fichier PDF pour la comparer à celle du registre."),
        Step(SEAL, "open", "Déposez le fichier PDF pour lire son sceau."),
        Step(WHOLE, "open", "Déposez le fichier PDF pour savoir si rien n’y a été ajouté."),
    )


#: Codes of the steps that the seal's own check names (ccas.documents.sealing), for each of ours.
_SEAL = ("seal", "intact", "authority", "timestamp")
_WHOLE = ("whole_file", "no_change")


def seal_steps(content: bytes) -> tuple[Step, ...]:
    """What the file itself says of its seal, whatever the register knows of it."""
    asked = {step.code: step for step in sealing.validate(content).steps}
    found = []
    for label, codes, says in ((SEAL, _SEAL, "authority"), (WHOLE, _WHOLE, "whole_file")):
        failed = [asked[code] for code in codes if not asked[code].passed]
        shown = failed[0] if failed else asked[says]
        found.append(Step(label, "wrong" if failed else "right", shown.sentence))
    return tuple(found)
