"""The command line: the only place that prints or exits."""

from mvs_classifier.cli.main import main

__all__ = ["main"]
