"""The figures on the screen, in a workbook, on paper."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ccas import access, clock, interface
from ccas.accounts.roles import Role
from ccas.interface.forms import page
from ccas.interface.templatetags.interface import day
from certification.figures import actions
from certification.figures.forms import FiguresFilter
from certification.figures.permissions import READERS, printed_figures
from certification.figures.reading import Figures, figures
from certification.figures.renewal import file_of, renewal_zip
from certification.figures.rules.drawing import MARKS, place
from certification.figures.rules.renewal import criteria, gaps
from certification.figures.tables import tables
from certification.figures.words import notes
from certification.figures.workbook import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Printed figures shown on the page, the latest.
RECENT = 5


@access.roles(*READERS)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The tables and their drawings; the workbook and the paper say the same."""
    form = FiguresFilter(request.GET)
    if form.qualification is None or not form.is_valid():
        return page(request, "certification/figures/show.html", {"form": form})
    found = figures(form.qualification, form.year, form.years)
    context = {
        "form": form,
        "found": found,
        "tables": tables(found),
        "notes": notes(),
        "marks": [(place(each), f"{each}") for each in MARKS],
        "query": _query(found),
        "printed": printed_figures(request.actor)[:RECENT],
        "officer": request.actor.role == Role.OFFICER,
    }
    return render(request, "certification/figures/show.html", context)


@access.roles(*READERS)
@require_safe
def workbook_file(request: HttpRequest) -> HttpResponse:
    """The same tables, in a workbook."""
    found = _asked(request.GET)
    heading = [
        f"Chiffres de la certification {found.qualification.code}",
        found.revision.title,
        f"Au {day(clock.today())}",
    ]
    response = HttpResponse(
        workbook(tables(found), heading=heading, notes=notes()), content_type=XLSX
    )
    name = f"chiffres-{found.qualification.code}-{clock.today().isoformat()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access.roles(Role.OFFICER)
@interface.refusals
def print_them(request: HttpRequest) -> HttpResponse:
    """Freeze the figures in a numbered paper; a worker makes it."""
    found = _asked(request.POST)
    made = actions.print_figures(found.qualification, year=found.year, by=request.actor)
    messages.success(request, f"Les chiffres sont figés sous le numéro {made.number}.")
    return redirect(f"{reverse('figures:show')}?{_query(found)}")


@access.roles(*READERS)
@require_safe
def renewal(request: HttpRequest) -> HttpResponse:
    """What the next registration asks for: what answers it, what is lacking."""
    found = _asked(request.GET)
    judged = criteria(file_of(found))
    context = {
        "found": found,
        "criteria": judged,
        "lacking": gaps(judged),
        "query": _query(found),
    }
    return render(request, "certification/figures/renewal.html", context)


@access.roles(*READERS)
@require_safe
def renewal_file(request: HttpRequest) -> HttpResponse:
    """The same, gathered in one zip."""
    found = _asked(request.GET)
    response = HttpResponse(renewal_zip(found), content_type="application/zip")
    name = f"renouvellement-{found.qualification.code}-{clock.today().isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(data: QueryDict) -> Figures:
    form = FiguresFilter(data)
    if form.qualification is None or not form.is_valid():
        raise Http404
    return figures(form.qualification, form.year, form.years)


def _query(found: Figures) -> str:
    said = {"certification": found.qualification.code}
    if found.year is not None:
        said["annee"] = str(found.year)
    return urlencode(said)
