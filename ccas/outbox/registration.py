"""What the outbox registers when the program starts."""

from ccas import jobs
from ccas.outbox.actions import SEND, send

jobs.register(SEND, send)
