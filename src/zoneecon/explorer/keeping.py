"""How are scenarios kept? Saved, listed with their verdicts, changed, renamed, annotated, deleted.

Every action is a row of the file that people may also edit by hand. Who acts on what another tab
changed or deleted meanwhile is told so, and nothing is written.
"""

import datetime
from collections.abc import Callable
from typing import Any

import pandas as pd

from zoneecon.data import assumptions, saved_scenarios
from zoneecon.data.saved_scenarios import BadSetting
from zoneecon.errors import BadInput, Busy
from zoneecon.explorer import state as states
from zoneecon.explorer import tables, views
from zoneecon.explorer import text as words
from zoneecon.explorer.inputs import SessionInputs
from zoneecon.explorer.labels import problems_of, refused, say
from zoneecon.explorer.page import Page, choose, note
from zoneecon.explorer.state import State
from zoneecon.rows import each_row


def listed(
    inputs: SessionInputs, language: str, result: Callable[[State], views.Result]
) -> pd.DataFrame:
    """Every saved scenario that can be read: name, day, why, and the verdict of each target."""
    rows = []
    for name, block in inputs.saved.items():
        if name not in inputs.presets:
            continue
        row: dict[str, Any] = {
            say("name", language): name,
            say("date", language): str(block.get("date", "")),
            say("reason", language): str(block.get("rationale", "")),
        }
        for one in each_row(result(states.start(inputs, name)).chances):
            told = {
                "words": words.verdict(one.verdict, language),
                "pooled": words.percent(one.pooled, language),
                "median": words.money(one.p50),
                "target": f"{one.target:g}",
            }
            title = words.title(one.industry, inputs, language)
            row[title] = say("list-verdict", language, **told)
        rows.append(row)
    return pd.DataFrame(rows)


class Keeping(Page):
    """The tab of saved scenarios; the page that it is part of knows state and inputs."""

    inputs: SessionInputs
    state: State
    language: str
    _sure = ""  # the name that a first click asked to delete

    def _on_load(self, name: str = "") -> bool:
        raise NotImplementedError

    def _become(self, state: State, message: tuple[str, str] = ("", "")) -> None:
        raise NotImplementedError

    def _kept(self, kind: str, key: str, **fields: object) -> None:
        self.kept.value = note(kind, say(key, self.language, **fields))

    def _tried(self, write: Callable[[], str]) -> None:
        """Write something and read all again; say what happened, or why it did not."""
        try:
            text = write()
        except BadSetting as error:
            self.kept.value = note("bad", refused(error, self.language))
        except Busy:
            self._kept("bad", "not-saved", reason=say("busy-file", self.language))
        except (BadInput, OSError) as error:
            self._kept("bad", "not-saved", reason=problems_of(error, self.language))
        else:
            self.kept.value = note("good", text)

    def _reread(self, stays: str, key: str, /, **fields: object) -> str:
        """Go on with what the file holds now."""
        if not self._on_load(stays):
            raise BadInput(say("not-read-again", self.language))
        return say(key, self.language, **fields)

    def _typed(self) -> tuple[datetime.date, str]:
        return (
            saved_scenarios.clean_date(self.date.value),
            saved_scenarios.clean_reason(self.reason.value),
        )

    def _on_save(self) -> None:
        """Write the present scenario beside the assumptions, and show it as a preset."""
        self._tried(self._save)

    def _save(self) -> str:
        name = saved_scenarios.clean_name(self.name.value, self.inputs.presets)
        scenario = states.scenario_of(self.state, self.inputs)
        block = states.block_of(scenario, name, *self._typed())
        place = self.inputs.place
        path = assumptions.save_scenario(place, name, block)
        extra = say("weight-not-saved", self.language) if self.state.weight is not None else ""
        text = self._reread(name, "saved", name=name, file=place.checkout.shown(path))
        self.name.value = self.reason.value = ""
        return text + extra

    def _chosen(self) -> tuple[str, dict[str, Any]]:
        name = self.mine.value
        if not name:
            raise BadSetting("mine-none")
        return name, dict(self.inputs.saved[name])

    def _on_mine(self, key: str) -> None:
        """A button beside the list of saved scenarios."""
        sure, self._sure = self._sure, ""
        act = {
            "open": self._open,
            "update": self._update,
            "rename": self._rename,
            "annotate": self._annotate,
            "delete": lambda: self._delete(sure),
        }[key]
        self._tried(act)

    def _open(self) -> str:
        name, block = self._chosen()
        self._become(states.other_preset(self.state, name))
        return say("opened", self.language, name=name, reason=block.get("rationale", ""))

    def _update(self) -> str:
        """What is set now, under the chosen name; its day and reason are typed anew or kept."""
        name, before = self._chosen()
        scenario = states.scenario_of(self.state, self.inputs)
        typed = self.reason.value.strip() or str(before.get("rationale", ""))
        reason = saved_scenarios.clean_reason(typed)
        block = states.block_of(
            scenario,
            name,
            saved_scenarios.clean_date(str(before.get("date", self.date.value))),
            reason,
        )
        block |= {key: before[key] for key in ("title", "title_zh") if key in before}
        assumptions.change_scenario(self.inputs.place, name, before, block)
        self.state = states.other_preset(self.state, name)  # nothing of it is a change any more
        return self._reread(name, "updated", name=name)

    def _rename(self) -> str:
        name, before = self._chosen()
        new = saved_scenarios.clean_name(
            self.name.value, [one for one in self.inputs.presets if one != name]
        )
        titles = {key: new for key in ("title", "title_zh") if before.get(key) == name}
        assumptions.change_scenario(self.inputs.place, name, before, {**before, **titles}, new)
        stays = new if self.state.preset == name else self.state.preset
        text = self._reread(stays, "renamed", name=name, new=new)
        self.name.value = ""
        return text

    def _annotate(self) -> str:
        name, before = self._chosen()
        date, reason = self._typed()
        block = {**before, "date": date, "rationale": reason}
        assumptions.change_scenario(self.inputs.place, name, before, block)
        text = self._reread(self.state.preset, "annotated", name=name)
        self.reason.value = ""
        return text

    def _delete(self, sure: str) -> str:
        name, before = self._chosen()
        if sure != name:
            self._sure = name
            raise BadSetting("delete-sure", name=name)
        assumptions.change_scenario(self.inputs.place, name, before, None)
        stays = self.state.preset if self.state.preset != name else self.inputs.baseline
        return self._reread(stays, "deleted", name=name)

    def _show_list(self, result: Callable[[State], views.Result]) -> None:
        """The table of saved scenarios, and the list to choose one from."""
        inputs, language = self.inputs, self.language
        table = listed(inputs, language, result)
        self.list.value = (
            tables.table_html(table) if len(table) else tables.note("list-none", language)
        )

    def _name_mine(self) -> None:
        """The saved scenarios to choose from; the one that was chosen stays."""
        names: list[tuple[str, object]] = [(name, name) for name in self.inputs.saved]
        chosen = self.mine.value if self.mine.value in self.inputs.saved else None
        first = chosen or (names[0][1] if names else None)
        choose(self.mine, names, first, say("mine", self.language))
