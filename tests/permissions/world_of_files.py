"""A scan received and found clean, and one on its way: what the addresses of files talk about."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from assessments.practice.scans import SCAN, destination
from ccas.actors import Actor
from ccas.files import actions
from ccas.files.examining import examine
from tests.ccas.files.samples import pdf


def addresses_of_files(officer: Actor, attestation: UUID) -> dict[str, Mapping[str, Any]]:
    """Receive the scan of this attestation; give the kwargs of every address of the gateway."""
    place = destination(officer, attestation)
    assert place is not None
    scan = actions.receive(SCAN, place, name="attestation.pdf", pieces=[pdf()], by=officer)
    examine(scan.pk, by=officer)
    upload = actions.begin_upload(SCAN, place, name="suite.pdf", size=1000, by=officer)
    return {
        "files:upload": {"pk": upload.pk},
        "files:part": {"pk": upload.pk, "offset": 0},
        "files:finish": {"pk": upload.pk},
        "files:drop": {"pk": upload.pk},
        "files:deposit": {"kind": SCAN.code, "set_id": attestation},
        "files:show": {"pk": scan.pk},
        "files:state": {"pk": scan.pk},
    }
