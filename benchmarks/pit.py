"""Write `data/raw/reference/model_pit.csv` from the PIT tables of `short_series.md`.

    python benchmarks/pit.py

The page holds shares in tenths of a percent, which is what the notebook draws.
"""

import csv
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "data" / "raw" / "reference" / "model_pit.csv"


def rows(page: str) -> list[tuple[str, str, int, int, float]]:
    """(panel, model, h, tenth, share) of every PIT table, in the page's order."""
    found, panel, model = [], "", ""
    for line in page.splitlines():
        if heading := re.match(r"## (\w+), open", line):
            panel = heading[1]
        if heading := re.match(r"### PIT, (\w+) ", line):
            model = heading[1]
        if cells := re.match(r"\| h = (\d) \|(.+)\|$", line):
            shares = [float(cell) / 100 for cell in cells[2].split("|")]
            if model and len(shares) == 10:
                found += [
                    (panel, model, int(cells[1]), tenth, round(share, 3))
                    for tenth, share in enumerate(shares, 1)
                ]
    return found


def main() -> None:
    page = (HERE / "short_series.md").read_text(encoding="utf-8")
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("panel", "model", "h", "tenth", "share"))
        writer.writerows(rows(page))


if __name__ == "__main__":
    main()
