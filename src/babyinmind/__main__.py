"""`python -m babyinmind`, for machines whose PATH does not hold the command."""

import sys

from babyinmind.cli import main

sys.exit(main())
