"""The evaluation in words, at every vintage and in both languages; what is empty is named."""

import re

import pytest

import zoneecon as ze
from tests import news
from zoneecon.report import say as saying
from zoneecon.report.sentences import evaluation as sentences
from zoneecon.text.catalogue import speaking

PARTS = ("opening", "problems", "causes", "measures", "revisions")


#: Before any news, midway, and with the target year known; `tests/tracking` takes every vintage.
@pytest.fixture(scope="module", params=(0, 3, len(news.BULLETINS)))
def found(request, plan):
    quick = plan.assumptions | {"simulation": plan.assumptions["simulation"] | {"draws": 500}}
    walked = news.walked(plan._replace(assumptions=quick), request.param)
    return ze.compare(walked.previous(), walked).evaluation()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_part_is_said_without_a_gap(found, language):
    for part in PARTS:
        said = saying.sentences(found, part, language=language)
        assert said, part
        for line in said:
            assert not re.search(r"\bnan\b|_|\{", line), line
            assert language == "en" or re.search("[\u4e00-\u9fff]", line), line


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_column_is_named_and_dropped(found, language):
    shown = ze.show(found, "evaluation", language=language)
    assert not [name for name in shown.columns if not shown[name].str.strip().any()]
    with speaking(language):
        (said,) = sentences.empty_sentences(found, found.actuals)
        every = [
            head.partition("|")[0].strip() for head in sentences._heads(2020, 2025, []).values()
        ]
    for name in every[1:]:
        assert (name in shown.columns) != (name in said), name
    years = {str(year) for year in found.years}
    assert years == {name for name in shown.columns if re.fullmatch(r"\d{4}", name)}


def test_the_table_prints_what_was_published(found):
    shown = ze.show(found, "evaluation").reset_index(drop=True)
    place = found.reset_index(drop=True).index[found["indicator"] == "steel_cluster_gross_output"][
        0
    ]
    printed = [shown.at[place, str(year)] for year in found.years]
    assert printed == ["205", "262", "330", "402", "470"][: len(printed)]


def test_the_figure_s_title_names_who_is_furthest_behind(found):
    title = sentences.course_title(found)
    known = found[found["way"].notna()]
    if known.empty:
        assert "No figure since the base" in title
    elif (known["assessment"] == "behind").any():
        worst = known.loc[(known["way"] / known["time"]).idxmin()]
        assert title.startswith(found.names[worst["id"]])
    else:
        assert "No target with a figure is behind" in title


def test_a_missed_target_is_a_problem_and_is_not_revised(found):
    missed = found[found["status"] == "missed"]
    said = "\n".join(saying.sentences(found, "problems"))
    assert len(re.findall("missed;", said)) == len(missed)
    revised = "\n".join(saying.sentences(found, "revisions"))
    assert not [one for one in missed["id"] if f"({one})" in revised]
