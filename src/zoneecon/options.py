"""What can be typed after `zoneecon`: the commands and their options.

Whether a word is known is asked here; what a command does with it stands in `cli`.
"""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from zoneecon.arguments import RANGES, within
from zoneecon.refresh import outcomes
from zoneecon.text.catalogue import LANGUAGES

EPILOG = """exit codes: 0 done, or nothing new; 1 a fault of zoneecon; 2 bad input; 3 a notebook,
the disk or the cluster failed; 4 another refresh of the zone is under way; 130 interrupted. Unless
it is 0, nothing was published and the last report stands; with --all it is the highest of any
zone, and the other zones are published."""

COMMITTED_HELP = "the pinned tables of data/processed, not the newest report's"
LANGUAGE_HELP = "default: en; of reports and sliders the zone's"
DEFAULT_ZONE_HELP = "zone folder of data/raw (default: the only one)"


class _Parser(argparse.ArgumentParser):
    """Writes its help in this width: what measures a terminal takes long to import."""

    def __init__(self, **options: Any):
        super().__init__(**options, formatter_class=partial(argparse.HelpFormatter, width=78))


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = _Parser(
        prog="zoneecon",
        description="Can a zone reach its plan targets, and what would have to be true?",
        epilog=EPILOG,
    )
    commands = top.add_subparsers(dest="command", required=True, parser_class=_Parser)
    zero = commands.add_parser("new", help="make a zone; outside a checkout a project around it")
    zero.add_argument("name", metavar="NAME", help="of its folders: lower-case letters, digits, -")
    zero.add_argument("--example", action="store_true", help="with the example's numbers in it")
    _names_language(zero)
    one = commands.add_parser("check", help="validate raw data; with --document, every quote")
    _names_zone(one, alone=True)
    one.add_argument("--document", type=Path, metavar="FILE", help="text of the zone's plan")
    one.add_argument("--accept", action="store_true", help="changed, removed rows are on purpose")
    one.add_argument("--json", action="store_true", help="everything found, for a program")
    one.add_argument("--verbose", action="store_true", help="count what is only reported, too")
    _names_language(one, "--lang")
    _refresh_arguments(
        commands.add_parser(
            "refresh", help="run the notebooks and publish the report", epilog=EPILOG
        )
    )
    two = commands.add_parser("notebooks", help="renew the committed outputs, as pinned")
    _names_zone(two, alone=True)
    _names_language(two)
    what = two.add_mutually_exclusive_group()
    what.add_argument(
        "--to", type=Path, metavar="FOLDER", help="a new folder: notebooks to work in"
    )
    what.add_argument("--pin", action="store_true", help="take up the sources added since")
    _add_arguments(commands.add_parser("add", help="add a document's numbers, as a later vintage"))
    four = commands.add_parser("diff", help="what changed between two days or reports, and why")
    _names_zone(four)
    _names_language(four)
    for name, dest in (("--from", "from_"), ("--to", "to")):
        four.add_argument(
            name,
            dest=dest,
            required=True,
            metavar="DATE|RUN",
            help="a day (2021-08-31) or the name of a folder in reports/<zone>/",
        )
    five = commands.add_parser("status", help="what is known, pinned and published")
    _names_zone(five, alone=True)
    _names_language(five)
    five.add_argument("--committed", action="store_true", help=COMMITTED_HELP)
    six = commands.add_parser("export", help="the newest report as a file, or as a folder of CSV")
    _names_zone(six, alone=True)
    _names_language(six)
    six.add_argument("--committed", action="store_true", help=COMMITTED_HELP)
    six.add_argument(
        "--to",
        type=Path,
        metavar="PATH",
        help="a new .xlsx, .docx, .pdf, .csv or .parquet, or a new folder for CSV files "
        "(default: <zone>.xlsx)",
    )
    six.add_argument("--table", metavar="NAME", help="one published table alone")
    _explore_arguments(commands.add_parser("explore", help="the sliders, in a browser"))
    return top


def in_range(options: argparse.Namespace) -> argparse.Namespace:
    """Options with their numbers as numbers; what does not fit is `BadInput`, in every language."""
    for name in RANGES:
        if getattr(options, name, None) is not None:
            setattr(options, name, within(getattr(options, name), name))
    return options


