"""The file of the next registration: what the platform holds, in one zip, with its gaps named.

No person stands in it: numbers as they may be shown, rules, what was organised and when.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from assessments.framework.models import Qualification
from assessments.framework.rules.lists import lines_outside_blocks
from assessments.grading.models import AgreementSnapshot
from assessments.sessions.models import AssessmentSession, Scenario, SessionState
from ccas import clock
from ccas.documents.models import Document
from ccas.exchange.cells import safe
from ccas.periods import in_words
from certification.awards.papers import specimen_reasons
from certification.deliberation.models import Deliberation, DeliberationState, MinutesState
from certification.figures.reading import PUBLISHED, Figures, YearLine
from certification.figures.rules.cells import count_cell
from certification.figures.rules.renewal import Criterion, File, PromotionSeen, criteria, gaps
from certification.figures.tables import tables
from certification.figures.words import notes
from certification.figures.workbook import workbook
from certification.surveys.models import PromotionSnapshot
from certification.surveys.promotions import total_of


def file_of(found: Figures) -> File:
    """What the criteria are judged on."""
    qualification = found.qualification
    revision = found.revision
    blocks = list(revision.blocks.order_by("position"))
    known = tuple(line.text for block in revision.notice.blocks for line in block.competencies)
    sessions = _sessions(qualification)
    return File(
        code=qualification.code,
        siret=revision.certifier_siret,
        registration_end=revision.registration_end,
        today=clock.today(),
        promotions=[_seen(line) for line in found.years],
        activities=bool(revision.notice.activities.strip()),
        outside=lines_outside_blocks(revision.notice.capacities, known),
        silent_blocks=[block.short_code for block in blocks if not block.assessment.strip()],
        scenarios=Scenario.objects.offered().filter(revision__qualification=qualification).count(),
        juries=len(closed := _closed(qualification)),
        unsigned=sum(one.signed is None for one in closed),
        sessions=len(sessions),
        unmeasured=sum(not one.measured for one in sessions),
        experience_open=revision.rules.route("VAE") is not None,
        equivalences=len(revision.rules.equivalences),
        specimen=specimen_reasons(revision),
    )


def _seen(line: YearLine) -> PromotionSeen:
    return PromotionSeen(
        line.year,
        line.global_6.cell.value,
        line.target_6.cell.value,
        line.target_24.cell.value,
        line.responses_6.cell.value,
        line.source == PUBLISHED,
    )


def _closed(qualification: Qualification) -> QuerySet[Deliberation]:
    """Deliberations that are over, each with `signed`: when its minutes were, `number`: theirs."""
    paper = Document.objects.filter(
        kind="minutes", subject_id=OuterRef("minutes__pk"), replaced_by__isnull=True
    )
    return (
        Deliberation.objects.filter(
            state=DeliberationState.CLOSED, jury__revision__qualification=qualification
        )
        .select_related("jury")
        .annotate(
            signed=Subquery(
                Deliberation.objects.filter(
                    pk=OuterRef("pk"), minutes__state=MinutesState.SIGNED
                ).values("minutes__signed_at")
            ),
            number=Subquery(paper.values("number")[:1]),
            candidates=Count("presentations", distinct=True),
        )
        .order_by("jury__sits_on", "pk")
    )


def _sessions(qualification: Qualification) -> list[Any]:
    """Sessions that are over, each with `measured`: whether its evaluators' agreement was."""
    measures = AgreementSnapshot.objects.filter(session=OuterRef("pk"))
    return list(
        AssessmentSession.objects.filter(
            state=SessionState.CLOSED, revision__qualification=qualification
        )
        .select_related("site")
        .annotate(
            measured=Exists(measures),
            candidates=Count("registrations", distinct=True),
            evaluators=Count("panel", distinct=True),
        )
        .order_by("starts_on", "pk")
    )


