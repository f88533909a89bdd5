"""Devices that send their journal, as a browser does."""

import json
from typing import Any
from uuid import uuid4

from django.urls import reverse

from assessments.framework.models import Competency
from assessments.grading.models import AssessmentSheet
from ccas import clock


class Device:
    """One device on one sheet, through a signed-in test browser; call it to send acts."""

    def __init__(self, browser, sheet: AssessmentSheet) -> None:
        self.browser, self.sheet = browser, sheet
        self.client = str(uuid4())

    def __call__(self, *acts, made=None, sent_at=None, client=None, **more) -> Any:
        """Send a batch; its JSON when it is received, else the response."""
        body = {
            "client": client or self.client,
            "made": len(acts) if made is None else made,
            "sent_at": round(clock.now().timestamp() * 1000) if sent_at is None else sent_at,
            "acts": list(acts),
        } | more
        answer = post(self.browser, self.sheet, json.dumps(body))
        return answer.json() if answer.status_code == 200 else answer


def post(browser, sheet: AssessmentSheet, body: bytes | str):
    """Any body at all, to the journal of a sheet."""
    address = reverse("grading:journal", args=[sheet.pk])
    return browser.generic("POST", address, body, content_type="application/json")


def a_body(**changed) -> str:
    """An empty batch of an unknown device, but for what is changed."""
    return json.dumps({"client": str(uuid4()), "made": 0, "sent_at": 1, "acts": []} | changed)


def rate(sequence: int, competency: Competency, value: str, **more) -> dict[str, Any]:
    """A rating, as it is sent."""
    return {
        "sequence": sequence,
        "kind": "rate",
        "competency": competency.pk,
        "value": value,
    } | more


def states(answer: dict[str, Any]) -> list[str]:
    """What became of each act."""
    return [receipt["state"] for receipt in answer["receipts"]]
