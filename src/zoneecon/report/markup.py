"""How does what a notebook shows become harmless, readable HTML?

Everything passes an allow-list (nh3). Tables get a caption, scopes, words left and numbers right;
pictures a number and a description; statement ids lead to their sentences.
"""

import copy
import re
from collections.abc import Collection, Mapping
from functools import cache

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag
from nbconvert import HTMLExporter
from nbformat import NotebookNode
from traitlets.config import Config

from zoneecon.report.cells import CHINESE, STATEMENT, kind
from zoneecon.report.templating import FOLDER
from zoneecon.text.catalogue import known, say

TAGS = set(
    "a abbr b blockquote br caption code dd details div dl dt em figcaption figure h1 h2 h3 h4 hr "
    "i img li ol p pre section small span strong sub summary sup table tbody td tfoot th thead tr "
    "ul".split()
)
ATTRIBUTES = {
    "*": {"class", "id", "lang", "title"},
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
#: What matplotlib draws with; nothing of it runs, and addresses lead into the picture itself.
SVG_TAGS = set("svg g path use defs clipPath rect title desc pattern image".split())
SVG_ATTRIBUTES = set(
    "id d style transform x y width height viewBox clip-path href xlink:href "
    "fill fill-opacity stroke stroke-width patternUnits version role aria-label".split()
)
#: Ids in a row, as tables hold them.
BETWEEN_IDS = re.compile(r"(?<=[\da-z]);\s*(?=[A-Z]\d{3})")
#: Columns from which a table is set small, and an annex lies across the paper; rows of an annex.
WIDE, ANNEX = 9, 40
#: Cells that belong to the machinery of a run: their tags.
INTERNAL = {"internal", "parameters", "injected-parameters"}
#: A link inside these would be wrong or unreadable.
UNLINKED = {"a", "code", "h1", "h2", "h3", "summary", "title", "svg"}
#: Letters of a drawing from which the picture of dots is the lighter one.
HEAVIEST_DRAWING = 400_000


# --- nothing that acts ------------------------------------------------------------------------


def clean(fragment: str) -> str:
    """An HTML fragment with nothing in it that could run or load; images only as embedded PNG."""
    return nh3.clean(
        fragment,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "data"},
        attribute_filter=_harmless,
        link_rel="noopener noreferrer",
    )