def renewal_zip(found: Figures) -> bytes:
    """The zip: a summary that names every gap, the pieces, the fingerprint of each."""
    judged = criteria(file_of(found))
    pieces = _pieces(found)
    pieces["LISEZ-MOI.txt"] = _summary(found, judged, sorted(pieces)).encode()
    prints = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n"
        for name, content in sorted(pieces.items())
    )
    pieces["SHA256SUMS"] = prints.encode()
    out = io.BytesIO()
    # The day only: the same file makes the same bytes twice in a day.
    moment = clock.today().timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(pieces.items()):
            entry = zipfile.ZipInfo(f"renouvellement-{found.qualification.code}/{name}", moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _pieces(found: Figures) -> dict[str, bytes]:
    qualification = found.qualification
    revision = found.revision
    heading = [f"Chiffres de la certification {qualification.code}", revision.title]
    return {
        "fiche.xml": revision.notice_xml.encode(),
        "regles.toml": revision.rules_toml.encode(),
        "chiffres.xlsx": workbook(tables(found), heading=heading, notes=notes()),
        "referentiels.csv": _csv(
            ("Bloc", "Intitulé du bloc", "Rang", "Compétence", "Modalités d’évaluation"),
            (
                (block.code, block.title, line.position, line.text, block.assessment)
                for block in revision.blocks.order_by("position")
                for line in block.competencies.order_by("position")
            ),
        ),
        "scenarios.csv": _csv(
            ("Code", "Version", "Titre", "Durée en minutes", "Compétences observables"),
            (
                (one.code, one.version, one.title, one.duration_minutes, one.observable)
                for one in Scenario.objects.offered()
                .filter(revision__qualification=qualification)
                .annotate(observable=Count("competencies", distinct=True))
                .order_by("code")
            ),
        ),
        "jurys.csv": _csv(
            ("Jury", "Date", "Candidats", "Procès-verbal", "Signé le", "Règles signalées"),
            (
                (
                    one.jury.name,
                    one.jury.sits_on.isoformat(),
                    count_cell(one.candidates).text,
                    one.number or "",
                    clock.paris(one.signed).date().isoformat() if one.signed else "",
                    sum(each.get("verdict") == "warn" for each in one.indicators),
                )
                for one in _closed(qualification)
            ),
        ),
        "sessions.csv": _csv(
            ("Session", "Lieu", "Du", "Au", "Candidats", "Évaluateurs", "Accord mesuré"),
            (
                (
                    one.name,
                    str(one.site),
                    one.starts_on.isoformat(),
                    one.ends_on.isoformat(),
                    count_cell(one.candidates).text,
                    one.evaluators,
                    "oui" if one.measured else "non",
                )
                for one in _sessions(qualification)
            ),
        ),
        "enquetes.csv": _csv(
            # No fingerprint of what is counted: hidden numbers could be tried until it fits.
            ("Titres de", "Enquête à (mois)", "Comptée au", "Certifiés", "Réponses"),
            (
                (
                    one.year,
                    one.months,
                    one.frozen_on.isoformat(),
                    count_cell(total_of(one.facts).certified).text,
                    count_cell(total_of(one.facts).respondents).text,
                )
                for one in PromotionSnapshot.objects.filter(qualification=qualification)
            ),
        ),
    }


def _csv(titles: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(titles)
    for line in lines:
        writer.writerow([safe(str(each)) for each in line])
    return ("\ufeff" + out.getvalue()).encode()


def _summary(found: Figures, judged: list[Criterion], names: list[str]) -> str:
    qualification = found.qualification
    lines = [
        f"Dossier de renouvellement de {qualification.code}",
        found.revision.title,
        f"Établi le {in_words(clock.today())}.",
        "",
        "Dans l’ordre des critères d’examen (code du travail, R6113-9). « MANQUE » : ce que la",
        f"plateforme ne tient pas, ou pas encore. En tout : {gaps(judged)}.",
        "",
    ]
    for one in judged:
        lines += [f"{one.number} {one.title}"]
        lines += [f"    pièce   {name}" for name in one.pieces]
        answered = f"    {one.without_object or 'rien ne manque'}"
        lines += [f"    MANQUE  {sentence}" for sentence in one.gaps] or [answered]
        lines.append("")
    lines += ["Comment lire les chiffres", *(f"    {note}" for note in notes()), ""]
    lines += ["Fichiers", *(f"    {name}" for name in names)]
    return "\r\n".join(lines) + "\r\n"
