"""Tables of texts become HTML that says what they say and no more."""

import pandas as pd

from zoneecon.explorer import tables


def test_a_table_has_a_cell_for_each_column_and_no_more():
    made = tables.table_html(pd.DataFrame({"name": ["a <b>"], "value": ["1"]}, index=[7]))
    assert made.count("<th") - made.count("<thead") == 3 and made.count("<td>") == 1
    assert "a &lt;b&gt;" in made and "7" not in made
