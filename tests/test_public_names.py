import subprocess
import sys

import pytest

import mvs_classifier as mvs


def test_the_public_names() -> None:
    assert mvs.__all__ == sorted(mvs.__all__)
    assert mvs.__all__ == [
        "Classifier",
        "ColumnError",
        "DataError",
        "Doubt",
        "Evaluation",
        "Example",
        "Explanation",
        "InputNotFoundError",
        "JobTag",
        "Judged",
        "Label",
        "LineContribution",
        "MissingExtraError",
        "ModelFileError",
        "ModelInfo",
        "MvsError",
        "NewerStoreError",
        "Options",
        "OutputError",
        "Prediction",
        "ReadOptions",
        "Reading",
        "Report",
        "Request",
        "Settings",
        "StoreError",
        "Summary",
        "Tally",
        "TrainingResult",
        "UsageError",
        "WordContribution",
        "check",
        "classify",
        "classify_many",
        "evaluate",
        "explain",
        "label_batches",
        "label_file",
        "load",
        "read_labelled",
        "suggest",
        "tag_job",
        "tag_jobs",
        "train",
    ]


def test_every_public_name_is_there_and_documented() -> None:
    for name in mvs.__all__:
        assert getattr(mvs, name).__doc__


def test_every_error_of_the_package_is_public_and_an_mvs_error() -> None:
    errors = {name for name, value in vars(mvs.errors).items() if isinstance(value, type)}
    assert errors == {name for name in mvs.__all__ if name.endswith("Error")}
    assert all(issubclass(getattr(mvs, name), mvs.MvsError) for name in errors)


def test_dir_shows_what_is_imported_later() -> None:
    code = "import mvs_classifier as m; print({*m.__all__} - {*dir(m)})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("name", [name for name in mvs.__all__ if name[0].islower()])
def test_help_teaches(name: str) -> None:
    text = getattr(mvs, name).__doc__
    for part in ("Args:", "Returns:", "Raises:"):
        assert part in text


@pytest.mark.parametrize("name", ["classify", "classify_many", "explain", "load", "tag_job", "tag_jobs"])
def test_help_shows_an_example(name: str) -> None:
    assert ">>> " in getattr(mvs, name).__doc__


def test_what_trains_is_imported_only_when_it_is_used() -> None:
    code = "import sys, mvs_classifier; mvs_classifier.load; print(*{'numpy', 'sklearn', 'joblib'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b""


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        mvs.trian  # noqa: B018
