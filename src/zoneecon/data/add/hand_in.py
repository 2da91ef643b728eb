"""How is a document handed in from the command line? Shown, asked, written; the mapping is kept."""

import argparse
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from zoneecon.data import problems as data_problem
from zoneecon.data.add import preview, template, trial
from zoneecon.data.add.trial import Prepared
from zoneecon.data.files import locks, safe_files, whole
from zoneecon.data.files.checkout import Place
from zoneecon.data.problems import found
from zoneecon.data.reading import meanings
from zoneecon.data.reading.meanings import Meanings
from zoneecon.data.reading.vocabulary import CONTEXT
from zoneecon.errors import BadInput
from zoneecon.text.catalogue import say


def add_document(place: Place, options: argparse.Namespace, agreed: Callable[[str], bool]) -> int:
    """Try a document out, show what it would change, and write it if somebody agrees."""
    if options.template:
        print(say("commands.add.template", path=template.write(options.template, place.checkout)))
        return 0
    _require(options)
    given = _given(options)
    # nobody is asked: then nobody else writes between what is tried out and what is written
    with locks.data_lock(place.checkout) if options.yes else nullcontext():
        prepared = _prepared(place, options, given)
        if options.yes:
            _require_asked(prepared, options, given)
        print("\n".join(preview.sentences(prepared)))
        around = preview.of_context(prepared)
        if around and not options.yes:
            asked = say("commands.add.ask_context", subjects=around, folder="context")
            if not agreed(asked):
                if set(prepared.effects["folder"]) == {CONTEXT}:
                    print(say("commands.written.nothing"))
                    return 0
                prepared = _prepared(place, options, given, context=False)
                print("\n".join(preview.sentences(prepared)))
        if not options.yes and not agreed(say("commands.add.ask")):
            print(say("commands.written.nothing"))
            return 0
        for path in trial.write(prepared):
            print(say("commands.written.file", path=path))
    _keep(prepared, options)
    kind = "next_shared" if place.shared else "next"
    print(say(f"commands.add.{kind}", zone=place.name))
    print(say("commands.add.committed"))
    return 0


def _prepared(
    place: Place, options: argparse.Namespace, given: Meanings, context: bool = True
) -> Prepared:
    names = ("published", "title", "source", "issuer", "url")
    row = {name: getattr(options, name) for name in names}
    return trial.prepare(
        options.file,
        place.name,
        **row,
        root=place.root,
        given=given,
        context=context,
        revised=options.revised,
        retrieved=options.retrieved,
    )


def _require(options: argparse.Namespace) -> None:
    """Day and title, without which no document enters."""
    missing = [name for name in ("published", "title") if getattr(options, name) is None]
    if missing:
        raise BadInput([data_problem.typed("add.option", f"--{name}") for name in missing])


def _given(options: argparse.Namespace) -> Meanings:
    """The mapping that was kept, with the subject and the unit that the command names."""
    given = meanings.EMPTY
    path: Path | None = options.mapping
    if path and path.exists():
        content = safe_files.require_bytes(path, path.parent, fence=path.resolve().parent)
        given = meanings.from_toml(content.decode("utf-8", "replace"), str(path))
    elif path and (options.yes or not path.parent.is_dir()):
        raise BadInput([data_problem.typed("add.mapping", str(path))])
    said = {name: getattr(options, name) or getattr(given, name) for name in meanings.OF_TABLE}
    return given._replace(**said)


def _require_asked(prepared: Prepared, options: argparse.Namespace, given: Meanings) -> None:
    """Where nobody is asked, someone has been asked before."""
    read, file = prepared.incoming, str(options.file)
    if read.meanings and not options.mapping:
        raise BadInput([found("mapping-needed", file)])
    if read.meanings and read.fresh:
        raise BadInput([found("mapping-fresh", file, labels=", ".join(read.fresh))])
    around = [one for one in preview.of_context(prepared) if one not in given.context.values()]
    if around:
        raise BadInput([found("context-asked", file, subjects=", ".join(around))])


def _keep(prepared: Prepared, options: argparse.Namespace) -> None:
    """Keep what was confirmed of a table's labels, where a file was named for it."""
    meant, path = prepared.incoming.meanings, options.mapping
    if meant is None or path is None or (path.exists() and not prepared.incoming.fresh):
        return
    head = say("commands.add.mapping_file", file=options.file.name, name=path.name)
    whole.write_whole(path, meanings.as_toml(meant, head))
    print(say("commands.add.kept", path=path))
