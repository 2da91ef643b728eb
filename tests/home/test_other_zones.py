"""The real notebooks on two made-up zones: they run, and their pages know no other zone.

Each zone is refreshed as it was when its plan came out, which is part of the short tests; with all
its news it is refreshed in the long ones.
"""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import REAL, ROOT
from tests.other_zones import build
from zoneecon.refresh import run as refresh_run

#: What the real zone and its industries are called; records of other places may name the city.
NAMES = re.compile(r"anshan-edz|Anshan EDZ|鞍山经济|Special steel|精特钢|Fine chemicals|精细化工")
FEW = {"draws": 2000, "seed": 1}


def own_ids() -> set[str]:
    table = pd.read_csv(ROOT / f"data/raw/{REAL}/statements/plan-2021.csv", dtype=str)
    return set(table["id"])


def own_numbers() -> set[str]:
    """Numbers of the real plan that no other document is likely to print."""
    table = pd.read_csv(ROOT / f"data/raw/{REAL}/statements/plan-2021.csv", dtype=str)
    return {value for value in table["value"] if re.fullmatch(r"-?\d+\.\d{2,}", value)}


def pages_of(zone: str, root: Path, **options) -> dict[str, str]:
    """Every page of a report: its text without pictures."""
    done = refresh_run.refresh(zone, root=root, progress=False, parameters=FEW, **options)
    run = done.index.parent
    pages = {
        path.relative_to(run).with_suffix("").as_posix(): path.read_text("utf-8")
        for path in run.rglob("*.html")
    }
    assert {"00_summary", "01_sources", "05_targets", "07_tracking"} <= set(pages)
    markup = re.compile(r"<style.*?</style>|data:[a-z/+-]+;base64,[^\"')]+|<[^>]+>", re.S)
    return {name: markup.sub(" ", page) for name, page in pages.items()}


def knows_no_other_zone(pages: dict[str, str]) -> None:
    ids, numbers = own_ids(), own_numbers()
    for name, page in pages.items():
        assert NAMES.findall(page) == [], name
        assert set(re.findall(r"\b[A-Z]\d{3}[a-z]?\b", page)) & ids == set(), name
        assert set(re.findall(r"(?<![\d.])-?\d+\.\d{2,}(?![\d.])", page)) & numbers == set(), name
        assert not re.search(r"\bnan\b|KeyError|Traceback", page), name


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    root = build(tmp_path_factory.mktemp("others"), "riverside", "highland")
    for name in ("requirements.lock",):
        shutil.copyfile(ROOT / name, root / name)
    return root


def test_two_industries_with_targets_of_two_years_and_no_investment(checkout):
    pages = pages_of("riverside", checkout)
    knows_no_other_zone(pages)
    summary = pages["00_summary"]
    assert "Textiles and clothing" in summary and "Green packaging" in summary
    history = pages["02_history"]
    assert "Fixed-asset investment: no figure is printed, so this section is left out." in history
    targets = pd.read_csv(next((checkout / "reports/riverside").glob("**/tables/targets.csv")))
    years = targets[targets["subject"].isin(["textiles", "packaging"])]["target_year"]
    assert sorted(years) == [2025, 2030]


@pytest.mark.long
def test_five_industries_one_without_base_one_joint_target_in_words(checkout):
    pages = pages_of("highland", checkout, as_of="2021-12-31")
    knows_no_other_zone(pages)
    summary = pages["00_summary"]
    assert "no base is printed to test it from" in summary
    assert "printed as 百亿级 and read as 100 by 2025" in summary
    verdicts = pd.read_csv(next((checkout / "reports/highland").glob("**/tables/verdicts.csv")))
    chances = verdicts.set_index("industry")["pooled"]
    assert chances["batteries"] < 0.01 < chances["food"]  # ×33 against ×1.4
    assert pd.isna(chances["biotech"])


@pytest.mark.long
@pytest.mark.parametrize("year", range(2022, 2027))
def test_every_year_of_news_goes_through_all_notebooks(checkout, year):
    knows_no_other_zone(pages_of("highland", checkout, as_of=f"{year}-06-30"))
