"""Where marks stand on the axis: in order, inside, never one on another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.grading.rules.axis import (
    BANDS,
    FIGURES,
    MARGIN,
    NAME,
    ROW,
    WIDTH,
    Event,
    Lane,
    Stretch,
    Tick,
    axis,
    ticks,
)


def event(second, lane="A", kind="rating", sign="A"):
    return Event(kind, second, lane, sign, "Acquis")


@pytest.mark.parametrize(
    ("second", "at"),
    [(0, "00:00"), (59, "00:59"), (60, "01:00"), (452, "07:32"), (3665, "61:05"), (None, "--:--")],
)
def test_the_station_clock_in_words(second, at):
    assert event(second).at == at


def test_marks_too_close_go_one_under_another_and_come_back_up():
    """On 1 000 seconds a mark is 6.5 % wide: 70 seconds."""
    placed = axis("t", ["A"], [event(s) for s in (0, 10, 20, 100, 1000)])
    assert [(mark.event.second, mark.row) for mark in placed.lanes[0].marks] == [
        (0, 0),
        (10, 1),
        (20, 2),
        (100, 0),
        (1000, 0),
    ]
    assert placed.lanes[0].marks[0].x == MARGIN
    assert placed.lanes[0].marks[-1].x == 100 - MARGIN
    assert placed.lanes[0].marks[0].y == BANDS + NAME + ROW // 2
    assert placed.lanes[0].marks[1].y - placed.lanes[0].marks[0].y == ROW
    assert placed.lanes[0].bottom == placed.floor == BANDS + NAME + 3 * ROW


def test_two_marks_that_just_touch_share_a_row():
    """On 930 seconds, 65 seconds are 6.5 %: exactly the width of a mark."""
    placed = axis("t", ["A"], [event(s) for s in (0, 65, 129, 930)])
    assert [mark.row for mark in placed.lanes[0].marks] == [0, 0, 1, 0]


def test_a_place_is_told_to_a_tenth_of_a_percent():
    placed = axis("t", ["A"], [event(100), event(900)])
    assert [mark.x for mark in placed.lanes[0].marks] == [13.8, 96.5]


def test_the_figures_stand_under_the_last_lane():
    placed = axis("t", ["A"], [event(1)])
    assert placed.height == placed.floor + FIGURES == BANDS + NAME + ROW + FIGURES
    assert axis("t", [], []).height == BANDS + FIGURES
    assert Lane("A", (), BANDS).bottom == BANDS + NAME + ROW


@pytest.mark.parametrize(("x", "anchor"), [(3.5, "middle"), (90, "middle"), (90.5, "end")])
def test_the_last_figure_stays_inside_the_drawing(x, anchor):
    assert Tick("25 min", x).anchor == anchor


def test_a_lane_without_a_mark_is_left_out_and_the_next_takes_its_place():
    placed = axis("t", ["A", "B", "C"], [event(1), event(2, "C"), event(None, "B")])
    assert [(lane.label, lane.y) for lane in placed.lanes] == [
        ("A", BANDS),
        ("C", BANDS + NAME + ROW),
    ]
    assert [each.lane for each in placed.events] == ["A", "C", "B"]


def test_at_the_same_second_causes_come_before_what_is_made_of_them():
    kinds = ["rating", "observation", "incident", "inject"]
    placed = axis("t", ["A"], [event(60, kind=kind) for kind in kinds])
    assert [each.kind for each in placed.events] == ["inject", "incident", "observation", "rating"]


def test_the_axis_ends_with_its_first_phase_or_with_what_came_after():
    phases = [Stretch("Mise en situation", 0, 600), Stretch("Cotation", 600, 1200)]
    short = axis("t", ["A"], [event(30)], phases)
    assert (short.ends, [band.label for band in short.bands]) == (600, ["Mise en situation"])
    late = axis("t", ["A"], [event(900)], phases)
    assert (late.ends, [band.label for band in late.bands]) == (
        900,
        ["Mise en situation", "Cotation"],
    )
    one, two = late.bands
    assert one.x == MARGIN
    assert one.x + one.width == pytest.approx(two.x)
    assert two.x + two.width == pytest.approx(100 - MARGIN)
    assert axis("t", [], []).ends == 60


@pytest.mark.parametrize(
    ("minutes", "labels"),
    [
        (1, ["0", "1 min"]),
        (5, ["0", "1", "2", "3", "4", "5 min"]),
        (6, ["0", "2", "4", "6 min"]),
        (25, ["0", "5", "10", "15", "20", "25 min"]),
        (34, ["0", "10", "20", "30 min"]),
        (1440, ["0", "720", "1440 min"]),
        # Three days and a half: no step is long enough, the longest serves.
        (5040, ["0", "720", "1440", "2160", "2880", "3600", "4320", "5040 min"]),
    ],
)
def test_few_round_figures_under_the_axis(minutes, labels):
    found = ticks(minutes * 60)
    assert [tick.label for tick in found] == labels
    assert found[0].x == MARGIN
    share = int(labels[-1].removesuffix(" min")) / minutes
    assert found[-1].x == pytest.approx(MARGIN + share * (100 - 2 * MARGIN), abs=0.05)


def test_the_summary_counts_what_is_there_and_names_nothing_else():
    full = axis(
        "t",
        ["A"],
        [
            event(1),
            event(61, kind="inject"),
            event(62, kind="inject"),
            event(None, kind="incident"),
        ],
    )
    assert full.summary == (
        "Axe du temps sur 2 minutes : 2 événements injectés, 1 cotation, 1 incident."
        " Le tableau qui suit dit la même chose."
    )
    assert axis("t", ["A"], []).summary == (
        "Axe du temps sur 1 minute : rien n’y est noté. Le tableau qui suit dit la même chose."
    )


def test_the_summary_counts_the_minutes_begun():
    assert axis("t", ["A"], [event(7200)]).summary.startswith("Axe du temps sur 120 minutes :")
    assert axis("t", ["A"], [event(7201)]).summary.startswith("Axe du temps sur 121 minutes :")


def test_the_very_first_second_comes_before_the_next():
    placed = axis("t", ["A"], [event(1, kind="inject"), event(0)])
    assert [each.second for each in placed.events] == [0, 1]


def test_at_the_same_second_the_first_lane_speaks_first():
    placed = axis("t", ["B", "A"], [event(5, "A"), event(5, "B"), event(5, "elsewhere")])
    assert [each.lane for each in placed.events] == ["B", "A", "elsewhere"]


events = st.lists(
    st.tuples(
        st.integers(-1, 4000).map(lambda second: None if second < 0 else second),
        st.sampled_from("AB"),
        st.sampled_from(["inject", "rating", "observation", "incident"]),
    ).map(lambda said: event(*said)),
    max_size=25,
)


@given(events)
def test_no_mark_covers_another_and_none_is_lost(found):
    placed = axis("t", ["A", "B"], found, [Stretch("p", 0, 1500)])
    drawn = [mark for lane in placed.lanes for mark in lane.marks]
    assert len(drawn) == sum(each.second is not None for each in found)
    assert len(placed.events) == len(found)
    for lane in placed.lanes:
        for rank, mark in enumerate(lane.marks):
            assert MARGIN <= mark.x <= 100 - MARGIN
            assert lane.y < mark.y < lane.bottom
            for other in lane.marks[:rank]:
                assert other.row != mark.row or mark.x - other.x >= WIDTH - 1e-9
                assert other.x <= mark.x
    seconds = [each.second for each in placed.events if each.second is not None]
    assert seconds == sorted(seconds)
