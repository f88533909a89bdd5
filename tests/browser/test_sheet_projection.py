"""The device and the server read the same acts alike: same lists, same ratings, same forks."""

import random
from pathlib import Path

import pytest
from django.conf import settings

from assessments.grading.rules import Act, project

pytestmark = pytest.mark.browser

LISTS = 600
RUN = """async ({source, lists}) => {
  const {project} = await import("data:text/javascript," + encodeURIComponent(source));
  const plain = (map) => Object.fromEntries(map);
  return lists.map((acts) => {
    const now = project(acts);
    return {
      ratings: plain(now.ratings),
      standing: plain(now.standing),
      heads: plain(now.heads),
      observations: now.observations.map((act) => act.key),
      forks: now.forks.map((fork) => [fork.competency, fork.previous, fork.values]),
      unsure: [...now.unsure].sort(),
    };
  });
}"""


def some_acts(chance: random.Random) -> list[Act]:
    """Acts as devices may send them: in order or not, forked, undone, lost on the way."""
    competencies = ["7", "12", "31"]
    acts: list[Act] = []
    for rank in range(chance.randrange(14)):
        kind = chance.choice(["rate", "rate", "rate", "note", "observe", "undo", "undo", "unsure"])
        before = [act.key for act in acts]
        previous = chance.choice([None, *before, "gone"]) if kind in {"rate", "undo"} else None
        competency = chance.choice(competencies)
        if kind == "rate" and chance.random() < 0.7:
            chain = [act.key for act in acts if act.competency == competency and act.kind == "rate"]
            previous = chain[-1] if chain else None
        if kind == "undo":
            followed = next((act for act in acts if act.key == previous), None)
            competency = followed.competency if followed else competency
        elif kind in {"note", "observe"} and chance.random() < 0.3:
            competency = None
        acts.append(
            Act(
                key=f"client-{chance.randrange(3)}:{rank}",
                kind=kind,
                competency=competency,
                value={"rate": chance.choice("AENO"), "unsure": chance.choice(["yes", "no"])}.get(
                    kind, ""
                ),
                text="vu" if kind in {"note", "observe"} else "",
                previous=previous,
                second=chance.choice([None, 0, 5, 60]),
                unsure=kind == "rate" and chance.random() < 0.2,
                moment=(chance.randrange(4), rank),
            )
        )
    chance.shuffle(acts)
    return acts


def on_the_server(acts: list[Act]) -> dict:
    now = project(acts)
    return {
        "ratings": now.ratings,
        "standing": now.standing,
        "heads": now.heads,
        "observations": [act.key for act in now.observations],
        "forks": [[fork.competency, fork.previous, list(fork.values)] for fork in now.forks],
        "unsure": sorted(now.unsure),
    }


def on_the_device(chromium, source: str, lists: list[list[Act]]) -> list[dict]:
    page = chromium.new_page()
    names = ("key", "kind", "competency", "value", "text", "previous", "second", "unsure", "moment")
    plain = [[{name: getattr(act, name) for name in names} for act in acts] for acts in lists]
    found = page.evaluate(RUN, {"source": source, "lists": plain})
    page.close()
    return found


@pytest.fixture
def source() -> str:
    return Path(settings.BASE_DIR, "static/grading/projection.js").read_text()


@pytest.fixture
def lists() -> list[list[Act]]:
    chance = random.Random(20260417)
    return [some_acts(chance) for _ in range(LISTS)]


def test_the_device_reads_the_acts_as_the_server_does(chromium, source, lists):
    server = [on_the_server(acts) for acts in lists]
    assert sum(bool(one["forks"]) for one in server) > LISTS / 20
    assert sum(bool(one["unsure"]) for one in server) > LISTS / 20
    assert on_the_device(chromium, source, lists) == server


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("pile.pop();", ""),
        ("following.length !== 1", "following.length < 1"),
        ("observed.delete(act.previous);", ""),
        ('act.value !== "no"', "true"),
    ],
)
def test_a_reading_that_differs_would_be_seen(chromium, source, lists, line, fault):
    """Negative control: each rule of the reading, broken, is noticed."""
    assert line in source
    broken = source.replace(line, fault)
    assert on_the_device(chromium, broken, lists) != [on_the_server(acts) for acts in lists]
