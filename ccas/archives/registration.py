"""What the service offers at start-up."""

from ccas import jobs
from ccas.archives.actions import MAKE, make_job

jobs.register(MAKE, make_job)
