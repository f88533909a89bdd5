"""How a jury decides, as pure functions: basis, reasons, show of hands, right to decide, outcome.

Plain values in; verdicts and their reasons in French out. `verdict` takes the very mapping that a
decision stores, so that a stored decision can be replayed years later and must say the same.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: Stored with every decision. Changes whenever a function below may answer differently.
RULE_VERSION = "deliberation-2026.1"

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
OUTCOMES = {
    AWARDED: "Titre délivré",
    PARTIAL: "Validation partielle",
    NOT_VALIDATED: "Non validé",
    ADJOURNED: "Ajourné dans l’attente de la pratique",
    ABSENT: "Absent",
    EXCUSED: "Absent excusé",
}

FOR = "for"
AGAINST = "against"

_NUMBERS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a presentation comes to: a code of OUTCOMES and the sentence the candidate reads."""

    code: str
    sentence: str

    @property
    def label(self) -> str:
        """The French label of the code."""
        return OUTCOMES[self.code]


@dataclass(frozen=True, slots=True)
class Tally:
    """A show of hands, counted.

    decision: a code of DECISIONS, None while the counts decide nothing.
    by_casting_vote: the president settled a tie. problems: sentences; empty when it may stand.
    """

    decision: str | None
    by_casting_vote: bool
    sentence: str
    problems: tuple[str, ...] = ()


def basis(proposal: str | None, decision: str) -> str:
    """Where a decision stands beside the computed proposal (None: the rule proposes nothing)."""
    if proposal is None:
        return WITHOUT_PROPOSAL
    return BY_RULE if proposal == decision else AGAINST_RULE


def reasons_wanted(
    basis_code: str, decision: str, *, reasons: str = "", what_would_show: str = ""
) -> list[str]:
    """What must still be written before the decision may be recorded, as sentences.

    Reasons: against the rule, without proposal, and for every block not validated. A block that is
    not validated also wants what would show it: the way back is part of the decision.
    """
    wanted = []
    if not reasons.strip():
        if decision == NOT_VALIDATED:
            wanted.append("Un bloc non validé demande des motifs.")
        elif basis_code == AGAINST_RULE:
            wanted.append("Une décision contraire à la proposition de la règle demande des motifs.")
        elif basis_code == WITHOUT_PROPOSAL:
            wanted.append("Une décision prise sans proposition calculée demande des motifs.")
    if decision == NOT_VALIDATED and not what_would_show.strip():
        wanted.append("Un bloc non validé demande ce que le candidat devra montrer pour l’obtenir.")
    return wanted


def tally(
    votes_for: int,
    votes_against: int,
    abstentions: int,
    present: int,
    casting_vote: str | None = None,
) -> Tally:
    """Count a show of hands.

    present: members who may vote now (present, not recused). The majority is that of the votes
    cast; abstentions are not votes. On a tie the president's casting vote decides (D6412-6) and
    must be given, "for" or "against"; without a tie it must not be.
    """
    problems = []
    if min(votes_for, votes_against, abstentions) < 0:
        problems.append("Un nombre de voix ne peut pas être négatif.")
    counted = votes_for + votes_against + abstentions
    if counted > present:
        problems.append(
            f"{counted} voix sont comptées pour {present} {_plural('votant', present)} "
            "(présents et non déportés) : le compte est impossible."
        )
    if counted < 1:
        problems.append("Aucune voix n’est comptée : la main levée doit être relevée.")
    if casting_vote not in (None, FOR, AGAINST):
        problems.append("La voix prépondérante se donne pour ou contre.")
    shown = f"{votes_for} pour, {votes_against} contre, {_abstained(abstentions)}"
    if problems:
        return Tally(None, False, f"Décompte à revoir : {shown}.", tuple(problems))
    if votes_for != votes_against:
        decision = VALIDATED if votes_for > votes_against else NOT_VALIDATED
        if casting_vote is not None:
            problems.append("La voix prépondérante du président ne sert qu’en cas de partage.")
        return Tally(decision, False, f"{shown} : {DECISIONS[decision].lower()}.", tuple(problems))
    if casting_vote is None:
        return Tally(
            None,
            False,
            f"{shown} : partage des voix.",
            ("Les voix sont partagées : le président doit donner sa voix prépondérante.",),
        )
    decision = VALIDATED if casting_vote == FOR else NOT_VALIDATED
    return Tally(
        decision,
        True,
        f"{shown} : partage, {DECISIONS[decision].lower()} par la voix prépondérante du président.",
    )


