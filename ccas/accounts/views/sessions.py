"""One's own sessions: where one is signed in, and closing what is not oneself."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from ccas import access
from ccas.accounts import sessions
from ccas.accounts.models import OpenSession


@require_safe
def open_sessions(request: HttpRequest) -> HttpResponse:
    """The list, the present one first."""
    lines = sessions.listed(request.user, request.session.session_key)  # type: ignore[arg-type]
    life, idle = sessions.limits(request.roles)  # type: ignore[attr-defined]
    context = {
        "lines": lines,
        "hours": int(life.total_seconds() // 3600),
        "minutes": int(idle.total_seconds() // 60),
    }
    return render(request, "account/sessions.html", context)


@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close one of one's sessions; somebody else's is a 404."""
    own = access.get_or_404(OpenSession.objects.filter(user=request.user), pk=pk)
    if own.session_key == request.session.session_key:
        messages.info(request, "C’est celle que vous utilisez : « Se déconnecter » la ferme.")
    else:
        sessions.close(own)
        messages.success(request, "La connexion est fermée.")
    return redirect("accounts:sessions")


@require_POST
def close_others(request: HttpRequest) -> HttpResponse:
    """Close every session but the present one."""
    count = sessions.close_all(request.user, but=request.session.session_key)  # type: ignore[arg-type]
    sentence = "Aucune autre connexion." if not count else "Les autres connexions sont fermées."
    messages.success(request, sentence)
    return redirect("accounts:sessions")
