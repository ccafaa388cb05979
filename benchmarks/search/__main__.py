"""``python -m benchmarks.search`` is the Korean benchmark: the one there is data for."""

import sys

from benchmarks.search.korean import main

sys.exit(main())
