"""How is a source cited? By issuer, title and date; an address not the issuer's is a copy."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from zoneecon.text.catalogue import say

#: Hosts of public bodies: what they hold of a public body is the original.
PUBLIC = re.compile(r"(^|\.)(gov|gob|gouv)(\.[a-z]{2})?$|(^|\.)europa\.eu$")
#: What a name has beside the letters that a host could repeat.
SMALL = {"and", "of", "the", "for"}


def cited(source: Mapping[str, str]) -> str:
    """Issuer, title and date of a source (a row of `sources.csv`) in one line.

    Examples
    --------
    >>> cited({"issuer": "City bureau", "title": "Bulletin", "published": "2022-03-01"})
    'City bureau: Bulletin (2022-03-01)'
    """
    title, issuer = source["title"], source["issuer"]
    kind = "titled" if title.casefold().startswith(issuer.casefold()) else "source"
    return say(f"pages.sources.{kind}", **{**source, "title": title, "issuer": issuer})


def address(source: Mapping[str, str]) -> str:
    """What the link to a source is called: its page, or a copy that someone else put up.

    Examples
    --------
    >>> bureau = {"issuer": "City Bureau of Statistics", "title": "Bulletin"}
    >>> address({**bureau, "url": "http://tj.city.gov.cn/1"}), address({**bureau, "url": "http://x.com"})
    ('page', 'copy')
    """
    return say(f"pages.sources.{'copy' if is_copy(source) else 'page'}")


def is_copy(source: Mapping[str, str]) -> bool:
    """Whether the address is not the issuer's own.

    An issuer's host is a public body's, or repeats the issuer's name or its initials; whoever
    carries the text of somebody else has a host of another name.
    """
    host = (urlsplit(source["url"]).hostname or "").casefold()
    if not host or PUBLIC.search(host):
        return False
    words = re.findall(r"[^\W_]+", source["issuer"].casefold())
    names = [word for word in words if word not in SMALL]
    joined, initials = "".join(names), "".join(word[0] for word in names)
    labels = re.split(r"[.-]", host)
    own = joined and (joined in re.sub(r"[^\w]", "", host) or "".join(words) in "".join(labels))
    return not (own or (len(initials) > 2 and initials in labels))
