"""Titles whose publication has not come yet."""

import pytest

from ccas.refusals import Refusal
from certification.passport import actions, reading
from tests.certification.awards.test_road import sat
from tests.factories.awards import SignatoryFactory
from tests.factories.deliberation import candidate

pytestmark = pytest.mark.django_db


def test_a_title_that_is_not_published_is_not_owed(officer):
    SignatoryFactory()
    sat(candidate())
    assert reading.owed_lines() == []
    with pytest.raises(Refusal, match="Aucun titre ne peut partir"):
        actions.prepare_return(by=officer)
