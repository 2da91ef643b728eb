"""What does whoever adds a document see before it is written? Labels, numbers, and what is odd."""

from collections import Counter

import pandas as pd

from zoneecon.data import check_output
from zoneecon.data.add import incoming
from zoneecon.data.add.trial import Prepared
from zoneecon.data.reading.vocabulary import CONTEXT
from zoneecon.text.catalogue import each, say


def sentences(prepared: Prepared) -> list[str]:
    """What an addition would change: its labels, a line a number, and the count of each effect."""
    rows = prepared.effects
    lines = [say("commands.add.source", **prepared.source), *_mapping(prepared)]
    lines += [say("commands.add.unit", **unit) for unit in prepared.units]
    folders = list(dict.fromkeys(rows["folder"]))
    for folder in folders:
        if len(folders) > 1:
            lines.append(say("commands.add.folder", folder=folder))
        lines += each("commands.add.effect.{effect}", rows[rows["folder"] == folder])
    lines += _odd(prepared)
    found = rows.groupby("effect").size().rename("count").reset_index()
    counts = each("commands.add.effect_count", found)
    moves = set(rows["effect"]) - {"unchanged", "older"}
    kind = "count" if moves else "count_unmoved"
    return [*lines, say(f"commands.add.{kind}", numbers=len(rows), counts=counts)]


def _odd(prepared: Prepared) -> list[str]:
    """What is warned of or only reported, and how many rows nothing confirms."""
    unsure = {one.row for one in prepared.notices if one.rule == check_output.UNSURE}
    rest = [one for one in prepared.notices if one.rule != check_output.UNSURE]
    lines = [f"  {line}" for line in check_output.notice_lines(rest, "en")]
    return [*lines, say("commands.add.unsure", rows=len(unsure))] if unsure else lines


def _mapping(prepared: Prepared) -> list[str]:
    """What the labels of a printed table stand for; nothing of a table of rows."""
    read = prepared.incoming
    if read.meanings is None:
        return []
    names, meant = prepared.names, read.meanings
    out = Counter(entry.label or " ".join(entry.cell.beside) for entry in read.left)
    why = {
        entry.label or " ".join(entry.cell.beside): incoming.reason(entry) for entry in read.left
    }
    lines = [say("commands.add.mapping.head")]
    lines += [
        say("commands.add.mapping.indicator", label=label, code=code, name=names.get(code, ""))
        for label, code in meant.indicators.items()
        if code in names
    ]
    lines += [
        say("commands.add.mapping.zone", label=label, subject=subject)
        for label, subject in meant.subjects.items()
    ]
    lines += [
        say("commands.add.mapping.context", label=label, subject=subject)
        for label, subject in meant.context.items()
    ]
    unnamed = {row["subject"] for row in read.table.to_dict("records")} - set(
        meant.subjects.values()
    )
    unnamed -= set(meant.context.values())
    lines += [say("commands.add.mapping.subject", subject=one) for one in sorted(unnamed)]
    lines += [
        say("commands.add.mapping.out", label=label, count=count, reason=why[label])
        for label, count in out.items()
    ]
    unknown = any(entry.out == "label" for entry in read.left)
    return [*lines, *([say("commands.add.mapping.hint")] if unknown else [])]


def of_context(prepared: Prepared) -> list[str]:
    """Subjects of the numbers that go to the context beside the folder that is added to."""
    rows: pd.DataFrame = prepared.effects
    if prepared.place.name == CONTEXT:
        return []
    return list(dict.fromkeys(rows.loc[rows["folder"] == CONTEXT, "subject"]))
