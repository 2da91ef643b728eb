"""Data says in English what people read: it is there in Chinese, and says the same numbers."""

import csv
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import ROOT
from zoneecon.data import translations
from zoneecon.data.files.checkout import Checkout
from zoneecon.errors import BadInput
from zoneecon.text import catalogue

OURS = {row["en"]: row["zh"] for row in translations.read(Checkout(ROOT))}
ASSUMED = [
    tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "data" / "assumptions").glob("*.toml"))
]
NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")
#: Numbers that Chinese says in another way: 十二五, 千亿元, 80万吨, 8000万吨; and .90 is 0.90.
OTHERWISE = {
    r"\b1\dth (five-year |industry )?plan|\b100bn": "",
    "800,000 tonnes": "80",
    "80 Mt": "8000",
    r"(?<= )\.(?=\d)": "0.",
}


def spoken(block: Any, key: str = "") -> Iterator[str]:
    """What a file of assumptions says in words, where it does not say it in Chinese itself."""
    if isinstance(block, dict):
        told = {name.removesuffix("_zh") for name in block if name.endswith("_zh")}
        for name, inner in block.items():
            yield from () if name in told else spoken(inner, name)
    elif isinstance(block, list):
        for inner in block:
            yield from spoken(inner, key)
    elif key in ("title", "rationale", "explanation", "source") and isinstance(block, str):
        yield block


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / "raw" / "reference" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def needed() -> set[str]:
    """Every text of the data that a page shows and that no other file tells in Chinese."""
    cases = [row[column] for row in rows("cases") for column in ("title", "why")]
    plans = [
        f"{row['place']}: {row['plan']}"
        for name in ("plan_targets", "industry_targets")
        for row in rows(name)
    ]
    return {text for file in ASSUMED for text in spoken(file)} | {*cases, *plans}


def test_every_reason_title_and_plan_is_there_in_chinese():
    assert {text for text in needed() if text.isascii() or "目前" in text} - set(OURS) == set()
    assert all(re.search(r"[\u4e00-\u9fff]", chinese) for chinese in OURS.values())


def test_nothing_is_translated_that_the_data_does_not_say():
    files = [*(ROOT / "data").rglob("*.csv"), *(ROOT / "data" / "assumptions").glob("*.toml")]
    files = [path for path in files if path.stem != translations.NAME]
    data = "\n".join(path.read_text(encoding="utf-8-sig") for path in files)
    said = {text for text in OURS if text not in data and text.replace('"', '""') not in data}
    assert said - needed() == set()


@pytest.mark.parametrize("english", OURS)
def test_every_number_of_a_translated_text_is_kept(english):
    text = english
    for written, said in OTHERWISE.items():
        text = re.sub(written, said, text)
    assert numbers(text) <= numbers(OURS[english])


def numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in NUMBER.findall(text)}


# --- reading -------------------------------------------------------------------------------------


def checkout_with(folder, content: str) -> Checkout:
    (folder / "data" / "raw").mkdir(parents=True)
    (folder / "data" / "translations.csv").write_text(content, encoding="utf-8")
    return Checkout(folder)


def test_a_checkout_needs_no_translations(tmp_path):
    assert translations.read(Checkout(tmp_path)) == []


def test_what_is_translated_is_told_and_an_empty_cell_is_not(tmp_path):
    checkout = checkout_with(tmp_path, "en,zh\nMade of brass.,黄铜制。\nMade of tin.,\n")
    translations.name_all(checkout)
    assert catalogue.retold("Made of brass.", "zh") == "黄铜制。"
    assert catalogue.retold("Made of tin.", "zh") == "Made of tin."


def test_a_file_without_its_columns_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"translations\.csv"):
        translations.read(checkout_with(tmp_path, "en,klingon\nMade of tin.,b\n"))
