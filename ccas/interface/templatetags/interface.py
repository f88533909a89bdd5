"""The components as template tags, available in every template without `{% load %}`.

Each draws one template of `templates/components/`. No tag queries the database.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateformat import format as dateformat
from django.utils.safestring import SafeString, mark_safe

from ccas import clock
from ccas.clock import paris
from ccas.interface.components import STATUS_KINDS, NextStep
from ccas.interface.fields import field_views
from ccas.interface.typography import ending, set_in_french

register = template.Library()


@register.filter(is_safe=True)
def fine(text: object) -> str:
    """French typography, for what is no page: pages are set as they leave (typography.py)."""
    return set_in_french(str(text))


@register.filter
def thousands(number: int) -> str:
    """« 15 000 », with a narrow no-break space."""
    return f"{number:,}".replace(",", "\u202f")


#: Django's own is English: it writes « 0 pièces ».
register.filter("pluralize", ending)


@register.filter
def day(value: datetime.date | datetime.datetime | None) -> str:
    """« 3 juin 2026 », on the Paris calendar; « – » for None."""
    if not value:
        return "–"
    shown = paris(value) if isinstance(value, datetime.datetime) else value
    return ("1er " if shown.day == 1 else f"{shown.day} ") + dateformat(shown, "F Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """« 3 juin 2026 à 14:03 », Paris time; « – » for None."""
    return f"{day(value)} à {hour(value)}" if value else "–"


@register.filter
def hour(value: datetime.datetime | datetime.time | None) -> str:
    """« 14:03 », Paris time; « – » for None."""
    if value is None:
        return "–"
    return dateformat(paris(value) if isinstance(value, datetime.datetime) else value, "H:i")


@register.simple_tag
def when(value: datetime.date | datetime.datetime | None) -> SafeString:
    """`<time>` with the machine date and the French words."""
    if not value:
        return mark_safe("–")
    words = moment(value) if isinstance(value, datetime.datetime) else day(value)
    return mark_safe(f'<time datetime="{value.isoformat()}">{words}</time>')  # noqa: S308


@register.inclusion_tag("components/status.html")
def status(text: str, kind: str = "neutral") -> dict[str, Any]:
    """A state in words, with an icon and a colour that say the same. Kinds: STATUS_KINDS."""
    classes, icon = STATUS_KINDS[str(kind)]
    return {"text": text, "classes": classes, "icon": icon}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, Any]:
    """`{% breadcrumb "Jurys" "juries:list" "Jury du 3 juin" %}`: label, address, …, current page.

    An address is a path or the name of a URL without argument.
    """
    *pairs, current = parts
    if len(pairs) % 2:
        raise template.TemplateSyntaxError("breadcrumb: label, address, …, current label")
    links = [
        {"label": label, "url": url if str(url).startswith("/") else reverse(url)}
        for label, url in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    return {"links": links, "current": current}


@register.inclusion_tag("components/next_step.html")
def next_step(
    step: NextStep | str,
    who: str = "",
    due: datetime.date | None = None,
    detail: str = "",
    url: str = "",
    label: str = "Continuer",
) -> dict[str, Any]:
    """The « what is next » panel: a NextStep, or its sentence and the rest by keyword."""
    if not isinstance(step, NextStep):
        step = NextStep(str(step), str(who), due, str(detail), str(url), str(label))
    return {"step": step, "passed": step.due is not None and step.due < clock.today()}


@register.inclusion_tag("components/task_list.html")
def task_list(tasks: Iterable[Any]) -> dict[str, Any]:
    """Lines `components.Task`: what there is to do, its state, why it is not possible yet."""
    return {"tasks": list(tasks)}


@register.inclusion_tag("components/block_card.html")
def block_card(card: Any, level: int = 3) -> dict[str, Any]:
    """A `components.BlockCard`: held, to present, to come back for. `level`: of its heading."""
    return {"card": card, "level": level}


@register.inclusion_tag("components/count.html")
def count(figure: Any) -> dict[str, Any]:
    """A `components.Count`: the figure, what it counts, the list it opens."""
    return {"figure": figure}


@register.inclusion_tag("components/progress.html")
def progress(value: float, maximum: float, text: str, label: str = "") -> dict[str, Any]:
    """A bar with its sentence: the sentence says everything the bar shows."""
    share = 0 if not maximum else max(0, min(100, round(100 * float(value) / float(maximum))))
    return {"share": share, "text": text, "label": label or text}


@register.inclusion_tag("components/facts.html")
def facts(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """A definition list of (term, value)."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("components/empty.html")
def empty(sentence: str, url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here yet: says so, and what to do."""
    return {"sentence": sentence, "url": url, "label": label}


@register.inclusion_tag("components/alert.html")
def alert(kind: str, sentence: str, title: str = "") -> dict[str, Any]:
    """An alert in the page. Kinds: info, success, warning, error."""
    return {"kind": kind, "sentence": sentence, "title": title}


@register.inclusion_tag("components/button.html", takes_context=True)
def post_button(
    context: Context, url: str, label: str, kind: str = "secondary", icon: str = ""
) -> dict[str, Any]:
    """A button that posts (nothing but the token). Kinds: primary, secondary, tertiary."""
    return {
        "url": url,
        "label": label,
        "icon": icon,
        "kind": "" if kind == "primary" else f"fr-btn--{kind}",
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Any) -> dict[str, Any]:
    """Links between the pages of a Django paginator; keeps the filters of the address."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = query.urlencode()
    return {
        "page": page,
        "prefix": f"?{kept}&page=" if kept else "?page=",
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "ellipsis": page.paginator.ELLIPSIS,
    }


@register.simple_tag
def fields(form: forms.BaseForm, *names: str) -> SafeString:
    """The visible fields of any Django form in the State's design (all, or those named)."""
    return render_to_string("components/fields.html", {"views": field_views(form, names)})


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One field: label, hint, control, errors."""
    views = field_views(bound.form, (bound.name,))
    return render_to_string("components/fields.html", {"views": views})


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What went wrong, at the top, each sentence linked to its field."""
    lines = [
        {"sentence": sentence, "anchor": bound.id_for_label or bound.auto_id, "label": bound.label}
        for bound in form
        for sentence in bound.errors
    ]
    return {"general": list(form.non_field_errors()), "lines": lines}


class _Around(Node):
    """A component that has a body: the body is rendered first, then given as `body`."""

    def __init__(
        self,
        template_name: str,
        arguments: dict[str, FilterExpression],
        body: NodeList,
    ) -> None:
        self.template_name, self.arguments, self.body = template_name, arguments, body

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.arguments.items()}
        values["body"] = self.body.render(context)
        values["csrf_token"] = context.get("csrf_token", "")
        engine = context.template.engine  # type: ignore[union-attr]
        return engine.get_template(self.template_name).render(context.new(values))


