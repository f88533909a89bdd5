"""The jury reads the version presented; what each member opened is a fact that can be asked."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ccas import clock
from certification.vae import actions
from certification.vae.permissions import visible_versions
from certification.vae.studied import studied
from tests.factories.deliberation import convened
from tests.factories.juries import RecusalFactory
from tests.factories.vae import at, presented_file

pytestmark = pytest.mark.django_db
SITS = date(2026, 6, 12)


def test_a_member_reads_what_is_presented_and_it_is_known(officer, sign_in, make_actor):
    file, actor = presented_file(officer, blocks=2)
    room = convened([file.enrolment], revision=file.enrolment.revision, sits_on=SITS)
    member, recused = room.members[0], room.members[-1]
    RecusalFactory(jury=room.jury, person=room.people[-1], enrolment=file.enrolment)
    version = file.presented
    with clock.moved_to(at(date(2026, 6, 10))):
        for one, sees in (
            (member, True),
            (room.president, True),
            (recused, False),
            (make_actor("jury_member"), False),
            (make_actor("evaluator"), False),
        ):
            assert visible_versions(one).filter(pk=version.pk).exists() == sees
        asked = ([file.enrolment.pk], [member.user_id, recused.user_id])
        assert studied(*asked) == {}
        browser = sign_in(member)
        assert browser.get(reverse("vae:version", args=[version.pk])).status_code == 200
        # To look at the list is not to study the file.
        assert studied(*asked) == {}
        codes = [block["code"] for block in version.facts["blocks"]]
        address = reverse("vae:version_block", args=[version.pk, codes[0]])
        assert browser.get(address).status_code == 200
        found = studied(*asked)[file.enrolment.pk, member.user_id]
        assert (found.version, found.blocks, found.whole) == (version.pk, {codes[0]}, False)
        browser.get(reverse("vae:version_block", args=[version.pk, codes[1]]))
        with CaptureQueriesContext(connection) as queries:
            assert studied(*asked)[file.enrolment.pk, member.user_id].whole
        assert len(queries) == 2
        shown = version.papers.first()
        assert browser.get(reverse("files:show", args=[shown.pk])).status_code == 200
        assert sign_in(recused).get(reverse("files:show", args=[shown.pk])).status_code == 404
    # Another version is presented: it has to be read again.
    with clock.moved_to(at(date(2026, 6, 11))):
        actions.return_file(file, by=officer, reasons="Page 3 illisible.")
        actions.submit_file(file, by=actor)
        assert not visible_versions(member).filter(number=2).exists()
        actions.verify_file(file, by=officer)
        actions.present_file(file, by=officer)
    assert studied(*asked) == {}
    assert visible_versions(member).get(file=file).number == 2
