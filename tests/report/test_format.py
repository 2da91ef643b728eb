"""Tables are shown rounded; the numbers stay as they are."""

import pandas as pd

from zoneecon.report import format as formatting


def test_show_rounds_text_only_and_leaves_unknown_cells_empty():
    table = pd.DataFrame({"y": [2020], "v": [1 / 3], "u": [None]})
    shown = formatting.show(
        table, {"y": "year", "v": "value, CNY 100m | {:.2f}", "u": "x"}, index="y"
    )
    assert shown.to_dict("list") == {"value, CNY 100m": ["0.33"], "x": [""]}
    assert table["v"].iloc[0] == 1 / 3
