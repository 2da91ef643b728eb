"""What was proven of the house, again: interruptions, faults, bad inputs, wrong bulletins.

    python benchmarks/proofs.py                     # everything; writes proofs.md (about an hour)
    python benchmarks/proofs.py bulletins faults    # these parts anew; the others stay as they are
    python benchmarks/proofs.py kills set-backs --kills 5 --reads 5000 --flips 5

Run from the repository with the package installed. Everything happens on temporary copies, by the
functions of the tests and of `interruptions.py`. A part that finds anything torn, mixed, lost,
wrong or accepted in silence is written as it is, and the command ends with 1.
"""

import argparse
import datetime
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import interruptions
from checkouts import ROOT

sys.path.insert(0, str(ROOT))

from tests.bad import bad_inputs, bulletins, fuzz

PAGE = Path(__file__).with_suffix(".md")
HEAD = """# Proven again

Made by `python benchmarks/proofs.py`, part by part, on temporary copies of the checkout. Each part
says how often it was tried and when; 0 is the only figure that passes.
"""


def counted(lines: list[str]) -> tuple[str, int]:
    """Lines of the table of interruptions under its head, and how often something was wrong."""
    wrong = re.findall(r"(\d+) (?:torn|mixed|wrong)", "\n".join(lines))
    return "\n".join([*interruptions.TABLE, *lines]), sum(map(int, wrong))


def of_kills(asked: argparse.Namespace) -> tuple[str, int]:
    """Refreshes killed while the report is read."""
    with interruptions.checkout() as root:
        return counted(interruptions.kills(root, asked.kills, asked.reads))


def of_set_backs(asked: argparse.Namespace) -> tuple[str, int]:
    """Refreshes fed with an input that changes and changes back, its times as before."""
    with interruptions.checkout() as root:
        return counted([interruptions.flips(root, asked.flips)])


def of_full_disks(asked: argparse.Namespace) -> tuple[str, int]:
    """Refreshes on a disk that runs full."""
    return counted([interruptions.full_disks(asked.full)])


def of_faults(asked: argparse.Namespace) -> tuple[str, int]:
    """Single faults in sound tables (`tests/bad/fuzz.md` has those of a full run by kind)."""
    outcomes = fuzz.run_many(asked.faults, 0)
    if asked.faults >= fuzz.FULL:
        fuzz.PAGE.write_text(fuzz.page(outcomes, 0), encoding="utf-8", newline="\n")
    count = Counter(one.outcome for one in outcomes)
    lines = ["| outcome | faults |", "|---|---|"]
    lines += [f"| {name} | {count[name]} |" for name in fuzz.OUTCOMES]
    wrong = [one for one in outcomes if one.outcome in ("ACCEPTED CHANGED", "TRACEBACK")]
    named = [f"\n- {one.kind}, {one.fault}: {one.column} {one.detail}" for one in wrong]
    return f"{fuzz.headline(outcomes)}\n\n" + "\n".join([*lines, *named]), len(wrong)


def of_bad_inputs(asked: argparse.Namespace) -> tuple[str, int]:
    """Every bad input (`tests/bad/bad_inputs.md` lists them); those that are used, by warning."""
    results = bad_inputs.run_all()
    verdicts = Counter(result.verdict for result in results)
    warned = Counter(result.case.rule for result in results if result.verdict == "warned")
    lines = ["| used with the warning | inputs |", "|---|---|"]
    lines += [f"| `{rule}` | {count} |" for rule, count in warned.most_common()]
    told = ", ".join(f"{verdict} {count}" for verdict, count in verdicts.most_common())
    silent = [result for result in results if not result.as_meant]
    return f"{bad_inputs.headline(results)} {told}.\n\n" + "\n".join(lines), len(silent)


def of_bulletins(asked: argparse.Namespace) -> tuple[str, int]:
    """Bulletins that are plausible and wrong, handed to `add` after a right one of the year before.

    What every row without a quote is told, that no words of it confirm its cells, does not count.
    """
    lines = bulletins.table()
    told = bulletins.told()
    wrong = [line for line in lines[3:] if line.split(" | ")[0][2:] in told["wrong"]]
    count = Counter(line.split(" | ")[1] for line in wrong)
    head = (
        f"**{len(wrong)} wrong bulletins: {count['refused']} refused, {count['warned']} warned of, "
        f"{count['silent']} in silence.** The last {len(told['beyond'])} fit every number that is "
        "known as well as the right one does, and only a reader of the document can tell."
    )
    return head + "\n\n" + "\n".join(lines), count["silent"]


PARTS: dict[str, Callable[[argparse.Namespace], tuple[str, int]]] = {
    "kills": of_kills,
    "set-backs": of_set_backs,
    "full disks": of_full_disks,
    "faults": of_faults,
    "bad inputs": of_bad_inputs,
    "bulletins": of_bulletins,
}


def sections(page: str) -> dict[str, str]:
    """The parts of a page that was written before."""
    found = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    sizes = ("kills", 50), ("reads", 100_000), ("flips", 50), ("full", 10), ("faults", fuzz.FULL)
    for name, default in sizes:
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(PARTS)}")
    told = sections(PAGE.read_text(encoding="utf-8")) if PAGE.is_file() else {}
    failed = 0
    for name in asked.parts or PARTS:
        text, wrong = PARTS[name](asked)
        why = " ".join((PARTS[name].__doc__ or "").split())
        told[name] = f"\n{why} {datetime.date.today()}: {wrong} wrong.\n\n{text}\n"
        failed += wrong
        parts = "".join(f"\n## {one}\n{told[one].rstrip()}\n" for one in PARTS if one in told)
        PAGE.write_text(HEAD + parts, encoding="utf-8", newline="\n")
        print(f"{name}: {wrong} wrong", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
