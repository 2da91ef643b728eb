"""What if? The explorer as a notebook begins it: the first look, and the page with the sliders."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

import pandas as pd

from zoneecon import extras
from zoneecon.arguments import one_of, whole_number
from zoneecon.data.vintage import Vintage
from zoneecon.explorer import state as states
from zoneecon.explorer import tables, views
from zoneecon.explorer import text as words
from zoneecon.explorer.inputs import SessionInputs, inputs_of
from zoneecon.scenarios.named import Scenarios
from zoneecon.targets.answer import panels_of
from zoneecon.text.catalogue import LANGUAGES

if TYPE_CHECKING:
    from zoneecon.explorer.app import Explorer
    from zoneecon.explorer.pictures import Stored


class Session:
    """A zone's scenarios made ready to explore, and what the first of them shows.

    Attributes
    ----------
    cases : Scenarios
        Every scenario that can be read, saved ones too, by name.
    """

    def __init__(self, inputs: SessionInputs, scenario: str, language: str):
        self.inputs, self.scenario, self.language = inputs, scenario, language
        self.cases = Scenarios(inputs.presets)
        self.result = views.result(states.start(inputs, scenario), inputs)

    #: What `say` says of a session.
    said: ClassVar[dict[str, Callable[..., list[str]]]] = {
        "verdicts": lambda self: [
            *words.verdict_text(self.result, self.inputs, self.language),
            words.joint_text(self.result, self.language),
        ]
    }

    def __repr__(self) -> str:
        return f"Session({self.inputs.zone!r}, {self.scenario!r}, {self.language!r})"

    @property
    def chances(self) -> pd.DataFrame:
        """Where each industry ends and the chance of its target, as text."""
        return tables.chances_shown(self.result, self.inputs, self.language)

    def picture(self) -> "Stored":
        """Fan and waterfall of the scenario as it is."""
        from zoneecon.explorer import pictures

        return pictures.stored(pictures.both(self.result, self.inputs, self.language))

    def page(self) -> "Explorer":
        """The page with the sliders; it shows where it stands last in a cell."""
        extras.require("explore", "anywidget", "ipywidgets", "tomlkit")
        from zoneecon.explorer import app

        return app.Explorer(self.inputs, self.scenario, self.language, self.result)


def explore(
    plan: Vintage,
    scenario: str = "baseline",
    *,
    language: str = "en",
    draws: int = 20_000,
    seed: int = 0,
) -> Session:
    """Make a zone ready for the explorer: what would have to be different?

    Parameters
    ----------
    plan : Vintage
    scenario : str
        Name of the one to begin with.
    language : {"en", "zh"}
    draws, seed : int
        Of every simulation.

    Returns
    -------
    Session
        `.page()` are the sliders; `.chances`, `.picture()` and `say` show the scenario as it is;
        `.cases` are the scenarios that the sliders begin with.

    Raises
    ------
    BadInput
        An unknown scenario or language, with the known ones; draws or seed that are none.

    Notes
    -----
    The sliders need the extra `explore` (a message says how to install it), the rest does not. The
    verdict here is of one scenario; `assess` carries every reading.

    Examples
    --------
    >>> import zoneecon as ze
    >>> session = ze.explore(ze.load("anshan-edz"), draws=500, seed=1)
    >>> session.chances.shape
    (4, 9)
    """
    one_of(language, LANGUAGES, "language")
    drawn = whole_number(draws, "draws", 1), whole_number(seed, "seed")
    inputs = inputs_of(plan, panels_of(plan), *drawn)
    return Session(inputs, one_of(scenario, inputs.presets, "scenario"), language)