def may_decide(
    *,
    state: str,
    presides: bool,
    president_present: bool,
    president_recused: bool,
    attendance: str,
    concluded: bool,
    sitting: Sequence[Mapping[str, Any]],
    for_candidate: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Why the jury may not decide this presentation now; empty when it may.

    state: open, suspended… of the deliberation. presides: the person deciding holds the presiding
    seat at this moment. attendance: of the candidate. sitting, for_candidate: indicators as
    mappings with `verdict` ("ok", "warn", "block") and `sentence`; the second set is evaluated
    without the members recused for this candidate.
    """
    sentences = []
    if state == "suspended":
        sentences.append("La délibération est suspendue : le quorum n’est plus atteint.")
    elif state != "open":
        sentences.append("La délibération n’est pas ouverte.")
    if not presides:
        sentences.append("Seule la personne qui préside le jury prononce une décision.")
    elif not president_present:
        sentences.append("La présidence n’est pas dans la salle : son arrivée n’est pas émargée.")
    elif president_recused:
        sentences.append(
            "La présidence est déportée pour ce candidat : un suppléant doit présider."
        )
    if attendance in (ABSENT, EXCUSED):
        sentences.append("Le candidat est absent : rien ne peut être décidé pour lui.")
    elif attendance != "present":
        sentences.append("La présence du candidat n’est pas encore constatée.")
    if concluded:
        sentences.append("Ce passage est déjà conclu.")
    for indicator in (*sitting, *for_candidate):
        if indicator["verdict"] == "block" and indicator["sentence"] not in sentences:
            sentences.append(indicator["sentence"])
    return sentences


def verdict(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """What the rules say of a decision, from the inputs it stores and nothing else.

    inputs: `decision`; `proposal` (code or None); `reasons`, `what_would_show` (texts);
    `votes` {for, against, abstentions, casting_vote}; `voters` (present, not recused);
    `room` (the keyword arguments of `may_decide`). Returns basis, tally sentence, majority,
    by_casting_vote and problems (sentences; empty when the decision may be recorded).
    """
    stands = basis(inputs["proposal"], inputs["decision"])
    votes = inputs["votes"]
    count = tally(
        votes["for"],
        votes["against"],
        votes["abstentions"],
        inputs["voters"],
        votes["casting_vote"],
    )
    problems = [
        *may_decide(**inputs["room"]),
        *reasons_wanted(
            stands,
            inputs["decision"],
            reasons=inputs["reasons"],
            what_would_show=inputs["what_would_show"],
        ),
        *count.problems,
    ]
    if count.decision is not None and count.decision != inputs["decision"]:
        problems.append(
            f"Le vote ({count.sentence.rstrip('.')}) ne donne pas la décision saisie "
            f"(« {DECISIONS[inputs['decision']].lower()} »)."
        )
    return {
        "basis": stands,
        "majority": count.decision,
        "by_casting_vote": count.by_casting_vote,
        "tally": count.sentence,
        "problems": problems,
    }


def agreed_order[T](items: Iterable[T], key: Callable[[T], tuple[tuple[str, ...], int]]) -> list[T]:
    """Presentations in the order of the sitting: first those whom everybody hears, then those
    from which the same members are recused, together, so that they leave once.

    key: (ids of the members recused, rank on the agenda). A group stands where its first stands.
    """
    keyed = sorted(((key(item), item) for item in items), key=lambda pair: pair[0][1])
    first: dict[tuple[str, ...], int] = {}
    for (recused, rank), _item in keyed:
        first.setdefault(recused, rank)
    keyed.sort(key=lambda pair: (bool(pair[0][0]), first[pair[0][0]], pair[0][1]))
    return [item for _key, item in keyed]


def missing_to_conclude(
    attendance: str, presented: Mapping[str, str], decided: Collection[str]
) -> list[str]:
    """What keeps a presentation from being concluded. presented: block id → short name."""
    if attendance in (ABSENT, EXCUSED):
        if decided:
            return ["Des décisions sont prises alors que le candidat est noté absent."]
        return []
    if attendance != "present":
        return ["La présence du candidat n’est pas encore constatée."]
    return [
        f"Le bloc {name} attend une décision."
        for block, name in presented.items()
        if block not in decided
    ]


def outcome(
    blocks_required: Collection[str],
    held_before: Collection[str],
    decided: Mapping[str, str],
    *,
    practice_required: bool,
    practice_attested: bool,
    attendance: str,
) -> Outcome:
    """What a presentation comes to. Derived, never typed.

    blocks_required: every block of the revision; held_before: blocks of the ledger before this
    jury; decided: block → validated | not_validated. Any number of blocks. A block held stays
    held, whatever this jury says of it. "partial" means that this jury gave at least one block;
    when it gave none the outcome is "not_validated" and the sentence recalls what stays held.
    Raises ValueError when the question makes no sense (unknown block, nothing to decide, a
    decision about someone absent).
    """
    required = set(blocks_required)
    if not required:
        raise ValueError("a qualification without blocks awards nothing")
    if unknown := (set(decided) | set(held_before)) - required:
        raise ValueError(f"blocks outside the revision: {sorted(unknown)}")
    if attendance in (ABSENT, EXCUSED):
        if decided:
            raise ValueError("a decision about someone absent")
        return _away(attendance, len(held_before), len(required))
    held = set(held_before)
    gained = {block for block, said in decided.items() if said == VALIDATED} - held
    after = held | gained
    if after == required:
        if practice_required and not practice_attested:
            return Outcome(
                ADJOURNED,
                f"{_all(len(required))} ; le titre sera délivré dès que la durée de pratique "
                "professionnelle demandée sera attestée, sans nouveau passage devant le jury.",
            )
        return Outcome(AWARDED, f"{_all(len(required))} : le titre est délivré.")
    if not decided:
        raise ValueError("no block was decided and some are missing")
    if gained:
        return Outcome(PARTIAL, f"{_some(len(after), len(required))}")
    if held:
        return Outcome(
            NOT_VALIDATED,
            f"Aucun des blocs présentés n’est validé. {_some(len(after), len(required))}",
        )
    return Outcome(NOT_VALIDATED, "Aucun des blocs présentés n’est validé.")


def _away(attendance: str, held: int, required: int) -> Outcome:
    kept = f" {_some(held, required)}" if held else ""
    if attendance == EXCUSED:
        return Outcome(
            EXCUSED,
            "Le candidat était absent et excusé : un nouveau passage peut être fixé." + kept,
        )
    return Outcome(ABSENT, "Le candidat ne s’est pas présenté devant le jury." + kept)


def _all(required: int) -> str:
    if required == 1:
        return "Le bloc de compétences est acquis"
    return f"Les {_in_words(required)} blocs de compétences sont acquis"


def _some(held: int, required: int) -> str:
    count = _in_words(held).capitalize()
    of = _in_words(required)
    if held == 1:
        return f"{count} bloc de compétences sur {of} est acquis ; il reste acquis."
    return f"{count} blocs de compétences sur {of} sont acquis ; ils restent acquis."


def _in_words(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def _plural(word: str, number: int) -> str:
    return word if number < 2 else f"{word}s"


def _abstained(number: int) -> str:
    return f"{number} {_plural('abstention', number)}"
