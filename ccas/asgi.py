"""ASGI entry point, for server-sent events only (/direct/). Pages are served by ccas.wsgi."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccas.settings.production")
django.setup()

from ccas.live.server import Streams  # noqa: E402  (Django first)

application = Streams()
