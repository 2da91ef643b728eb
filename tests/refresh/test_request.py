"""What cannot be asked for is said in one sentence, before anything starts."""

import datetime
import os
import shutil

import pytest

from tests.cases import cases
from tests.conftest import Toy
from tests.refresh.test_run import ANSWER, HISTORY, write_notebook
from zoneecon import cli
from zoneecon.data.files import releases
from zoneecon.data.files.checkout import Checkout
from zoneecon.errors import BadInput
from zoneecon.explorer import serve
from zoneecon.refresh import request, runner
from zoneecon.refresh import run as refresh_run

#: A zone whose reports are in Chinese.
CHINESE = 'as_of = 2022-12-31\nlanguage = "zh"\n'


@pytest.fixture
def checkout(toy: Toy, monkeypatch) -> Toy:
    """The toy zone with two notebooks, which no test here may start."""
    write_notebook(toy.root, "00_answer", ANSWER)
    write_notebook(toy.root, "01_history", HISTORY)
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    monkeypatch.setattr(runner, "run", lambda *_: pytest.fail("a notebook was started"))
    return toy


def refused(checkout: Toy, capsys, *options: str) -> str:
    """What a refresh with these options says when it ends with 2; no file is touched."""
    before = checkout.files()
    try:
        code = cli.main(["refresh", "--quiet", *options])
    except SystemExit as left:  # argparse
        code = left.code
    assert code == 2 and checkout.files() == before
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said.strip().splitlines()[-1]


# --- options and parameters ------------------------------------------------------------------


@cases
def test_an_option_out_of_range_ends_with_2_before_anything_starts(
    checkout, capsys, option, values
):
    for value in values:
        assert option in refused(checkout, capsys, f"--{option}={value}")
    for value in (0, -1, float("nan"), True, None if option == "keep" else -2):
        if value is not None and not (option == "wait" and value == 0):
            with pytest.raises(BadInput, match=option):
                refresh_run.refresh("toytown", root=checkout.root, **{option: value})


@cases
def test_a_parameter_that_is_unknown_or_ill_typed_is_refused(checkout, parameters, said):
    before = checkout.files()
    with pytest.raises(BadInput, match=said) as refused:
        refresh_run.refresh("toytown", parameters=parameters, root=checkout.root, progress=False)
    assert "parameters" in str(refused.value) and len(refused.value.problems) == len(parameters)
    assert checkout.files() == before


@cases
def test_what_is_typed_and_cannot_be_meant_is_said_at_its_option(checkout, capsys, words, said):
    assert said in refused(checkout, capsys, *words)


@pytest.mark.parametrize("day", ["1999-01-01", "2021-08-30", "2999-12-31", "9999-12-31"])
def test_a_day_before_the_first_publication_or_to_come_is_answered_with_the_first_and_last(
    checkout, capsys, day
):
    today = datetime.date.today().isoformat()
    said = refused(checkout, capsys, "--as-of", day)
    assert f"as_of = {day}" in said and f"2021-08-31 to {today}" in said


# --- where it goes ---------------------------------------------------------------------------


def test_only_the_newest_day_and_the_zone_s_own_draws_make_the_newest_report(toy):
    place = toy.place
    (toy.root / "data" / "assumptions" / "toytown.toml").write_text(
        "as_of = 2022-03-01\n[simulation]\ndraws = 20000\nseed = 1\n", "utf-8"
    )
    for asked in ({}, {"as_of": "2022-03-01"}, {"draws": 20_000}, {"draws": 30_000}, {"seed": 5}):
        assert request.shelf(place, asked) == place.reports
    for asked in ({"as_of": "2021-08-31"}, {"as_of": "2022-03-02"}, {"draws": 19_999}):
        assert request.shelf(place, asked) == place.beside


# --- notebooks -------------------------------------------------------------------------------


def failed(checkout: Toy, capsys, *command: str) -> str:
    before = checkout.files()
    assert cli.main([*command]) == 3
    after = {name: content for name, content in checkout.files().items() if "log.jsonl" not in name}
    assert after == before
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


