"""The command line: new · check · refresh · notebooks · add · diff · status · export · explore.

Imports nothing heavy until it must: asking for help, or for a refresh with nothing new, is quick.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from zoneecon.arguments import refusal, within
from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.errors import BadInput
from zoneecon.refresh import outcomes, progress, request
from zoneecon.text.catalogue import LANGUAGES, SOURCE, known, say, speaking

EPILOG = """exit codes: 0 done, or nothing new; 1 a fault of zoneecon; 2 bad input; 3 a notebook,
the disk or the cluster failed; 4 another refresh of the zone is under way; 130 interrupted. Unless
it is 0, nothing was published and the last report stands; with --all it is the highest of any
zone, and the other zones are published."""

#: What the extra `explore` brings: the server, JupyterLab, the page and its sliders.
EXPLORER = ("anywidget", "ipywidgets", "jupyter_server", "jupyterlab", "tomlkit", "voila", "zmq")
COMMITTED_HELP = "the pinned tables of data/processed, not the newest report's"
LANGUAGE_HELP = "default: en; of reports and sliders the zone's"
DEFAULT_ZONE_HELP = "zone folder of data/raw (default: the only one)"


def _only_zone(options: argparse.Namespace) -> Place:
    """The zone that was named, by `--zone` or by itself, or the only one there is."""
    checkout = Checkout.find()
    typed_in = (options.zone, getattr(options, "named", None))
    named = list(dict.fromkeys(zone for zone in typed_in if zone is not None))
    known = named or checkout.zones()
    if len(known) == 1:
        return checkout.place(known[0]) if known[0] else checkout.zone("")
    from zoneecon.data.problems import typed

    if named:
        raise BadInput([typed("zone.two", "--zone", zones=known)])
    raise BadInput([typed("zone.which", checkout.shown(checkout.raw), known=known)])


def new(options: argparse.Namespace) -> int:
    """Make a zone, and outside a checkout a project around it."""
    from zoneecon.data import new as making

    root, *written = making.make(options.name, example=options.example)
    for path in written:
        print(say("commands.written.file", path=path.relative_to(root)))
    kind = "example" if options.example else "empty"
    print(say(f"commands.new.{kind}", zone=options.name, root=root))
    return 0


def check(options: argparse.Namespace) -> int:
    """Validate raw data and assumptions and, with the document at hand, every quote."""
    from zoneecon.data import check_output, folders
    from zoneecon.scenarios import soundness

    zone, verified, language = None, None, known(options.language)
    try:
        place = _only_zone(options)
        zone, every = place.name, (place, *place.checkout.around())
        if options.accept:
            for one in every:
                for problem in folders.accept(one):
                    print(say("commands.check.accepted", problem=problem.text(language)))
        with folders.read_once():
            found = {one.name: folders.inspect(one) for one in every}
            problems = [problem for raw in found.values() for problem in raw.problems]
            if found[zone].problems != folders.unfilled(place):
                problems += soundness.faults(place, documents=not problems)
        if options.document and not problems:
            document = folders.hold_document(place, options.document)
            verified = document.held
            found[zone].notices.extend(document.notices)
    except BadInput as error:
        found, problems = {}, error.problems
    told = zone, found, problems, verified, language
    out, err = (
        check_output.as_json(*told)
        if options.json
        else check_output.as_text(*told, verbose=options.verbose)
    )
    print(out, end="")
    print(err, end="", file=sys.stderr)
    return BadInput.exit_code if problems else 0


# --- refresh ---------------------------------------------------------------------------------


def refresh(options: argparse.Namespace) -> int:
    """Run the notebooks and publish the report, of one zone or of every one; the worst exit code.

    A zone that fails keeps no other from its report; an interruption ends the round.
    """
    places = _every_zone() if options.all else [_only_zone(options)]
    checkout, worst = places[0].checkout, 0
    for line in _round(places, options):
        outcomes.tell(line, checkout, options.json, options.if_changed, options.on_failure)
        worst = max(worst, line["exit"])
    return worst


def _round(places: list[Place], options: argparse.Namespace) -> Iterator[dict]:
    """The line of every zone, as it ends."""
    names = "as_of", "pinned", "if_changed", "wait", "keep", "timeout", "workers", "pdf", "language"
    settings = {name: getattr(options, name) for name in names}
    settings["parameters"] = dict(pair.partition("=")[::2] for pair in options.parameter)
    if options.engine == "dask":
        from zoneecon.refresh import cluster

        yield from cluster.refresh_all(places, options.scheduler, settings)
        return
    shown = not (options.quiet or options.json)
    for place in places:
        yield (line := outcomes.refresh_zone(place, settings, progress=shown))
        if line["exit"] == outcomes.INTERRUPTED:
            return


def _every_zone() -> list[Place]:
    checkout = Checkout.find()
    if zones := checkout.zones():
        return [checkout.place(zone) for zone in zones]
    from zoneecon.data.problems import typed

    raise BadInput([typed("zone.none", checkout.shown(checkout.raw))])


def notebooks(options: argparse.Namespace) -> int:
    """Renew the committed outputs, as pinned."""
    from zoneecon.refresh import committed

    place = _only_zone(options)
    if options.to:
        language = request.language(place, vars(options))
        for path in committed.hand_out(place.name, options.to, language, place.root):
            print(say("commands.written.file", path=path))
        return 0
    if options.language not in (None, SOURCE):
        raise refusal("editions.committed", language=options.language)
    for path in committed.execute_in_place(place.name, place.root, pin=options.pin):
        print(say("commands.notebooks.executed", name=path.name))
    print(say("commands.notebooks.tables", zone=place.name))
    return 0


# --- vintages --------------------------------------------------------------------------------


def add(options: argparse.Namespace) -> int:
    """Add a document's numbers as a later vintage, or write an empty table for them."""
    from zoneecon.data.add import hand_in

    return hand_in.add_document(_only_zone(options), options, _agreed)


