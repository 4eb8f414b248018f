"""Who comes first: a user who is still sending, but not for ever."""

import pytest

from service.turns import Turns


class Watch:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def watch():
    return Watch()


def test_a_user_comes_first_from_the_first_batch_until_a_pause(watch):
    turns = Turns(watch)
    assert not turns.comes_first("a")
    with turns.taken("a"):
        watch.now += 3.0
        assert turns.comes_first("a")
        assert not turns.comes_first("b")
    watch.now += 0.4
    assert turns.comes_first("a")
    watch.now += 0.2
    assert not turns.comes_first("a")


def test_batches_after_short_pauses_are_one_stretch(watch):
    turns = Turns(watch)
    for _ in range(12):
        with turns.taken("a"):
            watch.now += 0.5
        watch.now += 0.25
    assert turns.comes_first("a")


def test_who_never_stops_is_worked_out_now_and_then(watch):
    turns = Turns(watch)
    seen = []
    with turns.taken("a"):
        for _ in range(31):
            seen.append(turns.comes_first("a"))
            if not seen[-1]:
                turns.was_served("a")
            watch.now += 1.0
    assert [second for second, first in enumerate(seen) if not first] == [10, 20, 30]


def test_who_was_not_served_need_not_wait_anew(watch):
    turns = Turns(watch)
    with turns.taken("a"), turns.taken("b"):
        watch.now += 10.5
        for _ in range(3):
            assert not turns.comes_first("a")
            assert not turns.comes_first("b")
        turns.was_served("a")
        assert turns.comes_first("a")
        assert not turns.comes_first("b")


def test_two_batches_of_one_user_at_once(watch):
    turns = Turns(watch)
    with turns.taken("a"):
        with turns.taken("a"):
            pass
        watch.now += 2.0
        assert turns.comes_first("a")


def test_users_who_sent_once_are_forgotten(watch):
    turns = Turns(watch)
    for number in range(5000):
        with turns.taken(str(number)):
            watch.now += 1.0
    assert len(turns._stretches) <= 1000


@pytest.mark.anyio
async def test_background_work_steps_aside_only_while_somebody_waits(watch):
    turns = Turns(watch)
    # With a watch that stands still it would wait for ever if anybody were waiting.
    await turns.step_aside()

    class Running(Watch):
        asked = 0

        def __call__(self):
            self.asked += 1
            self.now += 0.05
            return self.now

    running = Running()
    turns = Turns(running)
    with turns.taken("a"):
        running.asked = 0
        await turns.step_aside()
        # Once for the deadline of 0.2 s, and each time it looks again.
        assert 4 <= running.asked <= 6