def _harmless(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src":
        return value if value.startswith("data:image/png;base64,") else None
    if tag == "a" and attribute == "href":
        return value if re.match(r"(#|https?://|[\w-]+\.(html|ipynb))", value) else None
    return value


def clean_drawing(svg: str, name: str) -> str:
    """An SVG as part of a page: nothing that acts, its ids its own by a name before them."""
    drawing = nh3.clean(
        svg[max(svg.find("<svg"), 0) :],
        tags=SVG_TAGS,
        clean_content_tags={"style", "script", "metadata", "foreignObject"},
        attributes={"*": SVG_ATTRIBUTES},
        attribute_filter=_drawn,
        link_rel=None,
        url_schemes={"data"},
    )
    return re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", drawing)


def _drawn(tag: str, attribute: str, value: str) -> str | None:
    if attribute.endswith("href"):
        inner = value.startswith("#") or (tag == "image" and value.startswith("data:image/png;"))
        return value if inner else None
    styled = attribute in ("style", "fill", "stroke")
    outer = re.search(r"url\((?!#)|@|expression|\\", value) if styled else None
    return None if outer else value


# --- from notebook to body --------------------------------------------------------------------


@cache
def _exporter(language: str) -> HTMLExporter:
    """One for all pages of a language, whose words its templates hold once they are compiled."""
    removed = {"enabled": True, "remove_cell_tags": INTERNAL}
    exporter = HTMLExporter(
        template_name="notebook",
        extra_template_basedirs=[str(FOLDER)],
        exclude_anchor_links=True,
        config=Config({"TagRemovePreprocessor": removed}),
    )
    exporter.register_filter("say", say)
    return exporter


def notebook_body(notebook: NotebookNode, stem: str = "") -> BeautifulSoup:
    """Text, outputs and folded code of an executed notebook, cleaned.

    `stem` tells its drawings from those of other notebooks on the same page.
    """
    shown = NotebookNode(copy.deepcopy(notebook))
    shown.cells = _as_asked(shown.cells)
    drawings = _place_pictures(shown, stem)
    body, _ = _exporter(known(None)).from_notebook_node(shown)
    soup = BeautifulSoup(clean(body), "html.parser")
    for code in soup.select("details.code"):
        if cell := code.find_parent("div", class_="cell"):
            cell.append(code)  # what it shows comes first
    for name, (drawing, description) in drawings.items():
        for place in soup.find_all("figure", id=name)[:1]:
            drawn = BeautifulSoup(drawing, "html.parser")
            if drawn.svg is not None:
                drawn.svg.attrs |= {"role": "img", "aria-label": description}
            place.append(drawn)
    return soup


def _as_asked(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Cells without the parameters that the notebook is committed with, where others were given."""
    tags = [cell.metadata.get("tags", []) for cell in cells]
    if not any("injected-parameters" in one for one in tags):
        return cells
    return [cell for cell, one in zip(cells, tags, strict=True) if "parameters" not in one]


def _place_pictures(notebook: NotebookNode, stem: str) -> dict[str, tuple[str, str]]:
    """Describe each picture, by what it says of itself or by the heading it stands under.

    Drawings are taken out, so that the page can be cleaned without them: name -> drawing and
    description.
    """
    heading = ""
    drawings: dict[str, tuple[str, str]] = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found = re.findall(r"^#+ (.+)$", cell.source, flags=re.MULTILINE)
            heading = found[-1] if found else heading
        for output in cell.get("outputs", []):
            data, meta = output.get("data", {}), output.get("metadata", {})
            drawing, dots = data.pop("image/svg+xml", ""), "image/png" in data
            said = [meta.get(kind, {}).get("alt") for kind in ("image/svg+xml", "image/png")]
            alt = next(filter(None, said), None) or heading
            if drawing and (len(drawing) < HEAVIEST_DRAWING or not dots):
                name = "-".join(filter(None, ("drawing", stem, str(len(drawings) + 1))))
                drawings[name] = clean_drawing(drawing, name), alt
                output.data = NotebookNode({"text/html": f'<figure id="{name}"></figure>'})
            elif dots:
                output.metadata["image/png"] = {"alt": alt}
    return drawings


def title(notebook: NotebookNode) -> str:
    """The question: the first heading of the notebook."""
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    heading = re.search(r"^# (.+)$", text, flags=re.MULTILINE)
    return heading[1].strip() if heading else say("pages.untitled")


# --- links and sections -----------------------------------------------------------------------


def link_statements(soup: BeautifulSoup, known: Collection[str], page: str) -> None:
    """Turn every known statement id in running text into a link of its own to its sentence."""
    for text in list(soup.find_all(string=STATEMENT)):
        if any(parent.name in UNLINKED for parent in text.parents):
            continue
        apart = BETWEEN_IDS.sub(" ", text)
        pieces, end = [], 0
        for match in STATEMENT.finditer(apart):
            if match[0] in known:
                link = soup.new_tag("a", href=f"{page}#{match[0]}")
                link.string = match[0]
                pieces += [NavigableString(apart[end : match.start()]), link]
                end = match.end()
        if pieces:
            text.replace_with(*pieces, NavigableString(apart[end:]))


def sections(soup: BeautifulSoup) -> dict[str, str]:
    """Id -> heading of every section of a page; gives each its id."""
    found = {}
    for number, heading in enumerate(soup.find_all("h2"), 1):
        heading["id"] = name = f"section-{number}"
        found[name] = heading.get_text().strip()
    for heading in soup.find_all(["h1", "h3", "h4"]):
        del heading["id"]
    return found


def link_pages(soup: BeautifulSoup, pages: Mapping[str, str]) -> None:
    """Turn the name of a page's file in the prose into a link that bears the page's own name."""
    for code in soup.find_all("code"):
        if (stem := code.get_text()) in pages and not code.find_parent("pre"):
            link = soup.new_tag("a", href=f"{stem}.html")
            link.string = pages[stem]
            code.replace_with(link)


# --- tables and figures -----------------------------------------------------------------------


def readable(soup: BeautifulSoup) -> None:
    """Give tables and figures of a page what a reader needs to find, hear and print them.

    A figure says its finding and its source itself, so below it stands its number alone.
    """
    for table in soup.find_all("table"):
        if not table.find("td"):
            table.replace_with(nothing := soup.new_tag("p", attrs={"class": "soft"}))
            nothing.string = say("pages.no_rows")
    for number, table in enumerate(soup.find_all("table"), 1):
        _tell_table(soup, table, number)
    for number, figure in enumerate(soup.find_all("figure"), 1):
        caption = soup.new_tag("figcaption")
        caption.string = say("pages.figure_number", number=number)
        figure.append(caption)


def _tell_table(soup: BeautifulSoup, table: Tag, number: int) -> None:
    """Caption, scopes and columns of one table, in a frame that a keyboard can scroll."""
    caption = table.find("caption")
    if caption is None:
        heading = table.find_previous(["h1", "h2", "h3"])
        caption = soup.new_tag("caption")
        text = heading.get_text().strip() if heading else ""
        caption.string = say("pages.table_caption", number=number, heading=text)
        table.insert(0, caption)
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    columns = len(rows[0]) if rows else 0
    for row in rows:
        for cell in row:
            cell.attrs = {
                n: v for n, v in cell.attrs.items() if n in ("id", "colspan", "rowspan", "lang")
            }
            if cell.name == "th":
                rest = "rowgroup" if cell.get("colspan") else "row"
                cell["scope"] = "col" if cell.find_parent("thead") else rest
            _tell_language(cell)
    for column in zip(*(row for row in rows if len(row) == columns), strict=True):
        if name := kind([cell.get_text().strip() for cell in column[1:]]):
            for cell in column:
                cell["class"] = name
    table.attrs = {}
    told = {"tabindex": "0", "role": "region", "aria-label": caption.get_text()}
    frame = table.wrap(soup.new_tag("div", attrs=told))
    frame["class"] = " ".join(["table", "wide"] if columns >= WIDE else ["table"])


def _tell_language(cell: Tag) -> None:
    """Mark a cell in Chinese on a page that is not."""
    text = cell.get_text()
    chinese = sum(ord(letter) >= CHINESE for letter in text)
    if known(None) != "zh" and chinese > len(text) / 2:
        cell["lang"] = "zh"


def long_tables(soup: BeautifulSoup) -> list[Tag]:
    """Frames of the tables that are an annex each: too long to be read on the way."""
    frames = soup.select("div.table")
    return [frame for frame in frames if length(frame) >= ANNEX]


def length(frame: Tag) -> int:
    """Rows of a table below its head."""
    return len(frame.select("tr")) - len(frame.select("thead > tr"))
