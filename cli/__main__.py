"""`python -m cli` does what `gatelight` does."""

import sys

from cli.main import main

sys.exit(main())
