"""Where one goes after an act: the page that said so (`?suite=`), else the usual one."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def after(request: HttpRequest, usual: str) -> str:
    """The path of our own site that the address names, or `usual`."""
    asked = request.GET.get("suite", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return usual
