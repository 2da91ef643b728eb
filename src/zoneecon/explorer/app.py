"""What if? The explorer: controls and views as widgets. It wires and computes nothing.

What moves is in `controls`, what it means in `state`, what is shown in `views` and `text`, what is
solved in `solve`, what is kept in `keeping` and `links`. A change makes a new state; the newest
state is worked on in a thread (`debounce`), the fast views first.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import ipywidgets as w
from IPython.display import Image
from matplotlib.figure import Figure

from zoneecon.data import vintage
from zoneecon.data.files.checkout import at
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.explorer import controls, downloads, labels, links, panel, solve, views
from zoneecon.explorer import pictures as draw
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.controls import SPLIT, Control, controls_of
from zoneecon.explorer.debounce import Latest
from zoneecon.explorer.keeping import Keeping
from zoneecon.explorer.labels import refused, say
from zoneecon.explorer.page import ON_MINE, choose, note
from zoneecon.explorer.panel import Place, name_of
from zoneecon.explorer.state import PINNED, SessionInputs, State
from zoneecon.report.charts import history as history_charts
from zoneecon.scenarios import tables as scenario_tables
from zoneecon.targets.answer import panels_of

#: Seconds: while a slider is dragged the picture is at most about this old.
LIVE = 0.25
#: Seconds of quiet after which it is worked out what would have to be different.
QUIET = 0.3
#: Seconds within which moves of one control are one step for undo, and how many are kept.
STROKE, STEPS = 1.5, 200
#: Results of other states that are kept: what is compared, and the saved ones.
KEPT = 40


def prepare(
    zone: str, as_of: str | None = None, draws: int = 20_000, seed: int = 0
) -> SessionInputs:
    """Everything that the explorer of a zone works with, read once."""
    plan = vintage.load(zone, as_of)
    return states.inputs_of(plan, panels_of(plan), draws, seed)


def picture(one: views.Result, inputs: SessionInputs, language: str = "en") -> Image:
    """Fan and waterfall of a state, as a cell shows them."""
    width = round(100 * (draw.FAN[0] + draw.WATERFALL[0]))
    return Image(draw.png(figure(one, inputs, language)), width=width)


def figure(one: views.Result, inputs: SessionInputs, language: str = "en") -> Figure:
    """Fan and waterfall of a state."""
    titles = words.fan_title(one, inputs, language), say("waterfall.title", language)
    beside = views.around(one, inputs)
    return draw.both(one.fan, views.waterfall(one), titles, language, beside, inputs.eras)


class Explorer(Keeping):
    """The page of one session. Show it by putting it last in a cell.

    Parameters
    ----------
    inputs : SessionInputs
        From `prepare`.
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
        self.inputs, self.language = inputs, language
        self.state = states.start(inputs, preset)
        self.pinned: State | None = None
        self.result: views.Result | None = None
        self.solved: list[solve.Solved] = []
        self._past: list[State] = []
        self._next: list[State] = []
        self._stroke = ("", 0.0)  # the control that was moved last, and when
        self._others: dict[object, views.Result] = {}
        self._recalled = False  # whether the browser has said what its address holds
        self._message = ("", "")
        self._wrong: dict[Place, tuple[str, str]] = {}  # what was typed and refused, and why
        self._doing: set[str] = set()
        self._flag = threading.Lock()  # of `_doing`, which two threads change
        self._drawn = -LIVE  # when the picture was last new
        self._writing = False  # while we set widgets ourselves
        self._hands = threading.RLock()  # of the user: one at a time, see `_one_at_a_time`
        self._pen = threading.Lock()  # matplotlib draws one figure at a time
        self._latest = Latest(self._work, self._failed)
        super().__init__(language)
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
        control = next((one for one in controls_of(self.inputs) if one.key == key), None)
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

    def _busy(self, what: str, on: bool) -> None:
        """Mark the page as busy for as long as anything is."""
        with self._flag:
            (self._doing.add if on else self._doing.discard)(what)
            (self.page.add_class if self._doing else self.page.remove_class)("zx-busy")

    def _act(self, action: Callable[[], object], _: w.Button) -> None:
        """An action of a button, shown to be going on where it takes more than a moment."""
        self._busy("action", True)
        try:
            action()
        finally:
            self._busy("action", False)

    def _on_load(self, name: str = "") -> bool:
        """Read the scenarios again; go on with `name`, or with what was shown if it still is."""
        old = self.inputs
        try:
            self.inputs = prepare(old.zone, old.as_of, old.draws, old.seed)
        except (ValueError, OSError) as error:  # BadInput is a ValueError
            self.kept.value = note("bad", say("not-read", self.language, reason=error))
            return False
        before, self.state = self.state.preset, states.carried_over(self.state, self.inputs, name)
        if self.pinned and self.pinned.preset not in self.inputs.presets:
            self.pinned = None
        read = len(set(self.inputs.saved) - set(self.inputs.broken))
        told = [("", say("loaded", self.language, count=len(self.inputs.presets), saved=read))]
        told += [
            ("bad", say("broken", self.language, reason=one)) for one in self.inputs.broken.values()
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
            content = self._content(one, ending)
            file = downloads.write(at(self.inputs.zone), name, content)
        except (ValueError, OSError) as error:
            self.exported.value = note("bad", say("not-exported", self.language, reason=error))
            return
        anchor = f' <a download="{words.html(name)}" href="{downloads.link(name, content)}">'
        text = words.html(say("exported", self.language, file=file))
        self.exported.value = (
            f'<div class="zx-message zx-good">{text}{anchor}{say("download", self.language)}'
            "</a></div>"
        )

    def _content(self, one: views.Result, ending: str) -> bytes:
        if ending in ("png", "svg"):
            with self._pen:
                made = figure(one, self.inputs, self.language)
                return draw.png(made) if ending == "png" else draw.svg(made)
        table = views.exported_table(one, self.inputs)
        if ending == "csv":
            return downloads.csv(table)
        return downloads.xlsx(
            {
                "chances": table,
                "difference": states.difference(one.state, self.inputs),
                "assumptions": scenario_tables.parameter_table(one.scenario),
            },
            self.inputs.zone,
        )

    # --- what the user sees -----------------------------------------------------------------------

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
        by_key = {one.key: one for one in controls_of(inputs)}
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
        state, inputs, language = job
        self._busy("views", True)
        one = views.result(state, inputs)
        if self._latest.overtaken and time.monotonic() - self._drawn < LIVE:
            return
        self._show_verdict(one, inputs, language)
        if not self._latest.overtaken:
            self._show_rest(one, inputs, language)
        if self._latest.quiet(QUIET):
            self._show_solved(one, inputs, language)
        if not self._latest.overtaken:
            self._busy("views", False)

    def _show_verdict(self, one: views.Result, inputs: SessionInputs, language: str) -> None:
        """Picture, verdict and chances: what the eye is on while a slider moves."""
        self.result = one
        name = words.fan_title(one, inputs, language)
        other = self._look_at_other(one, inputs)
        beside = views.around(one, inputs)
        with self._pen:
            if other is None:
                made = draw.png(draw.fan(one.fan, name, language, beside=beside))
            else:
                names = (
                    words.yours(one, inputs, language),
                    words.state_name(other.state, inputs, language),
                )
                pair = draw.two_fans((one.fan, other.fan), names, language)
                made, self.second.value = draw.png(pair[0]), draw.png(pair[1])
        self.fan.value = made
        self.verdict.value = words.verdict_html(one, inputs, language)
        self.chances.value = words.chances_html(one, inputs, language)
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
        self.caption.value = words.caption_html(told, other is None, language)
        alt = words.fan_title(one, inputs, language)
        self.panel.alt = [alt, say("waterfall.title", language)]
        changed = states.difference(one.state, inputs)
        self.difference.value = words.difference_html(changed, one, inputs, language)
        self.compared.value = words.comparison_html(one, other, inputs, language)
        self.code.value = words.code_html(one, inputs, language)
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
        self.breakeven.value = words.breakeven_html(found, one, inputs, language)
        if not self._latest.overtaken:
            self._show_list(lambda state: self._result_of(state, inputs))

    def _remember(self) -> None:
        """The present state as a link, for the address and to be copied."""
        link = links.link_of(self.state, self.pinned, self.inputs, self.language)
        if self._recalled:
            self.panel.link = link
        self.address.value = links.PREFIX + link

    def _failed(self, error: Exception) -> None:
        self._busy("views", False)
        self._message = ("bad", say("failed", self.language, reason=error))
        self.aside.value = note(*self._message)