def _agreed(question: str) -> bool:
    """Whether someone says yes; where nobody can answer, a message says so."""
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except EOFError:
        from zoneecon.data.problems import typed

        print()
        raise BadInput([typed("yes.needed", "--yes")]) from None


def diff(options: argparse.Namespace) -> int:
    """Say what changed between two days or two reports, and why verdicts moved."""
    from zoneecon.report.sentences import tracking as tracking_sentences
    from zoneecon.tracking import state as tracking_state

    place = _only_zone(options)
    _complain(place)
    with progress.silent(say("commands.progress.compares", before=options.from_, after=options.to)):
        before, after = (tracking_state.state(place, text) for text in (options.from_, options.to))
        said = tracking_sentences.diff_sentences(before, after)
    print("\n".join(said))
    return 0


def status(options: argparse.Namespace) -> int:
    """Say what is known, what is pinned and what was published last."""
    from zoneecon.data import assumptions, folders

    place = _only_zone(options)
    place.checkout.zone(place.name)
    print(say("commands.status.zone", zone=place.name))
    print(say("commands.status.newest", day=folders.newest(place)))
    print(say("commands.status.pinned", day=assumptions.load_assumptions(place)["as_of"]))
    _committed(place) if options.committed else _newest(place)
    return 0


def _newest(place: Place) -> None:
    """What `status` says of the newest report, and of any that is damaged or beside."""
    from zoneecon.data.files import fingerprints, releases, snapshot

    zone = place.name
    found = releases.survey(place.reports)
    if run := found.run:
        facts = releases.manifest(run)
        new = snapshot.changed(facts["inputs"], fingerprints.survey(place))
        print(say("commands.status.report", zone=zone, run=run.name))
        print(say("commands.status.made", **facts))
        kind = "since" if new else "unchanged"
        print(say(f"commands.status.{kind}", changes="; ".join(new)))
    else:
        print(say("commands.status.no_report"))
    for sentence in releases.complaints(place.checkout, place.reports, found):
        print(say("commands.status.damaged", damage=sentence))
    if aside := releases.runs(place.beside):
        print(say("commands.status.beside", count=len(aside), zone=zone))


def _committed(place: Place) -> None:
    """What `status --committed` says of the pinned tables."""
    from zoneecon.data import assumptions

    tables = sorted(place.processed.glob("[!.]*.csv"))
    print(say("commands.status.tables", count=len(tables), zone=place.name))
    later = assumptions.not_pinned(place)
    kind = "later" if later else "no_later"
    print(say(f"commands.status.{kind}", sources=", ".join(later)))


def _complain(place: Place) -> None:
    """Say on standard error what is damaged of a zone's newest reports."""
    from zoneecon.data.files import releases

    for sentence in releases.complaints(place.checkout, place.reports):
        print(f"zoneecon: {sentence}", file=sys.stderr)


