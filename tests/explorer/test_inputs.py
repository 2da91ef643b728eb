"""What no slider moves is what the rest of the package says of a vintage."""

import pandas as pd

from zoneecon.targets.answer import assess


def test_the_report_s_verdicts_are_those_of_assess(inputs, plan):
    answer = assess(plan, draws=50)
    columns = list(inputs.reported.columns)
    assert {"verdict", "words", "words_zh", "condition", "pooled", "target"} <= set(columns)
    pd.testing.assert_frame_equal(inputs.reported, answer.verdicts[columns])
