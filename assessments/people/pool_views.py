"""The pool of those accredited to sit: its export, and its import with a preview."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from assessments.people.forms import PoolForm
from assessments.people.permissions import READERS, WRITERS
from assessments.people.pool import enlisting, files
from ccas import access
from ccas.interface.forms import page, run

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles(*WRITERS)
def pool(request: HttpRequest) -> HttpResponse:
    """Send a file, read what each line would do, then import it all or nothing."""
    form = PoolForm(request.POST, request.FILES) if request.method == "POST" else PoolForm()
    said: list[enlisting.Said] = []
    rows = ""
    if request.method == "POST":
        confirmed = "confirm" in request.POST

        def read(data: dict) -> list[enlisting.Said]:
            content = data["file"].read() if data["file"] else data["rows"].encode()
            lines = files.read(content)
            if confirmed:
                return enlisting.enlist(lines, by=request.actor)
            nonlocal rows
            rows = files.as_csv(lines)
            return enlisting.preview(lines, by=request.actor)

        said = run(request, form, read) or []
        if said and confirmed:
            changed = sum(one.changes for one in said)
            messages.success(
                request,
                f"{changed} ligne{'s' if changed > 1 else ''} importée{'s' if changed > 1 else ''}"
                f" sur {len(said)}.",
            )
            return redirect("people:list")
    return page(
        request,
        "assessments/people/pool.html",
        {
            "form": form,
            "said": said,
            "rows": rows,
            "wrong": sum(bool(one.wrong) for one in said),
            "changes": sum(one.changes for one in said),
        },
    )


@require_safe
@access.roles(*READERS)
def pool_csv(request: HttpRequest) -> HttpResponse:
    """The pool as CSV. An export leaves its line in the access journal."""
    access.opened(request, request.user, whose=None, screen="pool")
    return _file(files.as_csv(enlisting.exported()).encode(), "text/csv; charset=utf-8", "csv")


@require_safe
@access.roles(*READERS)
def pool_xlsx(request: HttpRequest) -> HttpResponse:
    """The pool as a workbook, with the same line."""
    access.opened(request, request.user, whose=None, screen="pool")
    return _file(files.as_xlsx(enlisting.exported()), XLSX, "xlsx")


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="vivier.{ending}"'
    return response
