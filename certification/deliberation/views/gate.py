"""The objects of the room, for who may see them: anybody else gets the 404 of an unknown id."""

from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest

from assessments.framework.models import CompetencyBlock
from ccas import access
from ccas.accounts.roles import Role
from certification.deliberation import permissions
from certification.deliberation.models import BlockDecision, Deliberation, Presentation
from certification.juries.models import Jury

#: Who opens the room at all.
ROOM = (*permissions.READERS, *permissions.MEMBERS)
PRESIDING = (Role.PRESIDENT,)
SITTING = permissions.MEMBERS
SECRETARIAT = (Role.PRESIDENT, Role.OFFICER)


def jury_or_404(request: HttpRequest, pk: UUID) -> Jury:
    """A jury the actor may see, with its revision."""
    juries = permissions.visible_juries(request.actor).select_related(
        "revision__qualification", "presiding_entity", "proposed_entity"
    )
    return access.get_or_404(juries, pk=pk)


def deliberation_or_404(request: HttpRequest, pk: UUID) -> Deliberation:
    """A deliberation the actor may see, with its jury and minutes."""
    found = permissions.visible_deliberations(request.actor).select_related(
        "jury__revision__qualification",
        "jury__presiding_entity",
        "minutes",
        "replaces__minutes",
        "replaced_by__jury",
    )
    return access.get_or_404(found, pk=pk)


def presided_or_404(request: HttpRequest, pk: UUID) -> Deliberation:
    """The same, for the person who presides now."""
    deliberation = deliberation_or_404(request, pk)
    if not permissions.presides(request.actor, deliberation.jury):
        raise Http404
    return deliberation


def presentations():
    """Presentations with what lists and screens read of them."""
    return Presentation.objects.select_related(
        "enrolment__candidate__person",
        "enrolment__revision__qualification",
        "deliberation__jury",
    ).prefetch_related(
        "blocks",
        Prefetch("decisions", BlockDecision.objects.select_related("block", "decided_by")),
    )


def presentation_or_404(request: HttpRequest, pk: UUID, presentation: UUID) -> Presentation:
    """A presentation the actor may read, in that deliberation. Recused members may not."""
    visible = permissions.visible_presentations(request.actor).values("pk")
    found = access.get_or_404(
        presentations().filter(pk__in=visible, deliberation=pk), pk=presentation
    )
    _share_revision(found)
    return found


def _share_revision(presentation: Presentation) -> None:
    """The two files of a revision are large: what is read with the candidate serves their blocks,
    which are of that revision, and their jury, when it is too."""
    revision, jury = presentation.enrolment.revision, presentation.deliberation.jury
    if jury.revision_id == revision.pk:
        jury.revision = revision
    for block in presentation.blocks.all():
        block.revision = revision


def block_or_404(presentation: Presentation, pk: int) -> CompetencyBlock:
    """A block that this candidate presents."""
    return access.get_or_404(presentation.blocks.all(), pk=pk)
