"""`{% export_link "candidats" %}`: the way from a list to its file, for who may take it."""

from typing import Any

from django import template
from django.urls import reverse

from ccas.exchange import lists

register = template.Library()


@register.inclusion_tag("exchange/link.html", takes_context=True)
def export_link(context: dict[str, Any], slug: str, label: str = "Exporter cette liste") -> dict:
    """The link keeps the filters of the page; nothing is drawn for who may not."""
    request = context["request"]
    listing = lists.get(slug)
    if listing is None:
        raise template.TemplateSyntaxError(f"no room declares the list {slug!r}")
    if not listing.open_to(getattr(request, "actor", None)):
        return {}
    query = request.GET.copy()
    query.pop("page", None)
    kept = query.urlencode()
    address = reverse("exchange:export", kwargs={"slug": slug})
    return {"url": f"{address}?{kept}" if kept else address, "label": label}
