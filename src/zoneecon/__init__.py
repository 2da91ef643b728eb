"""Can a development zone reach its plan targets, and what would have to be true?

The names that an economist types. Each is imported when it is first asked for, so that
`import zoneecon` costs nothing; `dir(zoneecon)` lists them.

Examples
--------
>>> import zoneecon as ze
>>> plan = ze.load("anshan-edz", as_of="2021-08-31")
>>> series = ze.reconstruct(plan)
>>> print(f"{ze.forecast(series, 'gdp', to=2025).prob_at_least(2025, 112.5):.0%}")
40%
"""

__version__ = "0.1.0"

#: Name -> where it is.
FACE = {
    # what was asked for, what is known, and what was the series
    "check_parameters": "zoneecon.arguments:check_parameters",
    "load": "zoneecon.data.vintage:load",
    "reconstruct": "zoneecon.history.results:reconstruct",
    "findings": "zoneecon.history.results:findings",
    # where it leads, and what would have to be true
    "forecast": "zoneecon.targets.forecasts:forecast",
    "named_scenarios": "zoneecon.scenarios.named:named_scenarios",
    "simulate": "zoneecon.scenarios.paths:simulate",
    "breakeven": "zoneecon.scenarios.breakeven:breakeven",
    "tornado": "zoneecon.scenarios.sensitivity:tornado",
    "assess": "zoneecon.targets.answer:assess",
    "compare": "zoneecon.tracking.comparison:compare",
    # how it is seen, said and handed over
    "plot": "zoneecon.plot",
    "show": "zoneecon.report.tables:show",
    "say": "zoneecon.report.say:say",
    "speak": "zoneecon.report.say:speak",
    "publish": "zoneecon.refresh.run:publish",
    "explore": "zoneecon.explorer.session:explore",
    # formulas
    "growth_rate": "zoneecon.growth:growth_rate",
    "cagr": "zoneecon.growth:cagr",
    "required_growth": "zoneecon.growth:required_growth",
    "compound": "zoneecon.growth:compound",
    "deflate": "zoneecon.growth:deflate",
    # what can go wrong
    "ZoneEconError": "zoneecon.errors:ZoneEconError",
    "BadInput": "zoneecon.errors:BadInput",
}

__all__ = [*FACE]


def handing_out(package, table):
    """`__getattr__` and `__dir__` of a package that hands out names without importing them.

    A name is imported when it is asked for (PEP 562). Every wing's `__init__` uses this, too.

    Parameters
    ----------
    package : str
        Its `__name__`.
    table : dict
        Name -> where it is: `module:attribute`, or `module` for a module itself.

    Examples
    --------
    >>> find, names = handing_out("zoneecon", {"cagr": "zoneecon.growth:cagr"})
    >>> round(find("cagr")(100, 121, 2), 4), names()
    (0.1, ['cagr'])
    """

    def __getattr__(name):
        if name not in table:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        module, _, attribute = table[name].partition(":")
        found = import_module(module)
        return getattr(found, attribute) if attribute else found

    return __getattr__, lambda: sorted(table)


__getattr__, __dir__ = handing_out(__name__, FACE)
