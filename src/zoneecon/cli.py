"""The command line: new · check · refresh · notebooks · add · diff · status · export · explore.

Imports nothing heavy until it must: asking for help, or for a refresh with nothing new, is quick.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from zoneecon.arguments import refusal
from zoneecon.data.files.checkout import Checkout, Place
from zoneecon.errors import BadInput
from zoneecon.options import in_range, parser
from zoneecon.refresh import outcomes, progress, request
from zoneecon.text.catalogue import SOURCE, known, say, speaking

#: What the extra `explore` brings: the server, JupyterLab, the page and its sliders.
EXPLORER = ("anywidget", "ipywidgets", "jupyter_server", "jupyterlab", "tomlkit", "voila", "zmq")


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
    place.checkout.zone(place.name)
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


#: A command's name and what it does.
COMMANDS = {
    one.__name__: one
    for one in (new, check, refresh, notebooks, add, diff, status, export, explore)
}


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
    with speaking(options.language or SOURCE):
        code, result, said = outcomes.attempt(lambda: COMMANDS[options.command](in_range(options)))
    if code:
        print(f"zoneecon: {said}", file=sys.stderr)
    return code or result


if __name__ == "__main__":
    sys.exit(main())
