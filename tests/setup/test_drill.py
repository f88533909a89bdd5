"""Each way to spoil a backup spoils it: a drill that spoils nothing would prove nothing."""

import shutil
from pathlib import Path

import pytest

from ccas.operations import backup
from setup.drill import damages
from tests.ccas.operations.test_backup import a_backup

WAYS = damages()


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return a_backup(tmp_path / "whole")


def test_a_whole_one_is_accepted(whole):
    assert backup.verify(whole).facts.journal_lines == 3


@pytest.mark.parametrize("says", WAYS)
def test_each_is_refused(whole, tmp_path, says):
    copy = tmp_path / "damaged"
    shutil.copytree(whole, copy)
    WAYS[says](copy)
    with pytest.raises(backup.Damaged):
        backup.verify(copy)
