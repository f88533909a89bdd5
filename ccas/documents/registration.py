"""What this service offers at start-up."""

from ccas import jobs
from ccas.documents.actions import RENDER, render_job

jobs.register(RENDER, render_job)
