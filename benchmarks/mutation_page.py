"""How is a mutation run told? Shares with their intervals, and every survivor with its reason."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from scipy.stats import binomtest

HEAD = """# Would a wing's own tests notice a slip?

Made by `python benchmarks/mutation.py run` and `page`. A mutant is one small change of one module:
a neighbouring comparison, the other sign, a number one off, `and` for `or`, a condition turned
round, a loop left out. A random sample of each wing's mutants is tried against the tests of that
wing alone, without those marked `long`. *Equivalent* are survivors that change nothing that can be
seen, each with its reason below; shares are of the others. *At first* is what the wing's tests
noticed when the sample was drawn, with its 95 % interval (Wilson's), which is what the sample's
size leaves open. Tests were then written for what survived, so *killed now* is true of these
mutants and says less of the rest of the wing: only a new seed measures that.

| wing | seed | mutants | tried | equivalent | killed at first | interval | killed now |
|---|---|---|---|---|---|---|---|
"""
SURVIVED = """
## What survived

| wing | place | change | why |
|---|---|---|---|
"""


def reasons(settings: Path) -> dict[tuple[str, str, str], str]:
    """Module, line before and after -> why the change is none."""
    told = tomllib.loads(settings.read_text(encoding="utf-8")).get("equivalent", [])
    return {
        (one["module"], one["before"], after): one["why"] for one in told for after in one["after"]
    }


def why(row: Mapping, known: Mapping) -> str | None:
    """The reason for a survivor, if there is one."""
    return known.get((Path(row["module"]).name, row["before"], row["after"]))


def page(
    first: list[dict], rows: list[dict], wings: Mapping, known: Mapping, before: str = ""
) -> str:
    """The results as a Markdown page: what was found at first of each mutant, and last.

    A wing without results stands as it did on the page before.
    """
    lines: list[str] = []
    survived: list[str] = []
    shares, _, left_then = before.partition(SURVIVED)
    for wing in wings:
        mine = [row for row in rows if row["wing"] == wing]
        if not mine:
            lines += _of(wing, shares) or [f"| {wing} | | | not tried | | | | |"]
            survived += _of(wing, left_then)
            continue
        left = [row for row in mine if not row["killed"]]
        same = [row for row in left if why(row, known)]
        killed, others = len(mine) - len(left), len(mine) - len(same)
        drawn = [row for row in first if row["wing"] == wing]
        began = sum(bool(row["killed"]) for row in drawn)
        low, high = binomtest(began, others).proportion_ci(method="wilson")
        lines.append(
            f"| {wing} | {drawn[0]['seed']} | {mine[0]['of']} | {len(mine)} | {len(same)} | "
            f"{began} ({began / others:.0%}) | {low:.0%}–{high:.0%} | "
            f"{killed} ({killed / others:.0%}) |"
        )
        survived += [_line(row, why(row, known)) for row in left]
    return HEAD + "\n".join(lines) + "\n" + SURVIVED + "\n".join(survived) + "\n"


def _of(wing: str, table: str) -> list[str]:
    return [line for line in table.splitlines() if line.startswith(f"| {wing} |")]


def _line(row: Mapping, reason: str | None) -> str:
    place = f"{Path(row['module']).name}:{row['line']}"
    before, after = (_code(row[name]) for name in ("before", "after"))
    return f"| {row['wing']} | {place} | {before} → {after} | {reason or '**not noticed**'} |"


def _code(text: str) -> str:
    shown = " ".join(text.split()).replace("|", "\\|")
    return f"`{shown}`"
