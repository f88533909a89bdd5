"""One page for every list: choose columns, take the file; and what left so far."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from ccas import access, clock
from ccas.exchange import importing, lists
from ccas.exchange.actions import columns_for, export_list
from ccas.exchange.forms import ExportForm, ImportForm
from ccas.exchange.lists import Found, Listing, narrowed
from ccas.exchange.models import FileForm
from ccas.exchange.permissions import OFFICE, visible_exports
from ccas.exchange.reading import kept
from ccas.exchange.writing import FORMS
from ccas.interface.forms import page, run
from ccas.refusals import Refusal

PER_PAGE = 50


@require_safe
@access.roles(*OFFICE)
def index(request: HttpRequest) -> HttpResponse:
    """The lists one may take away, and what left: one's own, everybody's for the auditor."""
    found = Paginator(visible_exports(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "lists": lists.open_to(request.actor),
        "imports": importing.open_to(request.actor),
        "page_obj": found,
        "exports": [(one, lists.title_of(one.listing)) for one in found],
        "everybody": request.actor.has_role("auditor"),
    }
    return render(request, "exchange/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles(*OFFICE)
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose columns and form, then take the list as the screen one comes from shows it."""
    listing = lists.get(slug)
    if listing is None or not listing.open_to(request.actor):
        raise Http404
    try:
        found = narrowed(listing, request.GET, by=request.actor)
    except Refusal as refusal:
        context = {"listing": listing, "back": _back(listing, ""), "refused": refusal.sentences}
        return render(request, "exchange/export.html", context, status=422)
    ticked = _ticked(request, listing)
    form = ExportForm(
        request.POST if request.method == "POST" else None,
        listing=listing,
        initial={
            "columns": [one.key for one in listing.columns if one.key in ticked],
            "form": FileForm.XLSX,
        },
    )
    if request.method == "POST":
        taken = run(
            request,
            form,
            lambda said: export_list(found, by=request.actor, **said),
        )
        if isinstance(taken, tuple):
            made, file = taken
            name = f"{listing.slug}-{clock.today():%Y-%m-%d}.{made.form}"
            response = FileResponse(file, as_attachment=True, filename=name)
            response["Content-Type"] = FORMS[made.form][1]
            response["Cache-Control"] = "private, no-store"
            response["X-Content-Type-Options"] = "nosniff"
            return response
    return page(request, "exchange/export.html", _context(found, form))


@require_http_methods(["GET", "HEAD", "POST"])
@access.roles(*OFFICE)
def import_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a file, read what each line would do, then import it all or nothing."""
    what = importing.get(slug)
    if what is None or request.actor.role not in what.roles:
        raise Http404
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"what": what, "form": form}
    if request.method == "POST":
        confirmed = "confirm" in request.POST

        def played(_: dict[str, Any]) -> list[importing.Said]:
            sheet = what.read(form.content())
            context["ignored"] = sheet.ignored
            if confirmed:
                return importing.carry_out(what, sheet, by=request.actor)
            context["rows"] = kept(sheet)
            return importing.preview(what, sheet, by=request.actor)

        said = run(request, form, played) or []
        if isinstance(said, list) and said:
            changed = sum(one.changes for one in said)
            if confirmed:
                plural = "s" if changed > 1 else ""
                messages.success(
                    request, f"{changed} ligne{plural} importée{plural} sur {len(said)}."
                )
                return redirect(what.done)
            context |= {
                "said": said,
                "wrong": sum(bool(one.wrong) for one in said),
                "changes": changed,
            }
        elif not form.errors:
            form.add_error("file", "Ce fichier n’a que ses titres : rien à importer.")
    return page(request, "exchange/import.html", context)


def _context(found: Found, form: ExportForm) -> dict[str, object]:
    listing = found.listing
    here = reverse("exchange:export", kwargs={"slug": listing.slug})
    choices = [("offertes", "Celles de l’écran"), ("toutes", "Toutes")]
    if listing.imported:
        choices.append(("import", "Celles de l’import"))
    kept = f"&{found.query}" if found.query else ""
    return {
        "listing": listing,
        "form": form,
        "number": (number := found.number),
        "counted": listing.counted[number > 1],
        "words": found.words,
        "action": f"{here}?{found.query}" if found.query else here,
        "back": _back(listing, found.query),
        "choices": [(label, f"{here}?colonnes={value}{kept}") for value, label in choices],
    }


def _ticked(request: HttpRequest, listing: Listing) -> set[str]:
    """What the address asks for by name, else what the person ticked the last time."""
    match request.GET.get("colonnes"):
        case "toutes":
            return {column.key for column in listing.columns}
        case "offertes":
            return {column.key for column in listing.columns if column.offered}
        case "import" if listing.imported:
            return {column.key for column in listing.imported}
    return columns_for(listing, by=request.actor)  # type: ignore[attr-defined]


def _back(listing: Listing, query: str) -> str:
    address = reverse(listing.address or "exchange:index")
    return f"{address}?{query}" if query and listing.address else address
