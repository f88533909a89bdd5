"""`{% live topic fragment %}`: the attributes of a part of a page that follows what others do."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def live(context: dict[str, Any], topic: str, fragment: str) -> SafeString:
    """data-live: where to listen, "" for nowhere. data-fragment: the path of the content."""
    return format_html(
        'data-live="{}" data-fragment="{}"', _address(context["request"], topic), fragment
    )


def _address(request: Any, topic: str) -> str:
    if not settings.LIVE_URL:
        return ""
    path = f"/direct/{topic}/"
    if settings.LIVE_URL == "/":
        return path
    host, _, port = request.get_host().rpartition(":")
    name = host if host and port.isdigit() else request.get_host()
    return f"//{name}{settings.LIVE_URL}{path}"
