"""`python -m ai_playground` is the command `ai-playground`."""

import sys

from ai_playground.cli import main

sys.exit(main())
