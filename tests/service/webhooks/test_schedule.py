import pytest

from service.webhooks.schedule import DELAYS_S, is_stale, next_due_ms

HOUR_MS = 3_600_000


def test_the_delays_that_standard_webhooks_suggests():
    gaps = [next_due_ms(tries, 0, 0.0) for tries in range(1, 10)]
    assert gaps == [
        5_000, 300_000, 1_800_000, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS,
        20 * HOUR_MS, 24 * HOUR_MS,
    ]  # fmt: skip
    assert next_due_ms(10, 0, 0.0) is None
    assert sum(DELAYS_S) == 75 * 3600 + 35 * 60 + 5


def test_chance_lengthens_by_a_fifth_at_most():
    assert next_due_ms(2, 1_000, 1.0) == 1_000 + 360_000
    assert 300_000 < next_due_ms(2, 0, 0.5) < 360_000


@pytest.mark.parametrize(
    ("pause_s", "due_s"), [(2.0, 5.0), (600.0, 600.0), (1e9, 86_400.0), (0.0, 5.0)]
)
def test_a_receiver_may_ask_for_a_pause_of_up_to_a_day(pause_s, due_s):
    assert next_due_ms(1, 0, 0.0, pause_s) == due_s * 1000


def test_a_warning_is_of_use_for_an_hour_and_a_day_for_ever():
    assert not is_stale("burn.warning", 0, HOUR_MS)
    assert is_stale("burn.warning", 0, HOUR_MS + 1)
    assert not is_stale("exposure.day.updated", 0, 1000 * HOUR_MS)