@pytest.mark.parametrize(
    "command", [("refresh", "--quiet"), ("refresh", "--if-changed"), ("notebooks",)]
)
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("00_answer", None, "is missing"),
        ("01_history", b"", "cannot be read as a notebook"),
        ("01_history", b'{"cells": [', "cannot be read as a notebook"),
        ("01_history", b"\xff\xfe", "cannot be read as a notebook"),
        ("01_history", b"[]", "no cells"),
        ("01_history", b'{"cells": 5, "nbformat": 4}', "no cells"),
        ("01_history", b'{"cells": [], "nbformat": 3}', "old format"),
        ("01_history", b'{"cells": [5], "nbformat": 4}', "no cells"),
        ("01_history", b'{"cells": [{"cell_type": "code"}], "nbformat": 4}', "no cells"),
        ("01_history", b"[" * 200_000, "cannot be read as a notebook"),
    ],
)
def test_a_notebook_that_is_gone_or_none_is_named_and_nothing_is_published(
    checkout, capsys, command, name, content, reason
):
    (checkout.root / "notebooks" / "contents.txt").write_text(
        "# all\n00_answer.ipynb\n01_history.ipynb  # the series\n", "utf-8"
    )
    path = checkout.root / "notebooks" / f"{name}.ipynb"
    path.unlink() if content is None else path.write_bytes(content)
    said = failed(checkout, capsys, *command)
    assert f"notebooks/{name}.ipynb" in said and reason in said


def unreadable(path) -> None:
    path.write_text("{}")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("whoever runs this may read everything")


PLACED = {
    "a folder": lambda path: path.mkdir(),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "nobody may read it": unreadable,
    **({"a pipe": os.mkfifo} if hasattr(os, "mkfifo") else {}),
}


@pytest.mark.parametrize("placed", PLACED)
@pytest.mark.parametrize("command", [("refresh", "--quiet"), ("refresh", "--if-changed")])
def test_what_lies_in_a_notebook_s_place_is_named(checkout, capsys, placed, command):
    path = checkout.root / "notebooks" / "01_history.ipynb"
    path.unlink()
    PLACED[placed](path)
    assert cli.main([*command]) == 3
    said = capsys.readouterr().err
    assert "notebooks/01_history.ipynb cannot be read" in said and "Traceback" not in said
    assert not releases.runs(checkout.root / "reports" / "toytown")
    assert cli.main(["notebooks"]) == 3
    assert "notebooks/01_history.ipynb" in capsys.readouterr().err


def test_a_notebook_that_links_to_another_is_read_as_that(checkout):
    path = checkout.root / "notebooks" / "01_history.ipynb"
    path.rename(checkout.root / "elsewhere.ipynb")
    path.symlink_to("../elsewhere.ipynb")
    request.check_notebooks(Checkout(checkout.root), [path])


def test_a_list_of_notebooks_that_is_no_text_names_none(checkout):
    (checkout.root / "notebooks" / "contents.txt").write_bytes(b"\xff\xfe\x00")
    assert request.listed(Checkout(checkout.root)) == []


def test_without_any_notebook_there_is_no_report(checkout, capsys):
    shutil.rmtree(checkout.root / "notebooks")
    assert "holds no numbered notebook" in failed(checkout, capsys, "refresh", "--quiet")


def test_the_list_of_this_checkout_names_every_notebook(root):
    assert request.listed(Checkout(root)) == sorted((root / "notebooks").glob("*.ipynb"))


# --- the zone's language ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "asked", "opened"),
    [
        ('language = "zh"', None, "zh"),
        ('language = "zh"', "en", "en"),
        ("", "zh", "zh"),
        ("", None, "en"),
        ('language = "fr"', None, "en"),  # `check` refuses it by name
    ],
)
def test_the_zone_s_toml_says_the_language_unless_another_is_asked_for(toy, own, asked, opened):
    toy.place.assumptions.write_text(f"{own}\n", encoding="utf-8")
    assert request.language(toy.place, {"language": asked}) == opened


def test_the_explorer_is_served_in_the_zone_s_language(toy, monkeypatch):
    toy.place.assumptions.write_text(CHINESE, encoding="utf-8")
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    served = []
    monkeypatch.setattr(serve, "explore", lambda place, **how: served.append(how["language"]))
    assert cli.main(["explore"]) == cli.main(["explore", "--language", "en"]) == 0
    assert served == ["zh", "en"]


def test_a_report_opens_in_the_zone_s_language_and_offers_the_other(toy, monkeypatch):
    """What a refresh asks its kernels for, and which edition the zone's index opens."""
    toy.place.assumptions.write_text(CHINESE, encoding="utf-8")
    write_notebook(toy.root, "00_answer", ANSWER)
    monkeypatch.setenv("ZONEECON_ROOT", str(toy.root))
    done = refresh_run.refresh("toytown", root=toy.root, progress=False)
    opened = (toy.root / "reports" / "toytown" / "index.html").read_text(encoding="utf-8")
    run = releases.current(toy.root / "reports" / "toytown")
    assert run is not None and (run / "zh" / "index.html").is_file()
    assert "zh/index.html" in opened and done.index.is_file()
    assert 'lang="zh' in (run / "zh" / "index.html").read_text(encoding="utf-8")
