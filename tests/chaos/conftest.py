"""The antivirus and the kinds of file of the gateway's own tests serve its drill too."""

from tests.ccas.files.conftest import _kinds, antivirus, candidate, clamd, place

__all__ = ["_kinds", "antivirus", "candidate", "clamd", "place"]