def _around(name: str, template_name: str, positional: tuple[str, ...], **defaults: str) -> None:
    """Register `{% name … %}body{% endname %}`: positional arguments, then keywords."""

    def compiled(parser: Parser, token: Token) -> Node:
        bits = token.split_contents()[1:]
        given = {key: parser.compile_filter(f'"{value}"') for key, value in defaults.items()}
        order = list(positional)
        for bit in bits:
            key, sign, value = bit.partition("=")
            if sign and key.isidentifier():
                given[key] = parser.compile_filter(value)
            elif order:
                given[order.pop(0)] = parser.compile_filter(bit)
            else:
                raise template.TemplateSyntaxError(f"{name}: too many arguments")
        missing = [key for key in order if key not in given]
        if missing:
            raise template.TemplateSyntaxError(f"{name}: {', '.join(missing)} missing")
        body = parser.parse((f"end{name}",))
        parser.delete_first_token()
        return _Around(template_name, given, body)

    register.tag(name, compiled)


_around("data_table", "components/data_table.html", ("caption",), hide_caption="", wide="")
_around(
    "confirm",
    "components/confirm.html",
    ("url", "label"),
    sentence="",
    button="Confirmer",
    kind="secondary",
    icon="",
)
_around("post_form", "components/post_form.html", ("url", "button"), kind="primary", files="")
_around("panel", "components/panel.html", ("title",), level="2", kind="")
