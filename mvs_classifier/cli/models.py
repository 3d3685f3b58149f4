"""The command ``models``."""

import json
import sys
from argparse import Namespace
from typing import Any

from mvs_classifier.errors import ModelFileError, StoreError, UsageError
from mvs_classifier.model.file import FORCED, SHIPPED_DATA, TAUGHT, ModelInfo, read_model
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes as versions
from mvs_classifier.store.current import read_installed
from mvs_classifier.store.state import SHIPPED, State, home, model_path, read_state


def run(options: Namespace) -> int:
    """List the models, say what one is, switch to another one, or remove one."""
    if options.name is not None and options.action in {"list", "rollback"}:
        raise UsageError(f"`models {options.action}` takes no name, but {options.name!r:.60} is given")
    if options.action == "list":
        _list(as_json=options.json)
    elif options.action == "info":
        _info(options.name, as_json=options.json)
    elif options.action == "rollback":
        _say(f"the current model is {versions.rollback()} again")
    elif options.name is None:
        raise UsageError(f"`models {options.action}` needs the name of a model; `models list` shows them")
    elif options.action == "use":
        used = versions.use(options.name)
        _say(f"the current model is {used}, {'without examples of yours' if used == SHIPPED else 'with its examples'}")
    else:
        _remove(options.name, force=options.force)
    return 0


def _remove(name: str, *, force: bool) -> None:
    from mvs_classifier.training.taught import taught_only_by

    found = name if name == SHIPPED else versions.resolve(read_state(), name)
    lost = [] if found == SHIPPED or force else taught_only_by(found)
    if lost:
        raise UsageError(
            f"{len(lost):,} examples that {found} was taught are kept with no other model and would be lost; "
            "give --force if that is meant"
        )
    _say(f"model {versions.remove(found)} is removed")


def _list(*, as_json: bool) -> None:
    state, damage = versions.readable_state(), _damage()
    rows = [_row(state, name) for name in (SHIPPED, *state.versions)]
    if damage:
        rows = [{**row, "current": False} for row in rows]
    if as_json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        return
    for row in rows:
        mark = "*" if row["current"] else " "
        print(f"{mark} {row['name']:<14}{row['installed'] or '':<28}{row['examples']:>8} examples  {row['note']}")
    print(f"mvs-classifier: {damage}" if damage else f"* is current; the store is {home()}", file=sys.stderr)


def _damage() -> StoreError | None:
    """What is wrong with the store's own notes."""
    try:
        read_state()
    except StoreError as error:
        return error
    return None


def _row(state: State, name: str) -> dict[str, Any]:
    version = state.versions.get(name)
    row = {"name": name, "installed": version and version.installed, "current": name == (state.current or SHIPPED)}
    try:
        info = _read(name)
    except ModelFileError:
        return {**row, "examples": 0, "taught": 0, "note": "damaged"}
    notes = ["forced though refused"] if FORCED in info.settings else []
    notes += ["the shipped data is newer"] if version and _is_older(info) else []
    taught = info.examples.get(TAUGHT, 0)
    notes += [f"{taught:,} taught by you"] if taught else []
    return {**row, "examples": sum(info.examples.values()), "taught": taught, "note": ", ".join(notes)}


def _info(name: str | None, *, as_json: bool) -> None:
    state = read_state()
    found = (state.current or SHIPPED) if name is None else name if name == SHIPPED else versions.resolve(state, name)
    info = _read(found)
    if as_json:
        print(json.dumps({"name": found, **info._asdict()}, ensure_ascii=False))
        return
    print(f"model {info.fingerprint}" + (", the one that ships" if found == SHIPPED else ""))
    print(f"  file: {_path(found)}")
    if found in state.versions:
        print(f"  installed: {state.versions[found].installed}, after {state.versions[found].previous or SHIPPED}")
    print(f"  features: {info.features:,}")
    for title, values in (
        ("examples", info.examples),
        ("figures", info.metrics),
        ("settings", info.settings),
        ("trained with", info.versions),
    ):
        print(f"  {title}: " + ", ".join(f"{key} {value}" for key, value in values.items()))
    if found != SHIPPED and _is_older(info):
        print(f"  {_what_is_new(info)}")


def _is_older(info: ModelInfo) -> bool:
    """Whether the shipped data is another than this model was trained on."""
    return info.settings.get(SHIPPED_DATA, info.data_hash) != _read(SHIPPED).data_hash


def _what_is_new(info: ModelInfo) -> str:
    now, then = _shipped_examples(_read(SHIPPED)), _shipped_examples(info)
    return (
        f"it was trained with mvs-classifier {info.versions['mvs-classifier']} on {then:,} shipped examples; now "
        f"{now:,} ship: `mvs-classifier train` learns them and keeps what you taught"
    )


def _shipped_examples(info: ModelInfo) -> int:
    return sum(count for file, count in info.examples.items() if file != TAUGHT)


def _read(name: str) -> ModelInfo:
    return (read_model(shipped_model()) if name == SHIPPED else read_installed(name)).info


def _path(name: str) -> str:
    return shipped_model() if name == SHIPPED else model_path(name)


def _say(what: str) -> None:
    print(what, file=sys.stderr)
