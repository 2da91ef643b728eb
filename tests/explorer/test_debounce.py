"""Only the newest of many changes is worked on."""

import threading

from zoneecon.explorer.debounce import Latest


def test_only_the_newest_is_worked_on():
    begun, go, done, told = threading.Event(), threading.Event(), [], []

    def work(thing: int) -> None:
        if thing == 0:
            begun.set()
            go.wait(10)
        done.append(thing)

    latest = Latest(work, lambda error: None, told.append)
    latest.put(0)
    assert told == [True]
    assert begun.wait(10)
    for thing in range(1, 50):
        latest.put(thing)
    assert latest.overtaken
    go.set()
    assert latest.wait(10)
    assert done == [0, 49] and not latest.overtaken
    assert told == [True, False]  # busy all the while, also between the two


def test_a_failure_is_told_and_the_next_is_worked_on():
    said, done, told = [], [], []

    def work(thing: int) -> None:
        done.append(1 / thing)

    latest = Latest(work, said.append, told.append)
    for thing in (0, 2):
        latest.put(thing)
        assert latest.wait(10)
    assert done == [0.5] and isinstance(said[0], ZeroDivisionError)
    assert told == [True, False] * 2
