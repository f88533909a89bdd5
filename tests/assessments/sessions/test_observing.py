"""« Pas encore observée, 6 minutes restent » : the table of cases, in Python and in the browser."""

from pathlib import Path

import pytest
from django.conf import settings as django
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.sessions.rules import CalledFor, still_to_observe

CALLS = [
    CalledFor(0, ["a"]),
    CalledFor(300, ["b"]),
    CalledFor(480, ["a", "c"]),
    CalledFor(1500, ["d"]),
]
ALL, END = ["a", "b", "c", "d"], 1500
OVER = "pas observée, la phase est finie"
NONE_LEFT = "plus aucun événement ne l’appelle"

# second, observed → (competency, seconds left, next inject in, urgent, sentence)
CASES = [
    (0, [], [
        ("a", 1500, 0, False,
         "pas encore observée, 25 minutes restent\u00a0; événement dans moins d’une minute"),
        ("b", 1500, 300, False,
         "pas encore observée, 25 minutes restent\u00a0; prochain événement dans 5 min"),
        ("c", 1500, 480, False,
         "pas encore observée, 25 minutes restent\u00a0; prochain événement dans 8 min"),
        # An inject planned at the end of the phase is never played.
        ("d", 1500, None, True, f"pas encore observée, 25 minutes restent\u00a0; {NONE_LEFT}"),
    ]),
    (301, ["a", "d"], [
        ("b", 1199, None, True, f"pas encore observée, 19 minutes restent\u00a0; {NONE_LEFT}"),
        ("c", 1199, 179, False,
         "pas encore observée, 19 minutes restent\u00a0; prochain événement dans 2 min"),
    ]),
    (480, ["a", "b", "d"], [
        ("c", 1020, 0, False,
         "pas encore observée, 17 minutes restent\u00a0; événement dans moins d’une minute"),
    ]),
    (1140, ["a", "b", "d"], [
        ("c", 360, None, True, f"pas encore observée, 6 minutes restent\u00a0; {NONE_LEFT}"),
    ]),
    (1439, ["a", "b", "d"], [
        ("c", 61, None, True, f"pas encore observée, 1 minute reste\u00a0; {NONE_LEFT}"),
    ]),
    (1441, ["a", "b", "d"], [
        ("c", 59, None, True, f"pas encore observée, moins d’une minute reste\u00a0; {NONE_LEFT}"),
    ]),
    (1500, ["a", "b", "d"], [("c", 0, None, True, OVER)]),
    (9999, ["a", "b", "d"], [("c", 0, None, True, OVER)]),
    (600, ["a", "b", "c", "d"], []),
]  # fmt: skip


@pytest.mark.parametrize(("second", "observed", "expected"), CASES)
def test_what_is_still_to_observe(second, observed, expected) -> None:
    found = still_to_observe(ALL, calls=CALLS, observed=observed, second=second, ends_at=END)
    assert [(f.competency, f.left, f.next_in, f.urgent, f.sentence) for f in found] == expected


def test_near_the_end_everything_is_urgent() -> None:
    late = [CalledFor(1250, ["a"])]
    for second, urgent in ((1200, False), (1201, True)):
        (found,) = still_to_observe(["a"], calls=late, observed=[], second=second, ends_at=END)
        assert (found.urgent, found.next_in) == (urgent, 1250 - second)


ids = st.sets(st.sampled_from(ALL))
calls = st.lists(st.builds(CalledFor, st.integers(0, 2000), ids), max_size=6)


@settings(deadline=None)
@given(calls, ids, ids, st.integers(0, 2000), st.integers(0, 2000))
def test_observing_one_more_only_shortens_the_list(given_calls, seen, more, second, end) -> None:
    def left(observed) -> set:
        found = still_to_observe(
            ALL, calls=given_calls, observed=observed, second=second, ends_at=end
        )
        return {each.competency for each in found}

    assert left(seen) == set(ALL) - seen
    assert left(seen | more) == left(seen) - more


@pytest.mark.browser
def test_the_device_says_the_same_words(chromium) -> None:
    source = Path(django.BASE_DIR, "static/sessions/still_to_observe.js").read_text()
    cases = [{"second": second, "observed": observed} for second, observed, _ in CASES]
    page = chromium.new_page()
    found = page.evaluate(
        """async ({source, observable, calls, endsAt, cases}) => {
            const module = await import("data:text/javascript," + encodeURIComponent(source));
            return cases.map(({second, observed}) => module.stillToObserve(
                observable, {calls, observed: new Set(observed), second, endsAt},
            ));
        }""",
        {
            "source": source,
            "observable": ALL,
            "calls": [
                {"second": call.second, "competencies": list(call.competencies)} for call in CALLS
            ],
            "endsAt": END,
            "cases": cases,
        },
    )
    page.close()
    said = [
        [(f["competency"], f["left"], f["nextIn"], f["urgent"], f["sentence"]) for f in each]
        for each in found
    ]
    assert said == [expected for _, _, expected in CASES]
