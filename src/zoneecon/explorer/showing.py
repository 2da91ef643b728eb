"""How does the page show a state? Controls at once, then verdict and picture, then the rest."""

import ctypes
import sys
import threading
import time
from contextlib import contextmanager
from functools import partial

from zoneecon.explorer import labels, links, panel, solve, tables, views
from zoneecon.explorer import pictures as draw
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.controls import SPLIT, controls_of
from zoneecon.explorer.debounce import Latest
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.keeping import Keeping
from zoneecon.explorer.labels import say
from zoneecon.explorer.page import choose, note
from zoneecon.explorer.panel import Place, name_of
from zoneecon.explorer.state import PINNED, State

#: Seconds: while a slider is dragged the picture is at most about this old.
LIVE = 0.25
#: Seconds of quiet after which it is worked out what would have to be different.
QUIET = 0.3
#: Seconds that what follows the first picture waits for a browser to have shown that.
PATIENCE = 3.0
#: Results of other states that are kept: what is compared, and the saved ones.
KEPT = 40


def _give_back() -> None:
    """Let the system have the memory that is free, where the C library can (glibc)."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


class Showing(Keeping):
    """A page that shows a state; what a person does is the heir's matter."""

    def __init__(self, inputs: SessionInputs, state: State, language: str):
        self.inputs, self.state, self.language = inputs, state, language
        self.pinned: State | None = None
        self.result: views.Result | None = None
        self.solved: list[solve.Solved] = []
        self._past: list[State] = []
        self._next: list[State] = []
        self._others: dict[object, views.Result] = {}
        self._recalled = False  # whether the browser has said what its address holds
        self._message = ("", "")
        self._wrong: dict[Place, tuple[str, str]] = {}  # what was typed and refused, and why
        self._shown = threading.Event()  # the first picture, in a browser
        self._doing: set[str] = set()
        self._flag = threading.Lock()  # of `_doing`, which two threads change
        self._drawn = -LIVE  # when the picture was last new
        self._writing = False  # while we set widgets ourselves
        self._pen = threading.Lock()  # matplotlib draws one figure at a time
        self._latest = Latest(self._work, self._failed, partial(self._busy, "views"))
        super().__init__(language)

    def _busy(self, what: str, on: bool) -> None:
        """Mark the page as busy for as long as anything is."""
        with self._flag:
            (self._doing.add if on else self._doing.discard)(what)
            (self.page.add_class if self._doing else self.page.remove_class)("zx-busy")

    @contextmanager
    def _quietly(self):
        """Set widgets without taking it for the user's doing."""
        before, self._writing = self._writing, True
        try:
            yield
        finally:
            self._writing = before

    def _refresh_all(self) -> None:
        """Names of everything, in the language; lists of scenarios and industries."""
        inputs, language = self.inputs, self.language
        names: list[tuple[str, object]] = [
            (words.title(name, inputs, language), name) for name in inputs.presets
        ]
        keys: list[tuple[str, object]] = [
            (words.title(name, inputs, language), name) for name in inputs.industries
        ]
        others: list[tuple[str, object]] = [(say("nothing", language), "")]
        if self.pinned is not None:
            pinned = words.state_name(self.pinned, inputs, language)
            others.append((say("pinned", language, name=pinned), PINNED))
        with self._quietly():
            choose(self.preset, names, self.state.preset, say("preset", language))
            choose(self.industry, keys, self.state.industry, say("industry", language))
            known = {key for _, key in (*others, *names)}
            other = self.state.other if self.state.other in known else ""
            choose(self.other, [*others, *names], other, say("compare", language))
            if self.speak.value != language:
                self.speak.value = language
        self.speak_in(language)
        self._name_mine()
        self._show_controls()

    def _show_controls(self) -> None:
        """Every control as it stands in the present state; why some are locked."""
        state, inputs, language = self.state, self.inputs, self.language
        stand = panel.standings(state, inputs)
        by_key = controls_of(inputs)
        why: dict[str, list[str]] = {}
        for (key, own), of in stand.items():
            if of.locked:
                named = labels.name(key, own or state.industry, inputs, language)
                why.setdefault(of.locked, []).append(named)
        self.panel.fixed = panel.rows(stand, state, inputs, language)
        self.panel.now = {
            name_of(place): panel.standing(
                by_key[place[0]], of, self._wrong.get(place, ("", "")), language
            )
            for place, of in stand.items()
        }
        with self._quietly():
            for chooser, value in (
                (self.preset, state.preset),
                (self.industry, state.industry),
                (self.other, state.other),
            ):
                if chooser.value != value and value in {key for _, key in chooser.options}:
                    chooser.value = value
        self._name_unknowns(stand)
        self.buttons["undo"].disabled, self.buttons["redo"].disabled = (
            not self._past,
            not self._next,
        )
        self.buttons["by-need"].disabled = stand[SPLIT, inputs.industries[0]].locked != ""
        self.aside.value = note(*self._message) if self._message[1] else ""
        self.locked.value = "".join(
            note("", say("locked", language, names=names, why=say(key, language)))
            for key, names in why.items()
        )

    def _name_unknowns(self, stand) -> None:
        """What can be solved for: one control, and one or two more."""
        able = solve.askable(self.state, self.inputs, stand)
        names: list[tuple[str, object]] = [
            (labels.name(key, own or self.state.industry, self.inputs, self.language), (key, own))
            for key, own in able
        ]
        for place, chooser in enumerate(self.unknowns):
            chosen = chooser.value if chooser.value in able else None
            first = names[0][1] if place == 0 and names else ""
            nothing: list[tuple[str, object]] = [(say("nothing", self.language), "")]
            label = say("solve-driver", self.language, number=place + 1)
            choose(chooser, [*nothing, *names], chosen or first, label)

    def _work(self, job: tuple[State, SessionInputs, str]) -> None:
        """Compute and show a state, the fast views first; stop where a newer state waits."""
        self._shown.wait(PATIENCE)
        self._shown.set()
        state, inputs, language = job
        one = views.result(state, inputs)
        if self._latest.overtaken and time.monotonic() - self._drawn < LIVE:
            return
        self._show_verdict(one, inputs, language)
        if not self._latest.overtaken:
            self._show_rest(one, inputs, language)
        if self._latest.quiet(QUIET):
            self._show_solved(one, inputs, language)

    def _show_verdict(self, one: views.Result, inputs: SessionInputs, language: str) -> None:
        """Picture, verdict and chances: what the eye is on while a slider moves."""
        self.result = one
        name = words.title(one.state.industry, inputs, language)
        other = self._look_at_other(one, inputs)
        beside = views.around(one, inputs)
        with self._pen:
            if other is None:
                made = draw.png(draw.fan(one.fan, name, language, beside=beside))
            else:
                names = (
                    words.state_name(one.state, inputs, language),
                    words.state_name(other.state, inputs, language),
                )
                pair = draw.two_fans((one.fan, other.fan), names, language)
                made, self.second.value = draw.png(pair[0]), draw.png(pair[1])
        self.fan.value = made
        self.verdict.value = words.verdict_html(one, inputs, language)
        self.chances.value = tables.chances_html(one, inputs, language)
        self._drawn = time.monotonic()

    def _look_at_other(self, one: views.Result, inputs: SessionInputs) -> views.Result | None:
        """The scenario that this one is compared with."""
        other = states.beside(one.state, self.pinned)
        return None if other is None else self._result_of(other, inputs)

    def _result_of(self, state: State, inputs: SessionInputs) -> views.Result:
        """The result of a state that does not move; computed once."""
        key = (links.link_of(state, None, inputs, ""), id(inputs))
        if key not in self._others:
            if len(self._others) > KEPT:
                self._others = {}
            self._others[key] = views.result(state, inputs)
        return self._others[key]

    def _show_rest(self, one: views.Result, inputs: SessionInputs, language: str) -> None:
        """What follows from the picture, and may come a moment later."""
        other = self._look_at_other(one, inputs)
        if other is None:
            steps, title = views.waterfall(one), say("waterfall.title", language)
            with self._pen:
                self.second.value = draw.png(draw.waterfall(steps, title, language))
        told = draw.caption(views.around(one, inputs), language, inputs.eras)
        self.caption.value = tables.caption_html(told, other is None, language)
        alt = words.title(one.state.industry, inputs, language)
        self.panel.alt = [alt, say("waterfall.title", language)]
        changed = states.difference(one.state, inputs)
        self.difference.value = tables.difference_html(changed, one, inputs, language)
        self.compared.value = tables.comparison_html(one, other, inputs, language)
        self.code.value = tables.code_html(one, inputs, language)
        self.panel.spoken = words.spoken(one, inputs, language)

    def _show_solved(self, one: views.Result, inputs: SessionInputs, language: str) -> None:
        """What would have to be different: a mark on each slider, and the table."""
        found = solve.alone(one.state, inputs, lambda: self._latest.overtaken)
        if found is None:
            return
        self.solved = found
        self.panel.needed = {
            name_of(place): {
                "value": value,
                "text": words.needed_text(value, place, inputs, language),
            }
            for place, value in solve.marks(found).items()
        }
        self.breakeven.value = tables.breakeven_html(found, one, inputs, language)
        if not self._latest.overtaken:
            self._show_list(lambda state: self._result_of(state, inputs))
            _give_back()

    def _remember(self) -> None:
        """The present state as a link, for the address and to be copied."""
        link = links.link_of(self.state, self.pinned, self.inputs, self.language)
        if self._recalled:
            self.panel.link = link
        self.address.value = links.PREFIX + link

    def _failed(self, error: Exception) -> None:
        self._message = ("bad", say("failed", self.language, reason=error))
        self.aside.value = note(*self._message)
