"""What if? The explorer: controls and views as ipywidgets. It wires and computes nothing.

What moves is in `controls`, what it means in `state`, what is shown in `views` and `text`. A change
makes a new state; the newest state is worked on in a thread (`debounce`), the fast views first.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial

import ipywidgets as w
from IPython.display import Image
from matplotlib.figure import Figure

from zoneecon.data import assumptions, saved_scenarios, vintage
from zoneecon.data.files.checkout import at
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.errors import BadInput, Busy
from zoneecon.explorer import controls, downloads, views
from zoneecon.explorer import pictures as draw
from zoneecon.explorer import state as states
from zoneecon.explorer import text as words
from zoneecon.explorer.controls import CONTROLS, GROUPS, SPLIT, Control
from zoneecon.explorer.debounce import Latest
from zoneecon.explorer.page import CONTROL_WIDTH, LABEL_WIDTH, Page, choose, note
from zoneecon.explorer.state import SessionInputs, State
from zoneecon.report.charts import history as history_charts
from zoneecon.scenarios import tables as scenario_tables
from zoneecon.targets.answer import panels_of

#: Seconds: while a slider is dragged the picture is at most about this old.
LIVE = 0.25
#: Seconds after which the page is there, to be brought into view.
GLANCE = 1.0


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
    titles = words.fan_title(one, inputs, language), words.say("waterfall.title", language)
    return draw.both(one.fan, views.waterfall(one), titles, language)


class Explorer(Page):
    """The page of one session. Show it by putting it last in a cell.

    Parameters
    ----------
    inputs : SessionInputs
        From `prepare`.
    preset : str
        Scenario to begin with.
    language : str
        ``en`` or ``zh``.
    """

    def __init__(self, inputs: SessionInputs, preset: str = "baseline", language: str = "en"):
        history_charts.use_style()
        self.inputs, self.language = inputs, language
        self.state = states.start(inputs, preset)
        self.result: views.Result | None = None
        self._other: tuple[object, views.Result] | None = None
        self._message, self._about = ("", ""), ""
        self._doing: set[str] = set()
        self._flag = threading.Lock()  # of `_doing`, which two threads change
        self._drawn = -LIVE  # when the picture was last new
        self._writing = False  # while we set widgets ourselves
        self._hands = threading.RLock()  # of the user: one at a time, see `_one_at_a_time`
        self._pen = threading.Lock()  # matplotlib draws one figure at a time
        self._latest = Latest(self._work, self._failed)
        super().__init__(language)
        self._fill_column()
        self._wire()
        self._refresh_all()
        self._work((self.state, self.inputs, self.language))

    def _repr_mimebundle_(self, **options):
        """The widgets where there is a page for them, a sentence elsewhere."""
        bundle = self.page._repr_mimebundle_(**options)
        # JupyterLab leaves the view above a long output; a page that is not there yet ignores this
        glance = threading.Timer(GLANCE, self.preset.focus)
        glance.daemon = True
        glance.start()
        return {**bundle, "text/plain": words.say("plain-text", self.language)}

    def wait(self, seconds: float = 60.0) -> bool:
        """Whether every view shows the present state, after at most some seconds."""
        return self._latest.wait(seconds)

    # --- building ------------------------------------------------------------------------------

    def _fill_column(self) -> None:
        """A widget for every control, and for each industry where it has its own.

        A slider's range never changes: a browser would answer with the old value.
        """
        self.moved = {
            (control.key, industry): self._control(control, industry)
            for control in CONTROLS
            for industry in (self.inputs.industries if control.per_industry else ("",))
        }
        children = []
        for group in GROUPS:
            children.append(self.groups[group])
            children += [
                one for (key, _), one in self.moved.items() if controls.BY_KEY[key].group == group
            ]
            children += [self.by_need] if group == "capital" else []
        self.column.children = children

    def _control(self, control: Control, industry: str) -> w.Widget:
        """A slider or a list; it is labelled and set by `_show_controls`."""
        layout, style = {"width": CONTROL_WIDTH}, {"description_width": LABEL_WIDTH}
        if control.kind == "choice":
            one = w.Dropdown(layout=layout, style=style)
        else:
            of = controls.control_state(control, industry, self.state, self.inputs)
            one = w.FloatSlider(
                controls.on_grid(of, of.value),
                min=of.low,
                max=of.high,
                step=of.step,
                readout_format=f".{control.digits}f",
                layout=layout,
                style=style,
            )
        one.add_class(f"zx-c-{control.key}")
        if industry:
            one.add_class(f"zx-i-{industry}")
        one.observe(self._one_at_a_time(partial(self._on_control, control, industry)), "value")
        return one

    def _wire(self) -> None:
        for chooser, handle in (
            (self.preset, self._on_preset),
            (self.industry, self._on_view),
            (self.other, self._on_view),
            (self.speak, self._on_language),
        ):
            chooser.observe(self._one_at_a_time(handle), "value")
        actions: tuple[tuple[w.Button, Callable[[], object]], ...] = (
            (self.reset, lambda: self._become(states.reset(self.state))),
            (self.by_need, lambda: self._become(states.share_by_need(self.state, self.inputs))),
            (self.save, self._on_save),
            (self.load, self._on_load),
            *((button, partial(self._on_export, key)) for key, button in self.exports.items()),
        )
        for button, action in actions:
            button.on_click(self._one_at_a_time(partial(self._act, action)))

    def _one_at_a_time(self, handle: Callable[..., None]) -> Callable[..., None]:
        """A handler that waits for the one that runs: JupyterLab has a thread for each widget."""

        def guarded(*told: object) -> None:
            with self._hands:
                handle(*told)

        return guarded

    # --- what the user does: a new state, or a reason why not -----------------------------

    def _say(self, key: str, **fields: object) -> str:
        return words.say(key, self.language, **fields)

    def _become(self, state: State, message: tuple[str, str] = ("", "")) -> None:
        """Show a state: the controls at once, the views when they are computed."""
        self.state, self._message = state, message
        self._latest.put((state, self.inputs, self.language))
        self._show_controls()

    def _on_control(self, control: Control, industry: str, change) -> None:
        if self._writing:
            return
        message = ("", "")
        try:
            state = controls.moved(control, industry, change["new"], self.state, self.inputs)
            if state is self.state:
                return  # a browser answers to what we set, with the same value
            if control.key == SPLIT:
                message = ("", words.split_text(state, self.inputs, self.language))
        except BadSetting as error:
            state, message = self.state, ("bad", words.refused(error, self.language))
        of = controls.control_state(control, industry, state, self.inputs)
        self._about = words.about_html(control, industry, of, state, self.inputs, self.language)
        self._become(state, message)

    def _on_preset(self, change) -> None:
        if not self._writing:
            self._about = ""
            self._become(states.other_preset(self.state, change["new"]))

    def _on_view(self, _change) -> None:
        if not self._writing:
            self._become(states.seen(self.state, self.industry.value, self.other.value))

    def _on_language(self, change) -> None:
        self.language, self._about = change["new"], ""
        self._refresh_all()
        self._become(self.state)

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

    def _on_save(self) -> None:
        """Write the present scenario beside the assumptions, and show it as a preset."""
        try:
            name = saved_scenarios.clean_name(self.name.value, self.inputs.presets)
            date, reason = (
                saved_scenarios.clean_date(self.date.value),
                saved_scenarios.clean_reason(self.reason.value),
            )
            scenario = states.scenario_of(self.state, self.inputs)
            block = states.block_of(scenario, name, date, reason)
            place = at(self.inputs.zone)
            path = assumptions.save_scenario(place, name, block)
        except BadSetting as error:
            self.kept.value = note("bad", words.refused(error, self.language))
            return
        except Busy:
            self._not_saved(self._say("busy-file"))
            return
        except (BadInput, OSError) as error:
            self._not_saved(error)
            return
        text = self._say("saved", name=name, file=place.checkout.shown(path))
        if self.state.weight is not None:
            text += self._say("weight-not-saved")
        if self._on_load(name):
            self.name.value = self.reason.value = ""
            self.kept.value = note("good", text)

    def _not_saved(self, reason: object) -> None:
        self.kept.value = note("bad", self._say("not-saved", reason=reason))

    def _on_load(self, name: str = "") -> bool:
        """Read the scenarios again; go on with `name`, or with what was shown if it still is."""
        old = self.inputs
        try:
            self.inputs = prepare(old.zone, old.as_of, old.draws, old.seed)
        except (ValueError, OSError) as error:  # BadInput is a ValueError
            self.kept.value = note("bad", self._say("not-read", reason=error))
            return False
        before, self.state = self.state.preset, states.carried_over(self.state, self.inputs, name)
        read = len(self.inputs.saved - set(self.inputs.broken))
        told = [("", self._say("loaded", count=len(self.inputs.presets), saved=read))]
        told += [("bad", self._say("broken", reason=one)) for one in self.inputs.broken.values()]
        if before not in self.inputs.presets:
            told.append(("bad", self._say("gone", name=before)))
        self.kept.value = "".join(note(*one) for one in told)
        self._other = None
        self._fill_column()
        self._refresh_all()
        self._become(self.state)
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
            self.exported.value = note("bad", self._say("not-exported", reason=error))
            return
        anchor = f' <a download="{words.html(name)}" href="{downloads.link(name, content)}">'
        text = words.html(self._say("exported", file=file))
        self.exported.value = (
            f'<div class="zx-message zx-good">{text}{anchor}{self._say("download")}</a></div>'
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
        with self._quietly():
            choose(self.preset, names, self.state.preset, self._say("preset"))
            choose(self.industry, keys, self.state.industry, self._say("industry"))
            choose(
                self.other,
                [(self._say("nothing"), ""), *names],
                self.state.other,
                self._say("compare"),
            )
        self.speak_in(language)
        self._show_controls()

    def _show_controls(self) -> None:
        """Every control as it stands in the present state; why some are locked."""
        locked: dict[str, list[str]] = {}
        with self._quietly():
            for (key, own), widget in self.moved.items():
                control, industry = controls.BY_KEY[key], own or self.state.industry
                of = controls.control_state(control, industry, self.state, self.inputs)
                self._show_control(widget, control, industry, of)
                shown = not own or key == SPLIT or own == self.state.industry
                widget.layout.display = None if shown else "none"
                if of.locked and shown:
                    name = words.name(control, industry, self.inputs, self.language)
                    locked.setdefault(of.locked, []).append(name)
            if self.preset.value != self.state.preset:
                self.preset.value = self.state.preset
        notes = [note(*self._message)] if self._message[1] else []
        notes += [
            note("", f"{', '.join(names)}: {self._say(why)}") for why, names in locked.items()
        ]
        self.aside.value = "".join(notes) + self._about

    def _show_control(
        self, widget, control: Control, industry: str, of: controls.ControlState
    ) -> None:
        inputs, language = self.inputs, self.language
        quality = (of.evidence or {}).get("quality", "")
        with widget.hold_sync():
            widget.description = words.label(control, industry, of, inputs, language)
            widget.tooltip = words.tooltip(control, of, self.state.preset, inputs, language)
            if of.options:
                choose(
                    widget,
                    [(words.number(control, x, inputs, language), x) for x in of.options],
                    of.value,
                    widget.description,
                )
            else:
                widget.value = controls.on_grid(of, of.value)
            widget.disabled = bool(of.locked)
            classes = {
                f"zx-{quality}": bool(quality),
                "zx-locked": bool(of.locked),
                "zx-changed": of.changed,
            }
            own = [c for c in widget._dom_classes if c.startswith(("zx-c-", "zx-i-"))]
            widget._dom_classes = (*own, *(name for name, on in classes.items() if on))

    def _work(self, job: tuple[State, SessionInputs, str]) -> None:
        """Compute and show a state, the fast views first; stop where a newer state waits."""
        state, inputs, language = job
        self._busy("views", True)
        one = self.result = views.result(state, inputs)
        if self._latest.overtaken and time.monotonic() - self._drawn < LIVE:
            return
        self._show_verdict(one, inputs, language)
        self._drawn = time.monotonic()
        if not self._latest.overtaken:
            self._show_rest(one, inputs, language)
        table = views.breakeven(one, lambda: self._latest.overtaken)
        if table is not None:
            self.breakeven.value = words.breakeven_html(table, one, inputs, language)
            self._busy("views", False)

    def _show_verdict(self, one: views.Result, inputs: SessionInputs, language: str) -> None:
        """Picture, verdict and chances: what the eye is on while a slider moves."""
        name = words.fan_title(one, inputs, language)
        other = self._look_at_other(one, inputs)
        with self._pen:
            if other is None:
                made = draw.png(draw.fan(one.fan, name, language))
            else:
                names = (
                    words.yours(one, inputs, language),
                    words.title(other.state.preset, inputs, language),
                )
                pair = draw.two_fans((one.fan, other.fan), names, language)
                made, self.second.value = draw.png(pair[0]), draw.png(pair[1])
        self.fan.value = made
        self.verdict.value = words.verdict_html(one, inputs, language)
        self.chances.value = words.chances_html(one, inputs, language)

    def _look_at_other(self, one: views.Result, inputs: SessionInputs) -> views.Result | None:
        """The scenario that this one is compared with; computed once for each industry."""
        if not one.state.other:
            return None
        key = (one.state.other, one.state.industry, one.state.weight)
        if self._other is None or self._other[0] != key:
            self._other = key, views.result(states.plain_other(one.state), inputs)
        return self._other[1]

    def _show_rest(self, one: views.Result, inputs: SessionInputs, language: str) -> None:
        """What follows from the picture, and may come a moment later."""
        other = self._look_at_other(one, inputs)
        if other is None:
            steps, title = views.waterfall(one), words.say("waterfall.title", language)
            with self._pen:
                self.second.value = draw.png(draw.waterfall(steps, title, language))
        changed = states.difference(one.state, inputs)
        self.difference.value = words.difference_html(changed, one, inputs, language)
        self.compared.value = words.comparison_html(one, other, inputs, language)
        self.code.value = words.code_html(one, inputs, language)

    def _failed(self, error: Exception) -> None:
        self._busy("views", False)
        self._message = ("bad", self._say("failed", reason=error))
        self.aside.value = note(*self._message)
