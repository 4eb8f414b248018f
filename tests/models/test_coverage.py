"""Every instant once: the painted union against a minute-by-minute search of the best interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.coverage import NOBODY, by_the_minute, cover

intervals = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 60)), min_size=0, max_size=12
).map(lambda spans: [(start, start + length) for start, length in spans])


def searched(instant, spans, ranks):
    """The highest ranked interval that holds an instant, by looking at each of them."""
    holding = [i for i, (start, end) in enumerate(spans) if start <= instant < end]
    return max(holding, key=lambda i: ranks[i], default=NOBODY)


@given(intervals, st.randoms(use_true_random=False))
def test_every_instant_belongs_to_the_highest_ranked_interval_that_holds_it(spans, random):
    ranks = list(range(len(spans)))
    random.shuffle(ranks)
    coverage = cover([s for s, _ in spans], [e for _, e in spans], ranks)
    for instant in np.arange(0.5, 361.0):
        at = np.searchsorted(coverage.edge, instant, side="right") - 1
        inside = 0 <= at < len(coverage.winner)
        found = coverage.winner[at] if inside else NOBODY
        assert found == searched(instant, spans, ranks)


@given(intervals, st.integers(0, 300), st.integers(0, 100))
def test_pieces_add_up_to_the_union_within_a_span(spans, first, length):
    coverage = cover([s for s, _ in spans], [e for _, e in spans], range(len(spans)))
    start, end, _ = coverage.pieces(first, first + length)
    union = {second for s, e in spans for second in range(s, e)}
    expected = len(union & set(range(first, first + length)))
    assert float(np.sum(end - start)) == expected


def test_the_order_of_intervals_does_not_matter():
    spans, ranks = [(0, 100), (50, 150), (20, 30)], [1, 2, 3]
    forwards = cover([s for s, _ in spans], [e for _, e in spans], ranks)
    backwards = cover([s for s, _ in spans[::-1]], [e for _, e in spans[::-1]], ranks[::-1])
    assert np.array_equal(forwards.edge, backwards.edge)
    assert np.array_equal(forwards.winner, 2 - backwards.winner)


def test_nothing_is_covered_by_nothing_nor_by_intervals_that_end_before_they_start():
    for spans in ([], [(5.0, 5.0)], [(9.0, 3.0)], [(np.nan, 3.0)], [(0.0, np.nan)]):
        coverage = cover([s for s, _ in spans], [e for _, e in spans], range(len(spans)))
        assert coverage.pieces(-1e9, 1e9)[0].size == 0


@given(intervals)
def test_minutes_keep_the_time_of_their_pieces_and_cut_at_full_minutes(spans):
    start = np.array([s + 0.25 for s, e in spans if e > s])
    end = np.array([float(e) for s, e in spans if e > s])
    middle, length, piece = by_the_minute(start, end)
    assert np.all(length > 0.0)
    assert np.all(length <= 60.0)
    assert np.allclose(np.bincount(piece, length, minlength=len(start)), end - start)
    assert np.array_equal(
        np.floor((middle - length / 2) / 60 + 1e-9), np.floor((middle + length / 2) / 60 - 1e-9)
    )


def test_a_minute_is_cut_the_same_wherever_its_piece_begins():
    middle, length, _ = by_the_minute([0.0], [300.0])
    later, later_length, _ = by_the_minute([120.0], [300.0])
    assert middle[2:] == pytest.approx(later)
    assert length[2:] == pytest.approx(later_length)
