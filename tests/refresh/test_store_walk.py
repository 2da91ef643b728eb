"""Whatever is damaged of a store of reports, every command works, says so, and loses nothing."""

from collections import Counter

import pytest

from tests.refresh import store_walk
from zoneecon.refresh import outcomes

pytestmark = pytest.mark.long  # some 900 commands
FOLDERS = (".", "<old>", "<new>")


@pytest.fixture(scope="module")
def steps(tmp_path_factory) -> list[store_walk.Step]:
    return list(store_walk.walk(tmp_path_factory.mktemp("walk")))


def of(steps, file: str, command: str) -> list[store_walk.Step]:
    """Steps of a command after damage to a kind of file; there must be some."""
    same = [one for one in steps if one.file.startswith(file) and one.command.startswith(command)]
    assert same
    return same


def told(step: store_walk.Step) -> bool:
    """Whether the place and what is wrong there was said, in one line."""
    name = step.file.partition("/")[2]
    lines = [line for line in step.said.splitlines() if f"reports/{store_walk.ZONE}/" in line]
    return any("damaged" in line and (name in line or "manifest.json" in line) for line in lines)


def test_every_file_was_damaged_in_every_way_and_no_command_failed(steps):
    files = {step.file for step in steps}
    assert {"<new>/manifest.json", "<old>/tables/answer.csv", "index.html", "log.jsonl"} < files
    times = Counter((step.file, step.damage) for step in steps)
    assert set(times.values()) == {len(store_walk.COMMANDS)}
    named = {"<old>": "diff --from {old}", "<new>": "diff --from {new}"}
    for step in (step for step in steps if step.file not in FOLDERS):
        refused = step.command.startswith(named.get(step.file.partition("/")[0], "none"))
        assert step.code == (2 if refused else 0), step
        assert told(step) or not refused


@pytest.mark.parametrize(
    "command", ["status", "diff --from {old}", "export", "refresh --if-changed"]
)
def test_damage_to_the_newest_report_is_told_with_its_place_and_the_one_before_counts(
    steps, command
):
    for step in of(steps, "<new>/", command):
        assert told(step), step
        assert step.newest == ("made now" if "refresh" in command else "old")


def test_damage_to_an_older_report_changes_nothing_and_status_tells_it(steps):
    for step in of(steps, "<old>/", "status"):
        assert told(step) and step.newest == "new"
    for step in of(steps, "<old>/", "refresh --if-changed"):
        assert "Nothing new" in step.said and step.newest == "new"


def test_a_damaged_pointer_is_told_and_mended_by_a_refresh_that_has_nothing_new(steps):
    for step in of(steps, "index.html", "status"):
        assert "does not open the newest whole report" in step.said
    for step in of(steps, "index.html", "refresh --if-changed"):
        assert "Nothing new" in step.said and step.newest == "new"
    for step in of(steps, "index.html", "refresh --quiet"):
        assert "does not open" not in step.said


@pytest.mark.parametrize(("file", "served"), [(".", "none"), ("<old>", "new"), ("<new>", "old")])
def test_a_folder_that_is_gone_or_something_else_hides_no_other(steps, file, served):
    same = [step for step in steps if step.file == file]
    assert {step.damage for step in same} == {damage.__name__ for damage in store_walk.WHOLE}
    for step in same:
        refresh = step.command.startswith("refresh")
        lost = refresh and file == "." and step.damage == "a_file_instead"
        assert step.code in ((3,) if lost else (0,) if refresh else (0, 2)), step
        if not refresh or lost:
            assert step.newest == served, step
        if refresh and not lost and file != "<old>":
            assert step.newest == "made now", step
        if step.command == "status" and file == "<new>":
            assert "reports/madeup-zone/" in step.said and ("damaged" in step.said)


def test_a_torn_log_keeps_its_line_to_itself(tmp_path):
    line = {"zone": "z", "outcome": "published"}
    (tmp_path / "log.jsonl").write_text('{"zone": "z", "outc', encoding="utf-8")
    for _ in range(2):
        outcomes._log(line, tmp_path)
    lines = (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3 and lines[1].endswith('"published"}')
