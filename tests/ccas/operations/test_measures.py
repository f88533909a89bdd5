"""What Prometheus reads, and who may: nobody until somebody says so."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from ccas import jobs
from ccas.actors import Actor
from ccas.jobs.models import Job
from ccas.operations import measures
from ccas.operations.checks import measures_are_closed

pytestmark = pytest.mark.django_db
ADDRESS = "/sante/mesures/"
TOKEN = "un-jeton-de-mesures-assez-long-pour-de-vrai"


def read(content: bytes) -> dict[tuple, float]:
    """(name, labels) → value."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(content.decode())
        for sample in family.samples
    }


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_nobody_reads_them_by_default(sign_in, officer, make_actor):
    unknown = Client().get("/nulle-part/")
    for answer in (
        Client().get(ADDRESS),
        Client().get(ADDRESS, headers=bearer("")),
        Client().get(ADDRESS, headers=bearer(TOKEN)),
        sign_in(make_actor("administrator")).get(ADDRESS),
    ):
        assert (answer.status_code, answer.content) == (404, unknown.content)


def test_whoever_holds_the_token_does(settings):
    settings.METRICS_TOKEN = TOKEN
    assert Client().get(ADDRESS, headers=bearer(TOKEN)).status_code == 200
    for wrong in (TOKEN[:-1], TOKEN + "x", "", "é"):
        assert Client().get(ADDRESS, headers=bearer(wrong)).status_code == 404
    assert Client().get(ADDRESS, headers={"Authorization": f"Basic {TOKEN}"}).status_code == 404
    assert Client().get(f"{ADDRESS}?token={TOKEN}").status_code == 404


@pytest.mark.parametrize("forwarded", ["X-Forwarded-For", "Forwarded", "X-Real-Ip"])
def test_from_inside_and_never_through_a_proxy(settings, forwarded):
    settings.METRICS_FROM = ["10.1.0.0/16", "fd00::/8"]
    assert Client(REMOTE_ADDR="10.1.2.3").get(ADDRESS).status_code == 200
    assert Client(REMOTE_ADDR="fd00::7").get(ADDRESS).status_code == 200
    assert Client(REMOTE_ADDR="10.2.0.1").get(ADDRESS).status_code == 404
    assert Client(REMOTE_ADDR="").get(ADDRESS).status_code == 404
    through = Client(REMOTE_ADDR="10.1.2.3", headers={forwarded: "10.1.2.3"})
    assert through.get(ADDRESS).status_code == 404, "the address is the proxy's"


def test_answers_are_counted_by_route_and_never_by_address(settings, officer, sign_in):
    settings.METRICS_TOKEN = TOKEN
    sign_in(officer).get("/compte/")
    Client().get("/nulle-part/gwenaelle-le-quere/")
    text = Client().get(ADDRESS, headers=bearer(TOKEN)).content
    found = read(text)
    assert found["ccas_request_seconds_count", (("route", "accounts:profile"),)] >= 1
    assert found["ccas_request_seconds_count", (("route", "unknown"),)] >= 1
    assert found["ccas_answers_total", (("method", "GET"), ("status", "404"))] >= 1
    assert b"gwenaelle" not in text
    assert str(officer.user_id).encode() not in text


def test_a_method_that_somebody_invents_is_no_new_series():
    measures.answered("unknown", "INVENTÉE", 405, 0.01)
    assert ("ccas_answers_total", (("method", "other"), ("status", "405"))) in read(measures.text())


def test_what_waits_is_asked_of_the_database():
    old = timezone.now() - timedelta(minutes=7)
    with transaction.atomic():
        waiting = [jobs.enqueue("essai", key=str(one), by=Actor.system()) for one in range(3)]
    Job.objects.filter(pk=waiting[0].pk).update(recorded_at=old)
    Job.objects.filter(pk=waiting[1].pk).update(
        state="running", lease_until=timezone.now() - timedelta(seconds=1)
    )
    found = read(measures.text())
    assert found["ccas_jobs", (("state", "waiting"),)] == 2
    assert found["ccas_jobs", (("state", "running"),)] == 1
    assert found["ccas_jobs_lapsed", ()] == 1
    assert 420 <= found["ccas_jobs_oldest_waiting_seconds", ()] < 480
    Job.objects.filter(pk=waiting[0].pk).update(not_before=timezone.now() + timedelta(hours=1))
    Job.objects.filter(pk=waiting[2].pk).update(state="failed")
    assert read(measures.text())["ccas_jobs_oldest_waiting_seconds", ()] == 0, "it waits by right"


def test_a_reading_costs_the_same_whatever_waits(django_assert_num_queries):
    with django_assert_num_queries(6):
        measures.text()


@pytest.mark.parametrize(
    ("token", "networks", "errors"),
    [
        ("", [], []),
        (TOKEN, ["10.0.0.0/8"], []),
        ("court", [], ["ccas.E040"]),
        ("", ["0.0.0.0/0"], ["ccas.E041"]),
        ("", ["::/0"], ["ccas.E041"]),
        ("", ["le bureau"], ["ccas.E041"]),
    ],
)
def test_settings_that_would_open_them_to_all_are_errors(settings, token, networks, errors):
    settings.METRICS_TOKEN, settings.METRICS_FROM = token, networks
    assert [one.id for one in measures_are_closed(None)] == errors
