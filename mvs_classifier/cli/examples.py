"""The command ``examples``."""

import json
import sys
from argparse import Namespace

from mvs_classifier.cli.streams import on_one_line
from mvs_classifier.errors import UsageError
from mvs_classifier.store.state import read_state


def run(options: Namespace) -> int:
    """List what was taught, or take some of it back."""
    if options.action == "remove":
        return _remove(options)
    if options.what:
        raise UsageError(f"`examples list` takes nothing more, but {options.what[0]!r:.60} is given")
    return _list(options)


def _list(options: Namespace) -> int:
    from mvs_classifier.training.taught import read_taught

    taught = read_taught()
    for one in taught:
        if options.json:
            print(json.dumps(one._asdict(), ensure_ascii=False))
        else:
            place = f"{one.file}:{one.line}"
            print(f"{one.number}\t{one.added}\t{place}\t{one.label}\t{on_one_line(one.text)}")
    if not taught:
        print(_why_none(), file=sys.stderr)
    return 0


def _why_none() -> str:
    others = [name for name, version in read_state().versions.items() if version.examples]
    if others:
        return f"the current model was taught nothing; {', '.join(others)} were: `mvs-classifier models` lists them"
    return "nothing was taught yet; `mvs-classifier train --add FILE` does it"


def _remove(options: Namespace) -> int:
    from mvs_classifier.training.taught import take_back

    if not options.what:
        raise UsageError("`examples remove` needs numbers, such as 3 or 5-9, or names of files; `examples` lists them")
    gone = take_back(options.what)
    print(f"examples taken back: {len(gone):,}; `mvs-classifier train` makes a model without them", file=sys.stderr)
    return 0
