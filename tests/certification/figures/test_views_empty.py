"""The page of figures before any certification is loaded."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_nothing_loaded_is_said(sign_in, officer):
    page = sign_in(officer).get(reverse("figures:show"))
    assert "Aucune certification" in page.content.decode()
