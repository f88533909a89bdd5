"""What this service offers at start-up."""

from ccas import jobs
from ccas.documents.actions import RENDER, render_job
from ccas.documents.exchange import LISTS
from ccas.exchange import lists

lists.register(*LISTS)
jobs.register(RENDER, render_job)
