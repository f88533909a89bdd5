"""Reading qualifications: what is certified, how, and what each load changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.framework.models import Competency, CompetencyBlock, QualificationRevision
from assessments.framework.notice_page import notice_page
from assessments.framework.permissions import may_load, qualifications_seen_by
from assessments.framework.rules.registration import ended
from ccas import access, clock


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every qualification, in its latest revision."""
    today = clock.today()
    revisions = (
        QualificationRevision.objects.filter(
            qualification__in=qualifications_seen_by(request.actor)
        )
        .select_related("qualification")
        .defer("notice_xml", "rules_toml")
        .order_by("qualification__code", "-number")
        .distinct("qualification__code")
    )
    lines = [
        {"revision": revision, "ended": ended(revision.registration_end, today)}
        for revision in revisions
    ]
    return render(
        request,
        "assessments/framework/list.html",
        {"lines": lines, "may_load": may_load(request.actor)},
    )


@require_safe
def detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One qualification: identity, blocks, routes, juries, figures, revisions."""
    qualification = access.get_or_404(qualifications_seen_by(request.actor), pk=pk)
    revisions = list(qualification.revisions.defer("notice_xml", "rules_toml").order_by("-number"))
    if not revisions:
        access.get_or_404(qualifications_seen_by(request.actor).none(), pk=pk)
    revision = QualificationRevision.objects.select_related("qualification").get(pk=revisions[0].pk)
    lines: dict[int, list[Competency]] = {}
    for competency in Competency.objects.filter(block__revision=revision).order_by("position"):
        lines.setdefault(competency.block_id, []).append(competency)
    blocks = [
        (block, lines.get(block.pk, []))
        for block in CompetencyBlock.objects.filter(revision=revision).order_by("position")
    ]
    return render(
        request,
        "assessments/framework/detail.html",
        {
            "qualification": qualification,
            "revision": revision,
            "revisions": revisions,
            "blocks": blocks,
            "total": sum(len(competencies) for _, competencies in blocks),
            "sheet": notice_page(revision, today=clock.today()),
            "corrections": revision.rules.corrections,
            "equivalences": revision.rules.equivalences,
            "may_load": may_load(request.actor),
        },
    )
