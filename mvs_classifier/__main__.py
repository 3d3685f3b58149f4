"""``python -m mvs_classifier`` is the command line."""

import sys

from mvs_classifier.cli import main

sys.exit(main())
