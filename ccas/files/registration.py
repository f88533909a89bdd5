"""What this service offers at start-up."""

from ccas import jobs
from ccas.files.actions import EXAMINE
from ccas.files.examining import examine_job

jobs.register(EXAMINE, examine_job)
