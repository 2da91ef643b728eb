"""Where `zoneecon` and `python -m zoneecon` begin.

A schedule asks every hour whether there is anything to do, and mostly there is not: the plain
`refresh --if-changed` is answered before the command line, and what it needs, is imported.
"""

import os
import sys

#: Also said by `outcomes`, which answers whatever is asked in more words.
NOTHING_NEW = "Nothing new; no file touched. Report: {}"


def nothing_new(arguments: list[str]) -> str | None:
    """The report that still stands, if these arguments ask no more than whether it does."""
    if len(arguments) not in (2, 4) or arguments[:2] != ["refresh", "--if-changed"]:
        return None
    if arguments[2:3] not in ([], ["--zone"]):
        return None
    from zoneecon.data.files import fingerprints

    root = fingerprints.find_root()
    zones = fingerprints.zones(root) if root else []
    zone = arguments[3] if arguments[3:] else zones[0] if len(zones) == 1 else None
    return fingerprints.surely_nothing_new(root, zone) if zone in zones else None


def main() -> int:
    """Answer at once where that can be done, else run the command line."""
    if report := nothing_new(sys.argv[1:]):
        try:
            print(NOTHING_NEW.format(report), flush=True)
        finally:
            os._exit(0)  # to tidy up the interpreter takes as long as to read all inputs
    from zoneecon import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
