"""Where the files of the store of the user's models are."""

import os
import sys

from mvs_classifier.model.container import is_fingerprint

SHIPPED = "shipped"
"""The name of the model that comes with the package."""
HOME = "MVS_CLASSIFIER_HOME"
"""The environment variable that names the folder of the store."""

_APP = "mvs-classifier"
_STATE = "state.json"
_MODEL = ".joblib"


def home() -> str:
    """Return the folder of the store: that of the environment variable, otherwise the usual one of the system."""
    named = os.environ.get(HOME)
    if named:
        return os.path.abspath(named)
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ:  # importing platformdirs takes longer than Python
        data = os.environ.get("XDG_DATA_HOME", "")
        return os.path.join(data if data.strip() else os.path.expanduser("~/.local/share"), _APP)
    from platformdirs import user_data_dir

    return user_data_dir(_APP, appauthor=False)


def is_in_store(path: str | os.PathLike[str]) -> bool:
    """Return whether a path is that of the store or leads into it; where it does not exist, whether it would."""
    found, store = (os.path.normcase(os.path.realpath(one)) for one in (path, home()))
    return os.path.join(found, "").startswith(os.path.join(store, ""))


def model_path(name: str) -> str:
    """Return the path of an installed model."""
    return os.path.join(home(), "models", f"{name}{_MODEL}")


def installed_names() -> list[str]:
    """Return the fingerprints of the models whose files are in the store, in no order."""
    try:
        files = os.listdir(os.path.dirname(model_path("")))
    except OSError:
        return []
    names = [file.removesuffix(_MODEL) for file in files if file.endswith(_MODEL)]
    return list(filter(is_fingerprint, names))


def examples_path(name: str) -> str:
    """Return the path of taught examples."""
    return os.path.join(home(), "examples", f"{name}.csv")


def state_path() -> str:
    """Return the path of the file that holds the state."""
    return os.path.join(home(), _STATE)
