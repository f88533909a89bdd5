"""The holder's badges: asked for, downloaded."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ccas import access, interface
from ccas.accounts.roles import Role
from certification.badges import actions, reading
from certification.badges.permissions import own_badges, own_blocks, own_titles
from certification.badges.rules.credential import name_of


@access.roles(Role.CANDIDATE)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Each title and block the holder has, with its badge or the button that makes it."""
    held = [
        {
            "held": one,
            "name": name_of(one.what),
            "picture": reverse("badges:picture", args=[reading.key_of_obtained(one.obtained)]),
            "make": reverse(f"badges:make_{one.kind}", args=[one.obtained.pk]),
        }
        for one in reading.held_by(request.actor)
    ]
    return render(request, "certification/badges/own.html", {"held": held})


@access.roles(Role.CANDIDATE)
@interface.refusals
def make_of_title(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have the badge of a title made."""
    return _make(request, access.get_or_404(own_titles(request.actor), pk=pk))


@access.roles(Role.CANDIDATE)
@interface.refusals
def make_of_block(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have the badge of a block made."""
    return _make(request, access.get_or_404(own_blocks(request.actor), pk=pk))


@access.roles(Role.CANDIDATE)
@never_cache
@require_safe
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file, byte for byte as it was signed."""
    badge = access.get_or_404(own_badges(request.actor), pk=pk)
    code = reading.what_of(badge.award or badge.acquired).code
    return HttpResponse(
        badge.content,
        content_type="application/vc+json; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="badge-{slugify(code)}.json"',
            "Cache-Control": "private, no-store",
        },
    )


def _make(request: HttpRequest, obtained: reading.Obtained) -> HttpResponse:
    actions.make_badge(obtained, by=request.actor)
    messages.success(request, "Le badge est prêt : téléchargez-le.")
    return redirect("badges:own")
