"""Words and what they stand for: none stands for two things, and each for something there is."""

from collections import Counter

import pandas as pd

from tests.conftest import ROOT
from zoneecon.data.reading import schema, vocabulary
from zoneecon.data.reading.vocabulary import WORDS, plain


def codelist(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / f"{name}.csv", dtype=str, keep_default_na=False)


def test_every_code_of_the_vocabulary_is_in_the_codelist():
    assert set(WORDS["indicators"]) <= set(codelist("indicators")["code"])


def test_no_name_stands_for_two_indicators():
    pairs = {(plain(name), code) for code, names in WORDS["indicators"].items() for name in names}
    pairs |= {(plain(row.zh), row.code) for row in codelist("indicators").itertuples()}
    assert [name for name, count in Counter(name for name, _ in pairs).items() if count > 1] == []


def test_no_head_stands_for_two_columns_and_each_for_one_of_the_contract():
    heads = [(plain(head), column) for column, names in WORDS["heads"].items() for head in names]
    assert {column for _, column in heads} <= set(schema.columns("statements"))
    assert [h for h, n in Counter(h for h, _ in set(heads)).items() if n > 1] == []


def test_a_multiple_of_a_known_unit_is_one_and_another_word_is_none():
    units = codelist("units")
    worth = {"元": "0.00000001", "千元": "0.00001", "百万元": "0.01", "万亿元": "10000"}
    for printed, factor in worth.items():
        made = vocabulary.derived_unit(printed, units)
        assert made == {"printed": printed, "unit": "CNY 100m", "factor": factor}
    assert vocabulary.derived_unit("美元", units) is None
    assert vocabulary.derived_unit("亿", units) is None


def test_with_all_multiples_every_factor_is_what_its_words_say():
    made = vocabulary.with_multiples(codelist("units")).set_index("printed")["factor"].astype(float)
    for stem in ("元", "吨"):
        assert made[f"亿{stem}"] == made[f"万{stem}"] * 1e4 == made[f"千{stem}"] * 1e5
    assert not made.index.duplicated().any()


def test_the_nearest_name_of_a_slip_is_the_one_that_was_meant():
    names = ["地区生产总值", "固定资产投资", "规上工业企业数"]
    assert vocabulary.nearest("规上企业家数", names)[0] == "规上工业企业数"
    assert vocabulary.nearest("xyz", names) == []
