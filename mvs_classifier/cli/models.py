"""The command ``models``."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from mvs_classifier.cli.options import Parser, add_language, one_of
from mvs_classifier.cli.output import argument_text, say, show, show_json
from mvs_classifier.errors import ModelFileError, StoreError, UsageError
from mvs_classifier.i18n import N_, _, joined
from mvs_classifier.model.file import FORCED, SHIPPED_DATA, TAUGHT
from mvs_classifier.model.info import ModelInfo
from mvs_classifier.model.served import read_served
from mvs_classifier.shipped import shipped_model
from mvs_classifier.store import changes
from mvs_classifier.store.current import read_installed, resolve
from mvs_classifier.store.places import SHIPPED, home, model_path
from mvs_classifier.store.state import State, Version, local_time, read_state

SUMMARY = N_("list, use, roll back models")
DESCRIPTION = N_("""\
Your models: list them, describe a model (info), make another model current (use), go back to the previous one
(rollback), or delete a model (remove). The model that comes with the package is called shipped. A model belongs
together with the examples that it was taught: going back to a model also goes back to its examples.
""")
EXAMPLES = N_("""\
examples:
  mvs-classifier models
  mvs-classifier models info
  mvs-classifier models rollback
  mvs-classifier models use shipped
""")

_ACTIONS = ("list", "info", "use", "rollback", "remove")
_MEASURED_ON = (N_("left_out_"), N_("holdout_"))


def add_options(parser: Parser) -> None:
    """Add the options."""
    add = parser.add_argument
    add(
        "action",
        nargs="?",
        type=one_of(_("action"), _ACTIONS),
        default="list",
        metavar="ACTION",
        help=_("list, info, use, rollback, remove (default: list)"),
    )
    add(
        "name",
        nargs="?",
        type=argument_text,
        metavar="NAME",
        help=_("the model: its name, as in the column mvs_model, or the first digits of it, or shipped"),
    )
    add(
        "--force",
        action="store_true",
        help=_("remove a model even if examples are lost with it"),
    )
    add("--json", action="store_true", help=_("print list or info as JSON"))
    add_language(parser)


def run(options: Namespace) -> int:
    """List the models, describe one, switch to another, or remove one."""
    if options.name is not None and options.action in {"list", "rollback"}:
        raise UsageError(
            _("`models {action}` takes no name, not {name!r:.60}", action=options.action, name=options.name)
        )
    if options.action == "list":
        _list(as_json=options.json)
    elif options.action == "info":
        _info(options.name, as_json=options.json)
    elif options.action == "rollback":
        _roll_back()
    elif options.name is None:
        raise UsageError(
            _("`models {action}` needs the name of a model; `models list` shows them", action=options.action)
        )
    elif options.action == "use":
        _use(options.name)
    else:
        _remove(options.name, force=options.force)
    return 0


def _roll_back() -> None:
    left = read_state().current
    back = changes.rollback()
    say(
        _(
            "the current model is {name} again; `mvs-classifier models use {left}` comes back to the one before",
            name=back,
            left=left,
        )
    )


def _use(name: str) -> None:
    used = changes.use(name)
    if used == SHIPPED:
        say(_("the current model is {name}, without examples of yours", name=used))
    else:
        say(_("the current model is {name}, with its examples", name=used))


def _remove(name: str, *, force: bool) -> None:
    from mvs_classifier.training.taught import taught_only_by

    found = resolve(read_state(), name)
    lost = [] if found == SHIPPED or force else taught_only_by(found)
    if lost:
        raise UsageError(
            _(
                "{count:,} examples that {name} was taught are kept with no other model and would be lost; "
                "add --force to remove it all the same",
                count=len(lost),
                name=found,
            )
        )
    say(_("model {name} is removed", name=changes.remove(found)))


def _list(*, as_json: bool) -> None:
    state, damage = changes.readable_state(), _damage()
    rows = [_row(state, name) for name in (SHIPPED, *state.versions)]
    if damage:
        rows = [{**row, "current": False} for row in rows]
    if as_json:
        for row in rows:
            show_json(row)
        return
    for row in rows:
        mark = "*" if row["current"] else " "
        examples = _("{count:>8} examples", count=row["examples"])
        show(f"{mark} {row['name']:<14}{_local(row['installed']):<18}{examples}  {row['note']}")
    say(f"mvs-classifier: {damage}" if damage else _("* is current; the store is {folder}", folder=home()))


def _local(installed: str | None) -> str:
    """When a model was installed, by the clock of this machine; empty for the one that ships."""
    return local_time(installed) if installed else ""


def _damage() -> StoreError | None:
    """The error in the state of the store, if any."""
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
        return {**row, "examples": 0, "taught": 0, "note": _("damaged")}
    notes = [_("forced though refused")] if FORCED in info.settings else []
    notes += [_("the shipped data is newer")] if version and _is_older(info) else []
    taught = info.examples.get(TAUGHT, 0)
    notes += [_("{count:,} taught by you", count=taught)] if taught else []
    return {**row, "examples": sum(info.examples.values()), "taught": taught, "note": _(", ").join(notes)}


def _info(name: str | None, *, as_json: bool) -> None:
    state = read_state()
    found = (state.current or SHIPPED) if name is None else resolve(state, name)
    info = _read(found)
    if as_json:
        show_json({"name": found, **info.to_dict()})
        return
    if found == SHIPPED:
        show(_("model {name}, the one that ships", name=info.fingerprint))
    else:
        show(_("model {name}", name=info.fingerprint))
    for line in _description(info, found, state.versions.get(found)):
        show(f"  {line}")


def _description(info: ModelInfo, name: str, version: Version | None) -> Iterator[str]:
    """The lines that describe a model, installed or the one that ships."""
    yield _("file: {path}", path=_path(name))
    if version:
        yield _("installed: {when}, after {name}", when=local_time(version.installed), name=version.previous or SHIPPED)
    yield _("features: {count:,}", count=info.features)
    for told, values in (
        (N_("examples: {values}"), info.examples),
        (N_("figures: {values}"), {_figure(name): value for name, value in info.metrics.items()}),
        (N_("settings: {values}"), info.settings),
        (N_("trained with: {values}"), info.versions),
    ):
        yield _(told, values=joined(f"{key} {value}" for key, value in values.items()))
    if name != SHIPPED and _is_older(info):
        yield _what_is_new(info)


def _figure(name: str) -> str:
    """A figure's name in the language that is spoken; in English it is what JSON has, too."""
    texts = next((start for start in _MEASURED_ON if name.startswith(start)), None)
    return _(texts) + _(name.removeprefix(texts)) if texts else _(name)


def _is_older(info: ModelInfo) -> bool:
    """Whether the shipped data is different from that on which this model was trained."""
    return info.settings.get(SHIPPED_DATA, info.data_hash) != _read(SHIPPED).data_hash


def _what_is_new(info: ModelInfo) -> str:
    now, then = _shipped_examples(_read(SHIPPED)), _shipped_examples(info)
    return _(
        "it was trained with mvs-classifier {version} on {then:,} shipped examples; now {now:,} ship: "
        "`mvs-classifier train` learns them and keeps what you taught",
        version=info.versions["mvs-classifier"],
        then=then,
        now=now,
    )


def _shipped_examples(info: ModelInfo) -> int:
    return sum(count for file, count in info.examples.items() if file != TAUGHT)


def _read(name: str) -> ModelInfo:
    return (read_served(shipped_model()) if name == SHIPPED else read_installed(name)).info


def _path(name: str) -> str:
    return shipped_model() if name == SHIPPED else model_path(name)
