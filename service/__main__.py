"""``python -m service`` is the command ``solferol``."""

import sys

from service.cli import main

sys.exit(main())