def export(options: argparse.Namespace) -> int:
    """Hand over a zone's newest report, or its committed state, as a file or a folder."""
    from zoneecon.refresh import committed
    from zoneecon.report import handover

    place = _only_zone(options)
    place.checkout.zone(place.name)
    if not options.committed:
        _complain(place)
    to = options.to or Path(f"{place.name}.xlsx")
    language = request.language(place, vars(options))
    if drawn := options.committed and to.suffix.lower() == ".docx":
        handover.check_goal(to)
    with (
        progress.silent(say("commands.progress.exports", path=to)),
        speaking(language),
        committed.told(place, language if drawn else SOURCE) as notebooks,
    ):
        written = handover.write(place, to, options.committed, options.table, notebooks)
    for path in written:
        print(say("commands.written.file", path=path))
    return 0


# --- explorer --------------------------------------------------------------------------------


def explore(options: argparse.Namespace) -> int:
    """Serve the explorer until it is interrupted."""
    from zoneecon import extras

    extras.require("explore", *EXPLORER)
    from zoneecon.explorer import serve

    place = _only_zone(options)
    serve.explore(
        place,
        page=options.app,
        address=options.ip,
        port=options.port,
        browser=options.browser,
        remote=options.allow_remote,
        as_root=options.allow_root,
        language=request.language(place, vars(options)),
        scenario=options.scenario or "",
        notebook=options.notebook or "",
    )
    return 0


# --- arguments -------------------------------------------------------------------------------


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
    zero.set_defaults(run=new)
    one = commands.add_parser("check", help="validate raw data; with --document, every quote")
    _names_zone(one, alone=True)
    one.add_argument("--document", type=Path, metavar="FILE", help="text of the zone's plan")
    one.add_argument("--accept", action="store_true", help="changed, removed rows are on purpose")
    one.add_argument("--json", action="store_true", help="everything found, for a program")
    one.add_argument("--verbose", action="store_true", help="count what is only reported, too")
    _names_language(one, "--lang")
    one.set_defaults(run=check)
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
    two.set_defaults(run=notebooks)
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
    four.set_defaults(run=diff)
    five = commands.add_parser("status", help="what is known, pinned and published")
    _names_zone(five, alone=True)
    _names_language(five)
    five.add_argument("--committed", action="store_true", help=COMMITTED_HELP)
    five.set_defaults(run=status)
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
    six.set_defaults(run=export)
    _explore_arguments(commands.add_parser("explore", help="the sliders, in a browser"))
    return top


def _in_range(name: str) -> Callable[[str], int | float]:
    """An option's type for argparse, which ends with 2 and one sentence if it does not fit."""

    def typed(text: str) -> int | float:
        try:
            return within(text, name)
        except BadInput as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return typed


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
    to.add_argument(
        "--port", type=_in_range("port"), help="default: 8888 or the next free one; 0: any free one"
    )
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
    to.set_defaults(run=explore)


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
        type=_in_range("wait"),
        default=0.0,
        metavar="SECONDS",
        help="wait for another refresh of the zone (default: exit with 4)",
    )
    to.add_argument(
        "--timeout", type=_in_range("timeout"), metavar="SECONDS", help="limit for one notebook"
    )
    to.add_argument(
        "--keep", type=_in_range("keep"), default=10, metavar="N", help="reports to keep"
    )
    to.add_argument(
        "--workers", type=_in_range("workers"), default=2, metavar="N", help="notebooks at a time"
    )
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
    to.set_defaults(run=refresh)


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
    to.set_defaults(run=add)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; errors for the person who typed are one message, never a traceback."""
    import io
    import signal
    from contextlib import suppress

    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal that knows no Chinese is no error
        sys.stdout.reconfigure(errors="backslashreplace")
    options = parser().parse_args(arguments)
    with suppress(ValueError):  # not the main thread: whoever started it handles signals
        # A scheduler's stop is an interruption like Ctrl-C: clean up, then leave.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    with speaking(getattr(options, "language", None) or SOURCE):
        code, result, said = outcomes.attempt(lambda: options.run(options))
    if code:
        print(f"zoneecon: {said}", file=sys.stderr)
    return code or result


if __name__ == "__main__":
    sys.exit(main())
