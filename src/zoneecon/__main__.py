"""Where `zoneecon` and `python -m zoneecon` begin."""

import sys

from zoneecon.cli import main

if __name__ == "__main__":
    sys.exit(main())
