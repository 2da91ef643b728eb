"""Pages as tests see them printed: what leaves the sheet, what a container cuts off."""

#: Width of what lies between the margins of an A4 sheet, in CSS pixels: 210 mm - 2 × 15 mm.
COLUMN = round(180 / 25.4 * 96)
ACROSS = round(267 / 25.4 * 96)

#: Elements that hide something of theirs, or stand out of the column that paper has.
CUT_OFF = """width => [...document.querySelectorAll('main, main *')].filter(one => {
  if (one.closest('svg, details, nav') || !one.getClientRects().length) return false;
  const style = getComputedStyle(one), hides = style.overflowX !== 'visible';
  const out = one.getBoundingClientRect().right > width + 1;
  return out || (hides && one.scrollWidth > one.clientWidth + 1);
}).map(one => one.outerHTML.slice(0, 120))"""


def outside(pdf: bytes) -> list[str]:
    """Words of a PDF that leave their page, with its number."""
    import io

    import pdfplumber

    found = []
    with pdfplumber.open(io.BytesIO(pdf)) as book:
        for page in book.pages:
            box = page.bbox
            for word in page.extract_words():
                inside = box[0] <= word["x0"] and word["x1"] <= box[2]
                inside = inside and box[1] <= word["top"] and word["bottom"] <= box[3]
                found += [] if inside else [f"{page.page_number}: {word['text']}"]
    return found
