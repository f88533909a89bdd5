"""The file of validation supports what it tells with a piece, once a jury reads it."""

import pytest

from certification.coverage.reading import matrices
from certification.coverage.rules import Support
from tests.factories.vae import presented_file, submitted_file

pytestmark = pytest.mark.django_db


def test_a_file_counts_once_presented(officer):
    waiting, _ = submitted_file(officer)
    presented, _ = presented_file(officer)
    found = matrices([waiting.enrolment, presented.enrolment], officer)
    assert found[waiting.enrolment_id].count(Support.NOTHING) == 42
    matrix = found[presented.enrolment_id]
    assert [column.label for column in matrix.columns] == ["Dossier de validation"]
    # Thirteen told, one of them with a piece.
    assert (matrix.count(Support.SINGLE), matrix.count(Support.SEEN)) == (1, 12)
    assert matrix.lines[0].cells[0].text == "Raconté · 1 pièce"
