"""What may be missing stops a run only when nothing can be proven without it."""

import pytest

from setup import packages
from setup.processes import Trouble


@pytest.fixture
def bare(monkeypatch):
    """A machine where nothing is installed and nothing may be."""
    monkeypatch.setattr(packages, "_program", lambda name: None)
    monkeypatch.setattr(packages, "is_debian", lambda: False)


def test_without_a_token_the_run_goes_on_and_says_so(bare, capfd):
    packages.ensure_token()
    said = capfd.readouterr().out
    assert "Il manque SoftHSM" in said
    assert "apt-get install softhsm2" in said
    assert "ces tests-là sont passés" in said


def test_without_poppler_or_antivirus_it_stops_with_a_sentence(bare):
    for ensure in (packages.ensure_poppler, packages.ensure_antivirus):
        with pytest.raises(Trouble, match=r"Il manque .* apt-get install"):
            ensure()
