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
        "Explanation",
        "InputNotFoundError",
        "JobTag",
        "Label",
        "ModelFileError",
        "ModelInfo",
        "MvsError",
        "OutputError",
        "Prediction",
        "ReadOptions",
        "Report",
        "StoreError",
        "TrainingResult",
        "UsageError",
        "WordContribution",
        "classify",
        "classify_many",
        "explain",
        "load",
        "tag_job",
        "train",
    ]


def test_every_public_name_is_there_and_documented() -> None:
    for name in mvs.__all__:
        assert getattr(mvs, name).__doc__


def test_every_error_is_an_mvs_error() -> None:
    errors = [value for name, value in vars(mvs).items() if name.endswith("Error")]
    assert all(issubclass(error, mvs.MvsError) for error in errors)


def test_what_trains_is_imported_only_when_it_is_used() -> None:
    code = "import sys, mvs_classifier; mvs_classifier.load; print(*{'numpy', 'sklearn', 'joblib'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.strip() == b""


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'trian'"):
        mvs.trian  # noqa: B018
