"""How does a kernel of a refresh compute once what it tells several times?

Whatever the public face and its results are asked for a second time with the very same objects is
answered as the first time. So the cells of the next edition, which ask again, only draw and tell.
Held for as long as a kernel lives, which is one notebook: nothing outside a refresh uses this.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import zoneecon as ze
from zoneecon.report import say

#: What gives another thing, or does another thing, each time.
AGAIN = {"check_parameters", "explore", "plot", "publish", "say", "show", "speak"}
PLAIN = (str, int, float, bool, type(None))


def remembered(compute: Callable) -> Callable:
    """A function that answers the same objects with the same answer."""
    kept: dict[tuple, tuple[object, Any]] = {}  # with what was asked: no other can take its place

    @wraps(compute)
    def answer(*given: Any, **named: Any) -> Any:
        asked = (*map(_key, given), *((name, _key(one)) for name, one in sorted(named.items())))
        if asked not in kept:
            kept[asked] = (given, named), compute(*given, **named)
        return kept[asked][1]

    return answer


def _key(one: Any) -> object:
    if isinstance(one, list | tuple) and all(isinstance(part, PLAIN) for part in one):
        return type(one), tuple(map(_key, one))
    return (type(one), one) if isinstance(one, PLAIN) else id(one)


def remember() -> None:
    """From now on, in this process: functions of the face, and what their results are asked for."""
    for name in {*ze.FACE} - AGAIN:
        if inspect.isfunction(found := getattr(ze, name)):
            setattr(ze, name, remembered(found))
    for kind in say.SAID:
        for name, member in list(vars(kind).items()):
            if name.startswith("_"):
                continue
            if inspect.isfunction(member):
                setattr(kind, name, remembered(member))
            elif isinstance(member, property) and member.fget:
                setattr(kind, name, property(remembered(member.fget), doc=member.__doc__))
