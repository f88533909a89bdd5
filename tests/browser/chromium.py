"""Where Chromium is, and how it is started."""

from setup.packages import find_chromium

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """The system's Chromium, or None: Playwright then looks for its own copy."""
    found = find_chromium()
    return str(found) if found else None
