"""Which paths lead into the store of models."""

import ntpath
from pathlib import Path
from types import SimpleNamespace

import pytest

from mvs_classifier.store import places


@pytest.mark.parametrize(
    ("path", "is_inside"),
    [
        ("store", True),
        ("store/models/x.joblib", True),
        ("link/x.joblib", True),
        ("stored/x.joblib", False),
        ("x.joblib", False),
        ("store/../x.joblib", False),
        ("/", False),
    ],
)
def test_what_leads_into_the_store(path: str, is_inside: bool, store: Path) -> None:  # noqa: FBT001
    (store.parent / "link").symlink_to(store)
    assert places.is_in_store(store.parent / path) == is_inside


@pytest.mark.parametrize(
    ("path", "is_inside"),
    [
        ("D:\\m.joblib", False),
        ("C:\\Store\\m.joblib", True),
        ("c:/store/models/m.joblib", True),
        ("C:\\Stored\\m.joblib", False),
        ("\\\\server\\share\\m.joblib", False),
    ],
)
def test_windows_has_drives_and_one_case(path: str, is_inside: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    windows = SimpleNamespace(path=ntpath, environ={places.HOME: "C:\\Store"}, PathLike=object)
    monkeypatch.setattr(places, "os", windows)
    assert places.is_in_store(path) == is_inside
