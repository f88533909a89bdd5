"""ASGI entry point, for server-sent events only."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ccas.settings.production")

application = get_asgi_application()
