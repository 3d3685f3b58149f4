"""A package that Spark or we need and that is not installed."""

import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from mvs_classifier import MvsError
from mvs_classifier.errors import MissingExtraError
from mvs_classifier.spark import label

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make a package one that is not installed."""
    really = builtins.__import__

    def hide(package: str) -> None:
        def imported(name: str, *rest: Any) -> Any:
            if name.partition(".")[0] == package:
                raise ModuleNotFoundError(name)
            return really(name, *rest)

        monkeypatch.setattr(builtins, "__import__", imported)

    return hide


@pytest.mark.parametrize("package", ["pyspark", "pyarrow"])
def test_a_package_that_is_missing_is_named_with_the_extra(package: str, without: Callable[[str], None]) -> None:
    without(package)
    with pytest.raises(MissingExtraError, match=rf"{package}.*pip install 'mvs-classifier\[spark\]'") as caught:
        label(None, "task")
    assert isinstance(caught.value, MvsError)


@pytest.mark.slow
@pytest.mark.spark
def test_pandas_is_named_where_spark_lacks_it(spark: "SparkSession", without: Callable[[str], None]) -> None:
    df = spark.createDataFrame([], "task string")
    without("pandas")
    with pytest.raises(MissingExtraError, match=r"[Pp]andas.*pip install 'mvs-classifier\[spark\]'"):
        label(df, "task")
