"""Loading a qualification: a notice and its rules become a revision, whole or not at all."""

from dataclasses import dataclass

from django.db import transaction

from assessments.framework.models import (
    Competency,
    CompetencyBlock,
    Qualification,
    QualificationRevision,
)
from assessments.framework.permissions import WHO_MAY_LOAD, may_load
from assessments.framework.reading import notice_of, rules_of
from assessments.framework.rules.changes import Loaded, changes
from assessments.framework.rules.corrections import correct, heading
from assessments.framework.rules.notice import NoticeRefused, extract, read_notice
from assessments.framework.rules.qualification import Notice, QualificationRules
from assessments.framework.rules.rules_file import RulesRefused
from ccas import journal
from ccas.actors import Actor
from ccas.refusals import Refusal

UNCHANGED = "rien n’a changé"
_LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. `sentences` says it; `warnings` names what the file holds and we ignore."""

    revision: QualificationRevision
    created: bool
    sentences: tuple[str, ...]
    warnings: tuple[str, ...]


@transaction.atomic
def load_notice(
    xml_bytes: bytes, rules_text: str, *, by: Actor, code: str | None = None
) -> LoadReport:
    """Load a notice (flux V4.1, bytes) and its rules file (TOML, text) as a new revision.

    code: which notice, when the file holds several. The same files again change nothing.
    Raises Refusal with every sentence; nothing is then changed.
    """
    if not may_load(by):
        raise Refusal(WHO_MAY_LOAD)
    notice, rules, notice_xml = _read(xml_bytes, rules_text, code)
    Qualification.objects.get_or_create(code=notice.code)
    qualification = Qualification.objects.select_for_update().get(code=notice.code)
    warnings = tuple(f"Balise inconnue, ignorée : {tag}." for tag in notice.unknown_tags)
    last = qualification.revisions.order_by("number").last()
    hashes = {
        "notice_sha256": QualificationRevision.hash_of(notice_xml),
        "rules_sha256": QualificationRevision.hash_of(rules_text),
    }
    same = qualification.revisions.filter(**hashes).first()
    if same is not None and last is not None:
        if same.number == last.number:
            sentence = f"{notice.code}, révision {same.number} : {UNCHANGED}."
            return LoadReport(same, False, (sentence,), warnings)
        raise Refusal(
            f"Ces fichiers sont ceux de la révision {same.number} de {notice.code}, remplacée "
            f"depuis par la révision {last.number}. Pour y revenir, le noter dans un commentaire "
            "du fichier de règles."
        )
    before = Loaded(last.notice, last.rules) if last else None
    sentences = tuple(changes(before, Loaded(notice, rules)))
    revision = QualificationRevision.objects.create(
        qualification=qualification,
        number=last.number + 1 if last else 1,
        notice_xml=notice_xml,
        rules_toml=rules_text,
        changes=list(sentences),
        title=heading(notice.title, rules.corrections),
        level=_level(notice),
        certifier_name=_certifier(notice, rules),
        certifier_siret=notice.certifiers[0][0],
        decision_date=rules.decision_date,
        decision_reference=rules.decision_reference,
        registration_end=notice.registration_end,
        last_award_date=notice.last_award_date,
        **hashes,
    )
    _write_blocks(revision, notice, rules)
    journal.record(
        "framework.load",
        revision,
        by=by,
        qualification=notice.code,
        number=revision.number,
        **hashes,
    )
    return LoadReport(revision, True, sentences, warnings)


def _read(
    xml_bytes: bytes, rules_text: str, code: str | None
) -> tuple[Notice, QualificationRules, str]:
    try:
        notice_xml = extract(xml_bytes, read_notice(xml_bytes, code).code).decode()
        return notice_of(notice_xml), rules_of(rules_text, notice_xml), notice_xml
    except NoticeRefused as refused:
        raise Refusal(refused.sentence) from refused
    except RulesRefused as refused:
        raise Refusal(refused.sentences) from refused


def _level(notice: Notice) -> int | None:
    digits = notice.level.removeprefix("NIV")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) == 1 else None


def _certifier(notice: Notice, rules: QualificationRules) -> str:
    """The certifiers' names as a document prints them; many are cut, never in a name."""
    names = [correct(name, rules.corrections) for _siret, name in notice.certifiers]
    shown = ", ".join(names)
    kept = len(names)
    while len(shown) > _LONGEST_NAME and kept > 1:
        kept -= 1
        shown = f"{', '.join(names[:kept])} et {len(names) - kept} autres"
    return shown[:_LONGEST_NAME]


def _write_blocks(
    revision: QualificationRevision, notice: Notice, rules: QualificationRules
) -> None:
    blocks = CompetencyBlock.objects.bulk_create(
        CompetencyBlock(
            revision=revision,
            code=block.code,
            position=block.position,
            title=heading(block.title, rules.corrections),
            title_published=block.title,
            assessment=correct(block.assessment, rules.corrections),
        )
        for block in notice.blocks
    )
    Competency.objects.bulk_create(
        Competency(
            block=row,
            position=competency.position,
            text=correct(competency.text, rules.corrections),
            text_published=competency.text,
            critical=f"{block.code}/{competency.position}" in rules.critical_competencies,
        )
        for row, block in zip(blocks, notice.blocks, strict=True)
        for competency in block.competencies
    )
