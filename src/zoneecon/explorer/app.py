"""What if? The explorer: controls and views as widgets. It wires and computes nothing.

What moves is in `controls`, what it means in `state`, what is shown in `showing`, what is solved in
`solve`, what is kept in `keeping` and `links`. A change makes a new state; the newest state is
worked on in a thread (`debounce`), the fast views first.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import ipywidgets as w

from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer import controls, downloads, labels, links, solve, views
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.controls import SPLIT, Control, controls_of
from zoneecon.explorer.inputs import SessionInputs, read_again
from zoneecon.explorer.labels import problems_of, refused, say
from zoneecon.explorer.page import ON_MINE, note
from zoneecon.explorer.panel import Place, name_of
from zoneecon.explorer.showing import Showing
from zoneecon.explorer.state import PINNED, State
from zoneecon.report.charts import history as history_charts

#: Seconds within which moves of one control are one step for undo, and how many are kept.
STROKE, STEPS = 1.5, 200


class Explorer(Showing):
    """The page of one session. Show it by putting it last in a cell.

    Parameters
    ----------
    inputs : SessionInputs
        From `inputs_of`.
    preset : str
        Scenario to begin with.
    language : str
        ``en`` or ``zh``.
    first : views.Result, optional
        What the preset shows, where it is known already.
    """

    def __init__(
        self,
        inputs: SessionInputs,
        preset: str = "baseline",
        language: str = "en",
        first: views.Result | None = None,
    ):
        history_charts.use_style()
        # ipywidgets does so where it is imported in a kernel; this one may have begun with it
        w.register_comm_target()
        self._stroke = ("", 0.0)  # the control that was moved last, and when
        self._hands = threading.RLock()  # of the user: one at a time, see `_one_at_a_time`
        super().__init__(inputs, states.start(inputs, preset), language)
        self._wire()
        self._refresh_all()
        self._show_verdict(first or views.result(self.state, inputs), inputs, language)
        self._latest.put((self.state, self.inputs, self.language))

    def _repr_mimebundle_(self, **options):
        """The widgets where there is a page for them, a sentence elsewhere."""
        bundle = self.page._repr_mimebundle_(**options)
        return {**bundle, "text/plain": say("plain-text", self.language)}

    def wait(self, seconds: float = 60.0) -> bool:
        """Whether every view shows the present state, after at most some seconds."""
        return self._latest.wait(seconds)

    # --- wires ---------------------------------------------------------------------------------

    def _wire(self) -> None:
        for chooser, handle in (
            (self.preset, self._on_preset),
            (self.industry, self._on_view),
            (self.other, self._on_view),
            (self.speak, self._on_language),
        ):
            chooser.observe(self._one_at_a_time(handle), "value")
        self.panel.on_msg(self._one_at_a_time(lambda _widget, told, _buffers: self.hear(told)))
        actions: dict[str, Callable[[], object]] = {
            "reset": lambda: self._become(states.reset(self.state)),
            "by-need": lambda: self._become(states.share_by_need(self.state, self.inputs)),
            "undo": partial(self._step, -1),
            "redo": partial(self._step, 1),
            "pin": self._on_pin,
            "solve": self._on_solve,
            "save": self._on_save,
            "load": self._on_load,
            "restore": lambda: self.restore(self.address.value),
        }
        for key in ON_MINE:
            actions[key] = partial(self._on_mine, key)
        pressed = [(self.buttons[key], action) for key, action in actions.items()]
        pressed += [(one, partial(self._on_export, key)) for key, one in self.exports.items()]
        for button, action in pressed:
            button.on_click(self._one_at_a_time(partial(self._act, action)))

    def _one_at_a_time(self, handle: Callable[..., None]) -> Callable[..., None]:
        """A handler that waits for the one that runs: JupyterLab has a thread for each widget."""

        def guarded(*told: object) -> None:
            with self._hands:
                handle(*told)

        return guarded

    # --- what the user does: a new state, or a reason why not -----------------------------

    def hear(self, told: Mapping) -> None:
        """What the panel says that a person did; answered with its number, whatever came of it."""
        try:
            if "restore" in told:
                self._recalled = True
                self.restore(str(told["restore"]), silent=not told["restore"])
            elif "step" in told:
                self._step(int(told["step"]))
            else:
                self._on_control(str(told["id"]), told)
        finally:
            self.panel.heard = max(self.panel.heard, int(told.get("n", 0)))

    def move(self, key: str, shown: object, industry: str = "") -> None:
        """Set a control as its slider or list would; see `enter` for what is typed."""
        self._on_control(name_of((key, industry)), {"stop": shown})

    def enter(self, key: str, typed: str, industry: str = "") -> None:
        """Set a control as its box would."""
        self._on_control(name_of((key, industry)), {"typed": typed})

    def _become(self, state: State, message: tuple[str, str] = ("", ""), stroke: str = "") -> None:
        """Show a state: the controls at once, the views when they are computed."""
        if state != self.state:
            again = stroke and stroke == self._stroke[0]
            if not (again and time.monotonic() - self._stroke[1] < STROKE):
                self._past = [*self._past[-STEPS:], self.state]
            self._next = []
        self._stroke = (stroke, time.monotonic())
        self._show(state, message)

    def _show(self, state: State, message: tuple[str, str] = ("", "")) -> None:
        self._shown.set()
        if state != self.state:
            self.panel.needed = {}
        self.state, self._message = state, message
        self._remember()
        self._latest.put((state, self.inputs, self.language))
        self._show_controls()

    def _step(self, way: int) -> None:
        """Back to the state before, or forth again; scenarios that are gone are passed over."""
        here, there = (self._past, self._next) if way < 0 else (self._next, self._past)
        while here:
            state = here.pop()
            if state.preset in self.inputs.presets:
                there.append(self.state)
                self._stroke, self._wrong = ("", 0.0), {}
                self._show(state)
                return
        self._show_controls()

    def _on_control(self, place: str, told: Mapping) -> None:
        key, _, own = place.partition(".")
        control = controls_of(self.inputs).get(key)
        if control is None or own not in ("", *self.inputs.industries):
            return
        industry, at_ = own or self.state.industry, (key, own)
        self._wrong.pop(at_, None)
        try:
            state = self._moved(control, industry, at_, told)
        except BadSetting as error:
            why = refused(error, self.language)
            self._wrong[at_] = (why, str(told.get("typed", "")))
            self._message = ("", "") if "typed" in told else ("bad", why)
            self._show_controls()
            return
        if state is self.state:
            self._show_controls()
            return
        self._become(state, self._moved_too(control, state), stroke=place)

    def _moved(self, control: Control, industry: str, place: Place, told: Mapping) -> State:
        if "needed" in told:
            found = next((one for one in self.solved if one.places[0] == place), None)
            return self.state if found is None else solve.after(found, self.state, self.inputs)
        if "typed" in told:
            of = controls.control_state(control, industry, self.state, self.inputs)
            if told["typed"].strip() == labels.exact(control, of):
                return self.state  # what stands there, left as it is
            meant = labels.typed_number(told["typed"], control)
            return controls.entered(control, industry, meant, self.state, self.inputs)
        shown: Any = told.get("stop")
        if "choice" in told:
            of = controls.control_state(control, industry, self.state, self.inputs)
            shown = of.options[int(told["choice"])]
        return controls.moved(control, industry, shown, self.state, self.inputs)

    def _moved_too(self, control: Control, state: State) -> tuple[str, str]:
        """What else stands elsewhere now, because of a move."""
        if control.key == SPLIT:
            return "", words.split_text(state, self.inputs, self.language)
        return words.moved_too(control.key, self.state, state, self.inputs, self.language)

    def _on_preset(self, change) -> None:
        if not self._writing:
            self._wrong = {}
            self._become(states.other_preset(self.state, change["new"]))

    def _on_view(self, _change) -> None:
        if not self._writing:
            self._wrong = {}
            self._become(states.seen(self.state, self.industry.value, self.other.value))

    def _on_language(self, change) -> None:
        if not self._writing:
            self.language, self._wrong = change["new"], {}
            self._refresh_all()
            self._show(self.state)

    def _on_pin(self) -> None:
        """Keep the state as it is, and show what is moved from now on beside it."""
        self.pinned = states.seen(self.state, self.state.industry, "")
        self._others = {}
        self._refresh_all()
        self._become(states.seen(self.state, self.state.industry, PINNED))

    def _on_solve(self) -> None:
        """Set the chosen controls to what reaches the target with the least change."""
        places = [one.value for one in self.unknowns if one.value]
        try:
            found = solve.together(places, self.state, self.inputs)
            text = words.solved_text(found, self.state, self.inputs, self.language)
            state = solve.after(found, self.state, self.inputs) if found.reached else self.state
        except BadSetting as error:
            self._show(self.state, ("bad", refused(error, self.language)))
            return
        self._wrong = {}
        self._become(state, ("good" if found.reached else "bad", text))

    def restore(self, text: str, silent: bool = False) -> None:
        """Show what a link stands for, or say in one sentence why it cannot be."""
        if silent:
            self._shown.set()
            self._remember()
            return
        try:
            found = links.restored(text, self.inputs)
        except BadSetting as error:
            told = note("bad", refused(error, self.language))
            self.opened.value = told
            self._show(self.state, ("bad", refused(error, self.language)))
            self._remember()
            return
        self.pinned, self.language = found.pinned, found.language or self.language
        self._others, self._wrong = {}, {}
        notes = " ".join(say(key, self.language, **fields) for key, fields in found.notes)
        self.opened.value = note("good", say("link-opened", self.language))
        self._become(found.state, ("", notes))
        self._refresh_all()

    def _act(self, action: Callable[[], object], _: w.Button) -> None:
        """An action of a button, shown to be going on where it takes more than a moment."""
        self._busy("action", True)
        try:
            action()
        finally:
            self._busy("action", False)

    def _on_load(self, name: str = "") -> bool:
        """Read the scenarios again; go on with `name`, or with what was shown if it still is."""
        try:
            self.inputs = read_again(self.inputs)
        except (ValueError, OSError) as error:  # BadInput is a ValueError
            self.kept.value = note(
                "bad", say("not-read", self.language, reason=problems_of(error, self.language))
            )
            return False
        before, self.state = self.state.preset, states.carried_over(self.state, self.inputs, name)
        if self.pinned and self.pinned.preset not in self.inputs.presets:
            self.pinned = None
        read = len(set(self.inputs.saved) - set(self.inputs.broken))
        told = [("", say("loaded", self.language, count=len(self.inputs.presets), saved=read))]
        told += [
            ("bad", say("broken", self.language, reason=problems_of(one, self.language)))
            for one in self.inputs.broken.values()
        ]
        if before not in self.inputs.presets:
            told.append(("bad", say("gone", self.language, name=before)))
        self.kept.value = "".join(note(*one) for one in told)
        self._others = {}
        self._refresh_all()
        self._show(self.state)
        return True

    def _on_export(self, key: str) -> None:
        """Write what is shown under reports/ and offer it as a download."""
        self.wait(10)
        one, ending = self.result, key.rpartition("-")[2]
        if one is None:
            return  # nothing is shown yet
        mark = hashlib.sha256(states.code_line(one.state, self.inputs).encode()).hexdigest()[:8]
        name = f"{downloads.file_name(one.state.preset, one.state.industry, mark)}.{ending}"
        try:
            with self._pen:
                content = downloads.content(one, ending, self.inputs, self.language)
            file = downloads.write(self.inputs.place, name, content)
        except (ValueError, OSError) as error:
            self.exported.value = note(
                "bad", say("not-exported", self.language, reason=problems_of(error, self.language))
            )
            return
        anchor = f' <a download="{words.html(name)}" href="{downloads.link(name, content)}">'
        text = words.html(say("exported", self.language, file=file))
        self.exported.value = (
            f'<div class="zx-message zx-good">{text}{anchor}{say("download", self.language)}'
            "</a></div>"
        )
