"""What every answer says to the browser, besides the content policy that Django writes."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: The page may ask for a passkey; for nothing else that a device holds.
PERMISSIONS_POLICY = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
                "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
                "serial", "usb",
            )
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)  # fmt: skip
PRIVATE = "private, no-store"


class HeadersMiddleware:
    """A page shown to somebody signed in is kept by no cache; no page may use the device.

    A shared post in an operations room must show nothing to the next person who presses "back".
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        # A style sheet or a refused host is answered before anybody is known: it says nothing of
        # whoever asks.
        user = getattr(request, "user", None)
        known = user is not None and user.is_authenticated
        if known or (user is not None and settings.SESSION_COOKIE_NAME in request.COOKIES):
            response.headers["Cache-Control"] = PRIVATE
        return response
