"""The command line: `zoneecon check · refresh · status`. Imports nothing heavy until it must."""

import argparse
import sys
from pathlib import Path

EXIT_BAD_INPUT = 2
EXIT_NOTEBOOK_FAILED = 3

DEFAULT_ZONE_HELP = "zone folder of data/raw (default: the only one)"


def _only_zone(named: str | None) -> str:
    from zoneecon import data
    from zoneecon.checks import BadInput, Problem

    if named:
        return named
    known = data.zones()
    if len(known) == 1:
        return known[0]
    raise BadInput([Problem("data/raw", None, "", "", f"name a zone: {', '.join(known)}")])


def check(options: argparse.Namespace) -> int:
    """Validate raw data and, with the document at hand, every quote in it."""
    from zoneecon import check_report, data
    from zoneecon.checks import BadInput

    zone, verified = None, None
    try:
        zone = _only_zone(options.zone)
        if options.accept:
            for name in (zone, *data.around()):
                for problem in data.accept(name):
                    print(f"accepted: {problem.text(options.lang)}")
        found = {name: data.inspect(name) for name in (zone, *data.around())}
        problems = [problem for raw in found.values() for problem in raw.problems]
        if options.document and not problems:
            verified = data.verify_document(zone, options.document)
    except BadInput as error:
        found, problems = {}, error.problems
    tell = check_report.as_json if options.json else check_report.as_text
    out, err = tell(zone, found, problems, verified, options.lang)
    print(out, end="")
    print(err, end="", file=sys.stderr)
    return EXIT_BAD_INPUT if problems else 0


def refresh(options: argparse.Namespace) -> int:
    """Run the notebooks and publish the report."""
    from zoneecon import data
    from zoneecon import refresh as job

    zone = _only_zone(options.zone)
    given = dict(pair.partition("=")[::2] for pair in options.parameter)
    as_of = data.load_assumptions(zone)["as_of"] if options.pinned else options.as_of
    index = job.refresh(
        zone, as_of and str(as_of), given, progress=sys.stderr.isatty() and not options.quiet
    )
    root = data.find_root()
    print(f"Report: {index.relative_to(root).as_posix()}   (open it in a browser)")
    print(f"Tables: data/processed/{zone}/")
    return 0


def notebooks(options: argparse.Namespace) -> int:
    """Renew the committed outputs at the pinned date."""
    from zoneecon import refresh as job

    zone = _only_zone(options.zone)
    for path in job.execute_in_place(zone, progress=sys.stderr.isatty()):
        print(f"executed notebooks/{path.name}")
    print(f"Tables: data/processed/{zone}/   Review the difference, then commit both.")
    return 0


def status(options: argparse.Namespace) -> int:
    """Say what is known, what is pinned and what was published last."""
    from zoneecon import data

    zone = _only_zone(options.zone)
    root = data.find_root()
    runs = sorted(path.parent.name for path in (root / "reports" / zone).glob("[0-9]*/index.html"))
    print(f"zone     {zone}")
    print(f"newest   {data.newest(zone)}")
    print(f"pinned   {data.load_assumptions(zone)['as_of']}")
    last = f"reports/{zone}/{runs[-1]}/index.html" if runs else "none yet: zoneecon refresh"
    print(f"report   {last}")
    return 0


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="zoneecon",
        description="Can a zone reach its plan targets, and what would have to be true?",
        epilog="exit codes: 0 done, 2 bad input (nothing written), 3 a notebook failed (the last "
        "report stands)",
    )
    commands = top.add_subparsers(dest="command", required=True)
    one = commands.add_parser("check", help="validate raw data; with --document, every quote")
    one.add_argument("zone", nargs="?", help=DEFAULT_ZONE_HELP)
    one.add_argument("--document", type=Path, metavar="FILE", help="text of the zone's plan")
    one.add_argument("--accept", action="store_true", help="changed, removed rows are on purpose")
    one.add_argument("--json", action="store_true", help="everything found, for a program")
    one.add_argument("--lang", choices=("en", "zh"), default="en", help="language of messages")
    one.set_defaults(run=check)
    two = commands.add_parser("refresh", help="run the notebooks and publish the report")
    two.add_argument("--zone", help=DEFAULT_ZONE_HELP)
    when = two.add_mutually_exclusive_group()
    when.add_argument("--as-of", metavar="DATE", help="state of knowledge (default: the newest)")
    when.add_argument(
        "--pinned", action="store_true", help="the date the assumptions are pinned to"
    )
    two.add_argument("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE",
                     help="a notebook parameter; an unknown one is refused")  # fmt: skip
    two.add_argument("--quiet", action="store_true", help="no progress bar")
    two.set_defaults(run=refresh)
    four = commands.add_parser("notebooks", help="renew the committed outputs at the pinned date")
    four.add_argument("zone", nargs="?", help=DEFAULT_ZONE_HELP)
    four.set_defaults(run=notebooks)
    three = commands.add_parser("status", help="what is known, pinned and published")
    three.add_argument("zone", nargs="?", help=DEFAULT_ZONE_HELP)
    three.set_defaults(run=status)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run a command; errors for the person who typed are one message, never a traceback."""
    options = parser().parse_args(arguments)
    from zoneecon.checks import BadInput

    try:
        return options.run(options)
    except BadInput as error:
        print(f"zoneecon: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except RuntimeError as error:
        if type(error).__name__ != "NotebookFailed":
            raise
        print(f"zoneecon: {error}", file=sys.stderr)
        return EXIT_NOTEBOOK_FAILED


if __name__ == "__main__":
    sys.exit(main())