def _names_zone(to: argparse._ActionsContainer, alone: bool = False) -> None:
    """`--zone ZONE`, the same in every command; older ones take it `alone`, too."""
    to.add_argument("--zone", metavar="ZONE", help=DEFAULT_ZONE_HELP)
    if alone:
        to.add_argument("named", nargs="?", metavar="ZONE", help="the same, without --zone")


def _names_language(to: argparse.ArgumentParser, *aliases: str) -> None:
    to.add_argument("--language", *aliases, choices=tuple(LANGUAGES), help=LANGUAGE_HELP)


def _explore_arguments(to: argparse.ArgumentParser) -> None:
    _names_zone(to)
    _names_language(to)
    to.add_argument("--scenario", metavar="NAME", help="the one to begin with (default: baseline)")
    how = to.add_mutually_exclusive_group()
    how.add_argument("--app", action="store_true", help="as a page (Voilà) instead of JupyterLab")
    how.add_argument("--notebook", metavar="NAME", help="open another notebook, such as 00_summary")
    to.add_argument("--port", help="default: 8888 or the next free one; 0: any free one")
    to.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the link only"
    )
    to.add_argument(
        "--ip",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="where to listen (default: reachable from this machine only)",
    )
    to.add_argument(
        "--allow-remote",
        action="store_true",
        help="let --ip be an address that other machines can reach",
    )
    to.add_argument("--allow-root", action="store_true", help="start although this is root")


def _refresh_arguments(to: argparse.ArgumentParser) -> None:
    which = to.add_mutually_exclusive_group()
    _names_zone(which)
    _names_language(to)
    which.add_argument("--all", action="store_true", help="every zone folder of data/raw")
    when = to.add_mutually_exclusive_group()
    when.add_argument("--as-of", metavar="DATE", help="state of knowledge (default: the newest)")
    when.add_argument(
        "--pinned", action="store_true", help="the date the assumptions are pinned to"
    )
    to.add_argument(
        "--if-changed",
        action="store_true",
        help="touch nothing if no input changed",
    )
    to.add_argument(
        "-p",
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a notebook parameter; an unknown one is refused",
    )
    to.add_argument(
        "--wait",
        default=0.0,
        metavar="SECONDS",
        help="wait for another refresh of the zone (default: exit with 4)",
    )
    to.add_argument("--timeout", metavar="SECONDS", help="limit for one notebook")
    to.add_argument("--keep", default=10, metavar="N", help="reports to keep")
    to.add_argument("--workers", default=2, metavar="N", help="notebooks at a time")
    to.add_argument("--pdf", action="store_true", help="the pages as report.pdf, too (Chromium)")
    to.add_argument("--engine", choices=["local", "dask"], default="local", help="who does it")
    to.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, with --engine dask")
    to.add_argument(
        "--on-failure",
        type=outcomes.words,
        metavar="COMMAND",
        help="run this for a zone that fails (docs/schedules.md)",
    )
    to.add_argument("--json", action="store_true", help="say the outcome as one line of JSON")
    to.add_argument("--quiet", action="store_true", help="do not say how far it is")


def _add_arguments(to: argparse.ArgumentParser) -> None:
    what = to.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="CSV or xlsx: one printed number a row, or a table as it is printed",
    )
    what.add_argument(
        "--template", type=Path, metavar="FILE", help="write an empty table (.xlsx) to fill in"
    )
    to.add_argument("--zone", metavar="ZONE", help=f"{DEFAULT_ZONE_HELP}; or context, or reference")
    _names_language(to)
    to.add_argument("--published", metavar="DATE", help="day, month or year of publication")
    to.add_argument(
        "--retrieved", action="store_true", help="the day is that of retrieval; there is no other"
    )
    to.add_argument("--title", help="title of the document")
    to.add_argument("--source", help="short name for it (default: from the file's name)")
    to.add_argument("--issuer", default="", help="who published it")
    to.add_argument("--url", default="", help="where it can be read")
    to.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="what a printed table's labels stand for; kept there once it is confirmed",
    )
    to.add_argument("--subject", default="", help="subject of rows that name none (default: zone)")
    to.add_argument("--indicator", default="", help="indicator of a table that names none: a code")
    to.add_argument("--unit", default="", help="unit of numbers that have none, as printed")
    to.add_argument(
        "--revised", action="store_true", help="numbers that differ from earlier ones are revisions"
    )
    to.add_argument("--yes", action="store_true", help="do not ask")
