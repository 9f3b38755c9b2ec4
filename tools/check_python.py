"""Exit with one clear sentence if this Python can't build the project's environment (run by the Makefile).

Written so that old Pythons can read it too: no annotations, no f-strings.
"""

import sys

OLDEST, NEWEST = (3, 11), (3, 13)
VERSION = sys.version_info[:2]

if not OLDEST <= VERSION <= NEWEST:
    sys.exit(
        "ai_playground needs Python %d.%d to %d.%d; this is %d.%d.\n"
        "Name another one, e.g. make PYTHON=python3.12 run" % (OLDEST + NEWEST + VERSION)
    )
try:
    import ensurepip  # noqa: F401
    import venv  # noqa: F401
except ImportError:
    sys.exit(
        "This Python can't make virtual environments. "
        "On Debian and Ubuntu: apt-get install python%d.%d-venv" % VERSION
    )
