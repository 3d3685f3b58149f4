import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mvs_classifier as mvs
from mvs_classifier.errors import DataError, OutputError
from mvs_classifier.shipped import shipped
from mvs_classifier.text.normalize import normalize
from mvs_classifier.training import evaluation
from mvs_classifier.training.examples import Example, read_examples
from mvs_classifier.training.fit import Settings
from mvs_classifier.training.learn import train_model


def test_training_twice_gives_the_shipped_model_byte_for_byte(tmp_path: Path) -> None:
    for name in ("first.joblib", "second.joblib"):
        mvs.train(output=tmp_path / name)
    assert (tmp_path / "first.joblib").read_bytes() == (tmp_path / "second.joblib").read_bytes()
    shipped_info, info = mvs.load().info, mvs.load(tmp_path / "first.joblib").info
    assert info.data_hash == shipped_info.data_hash
    if info.versions == shipped_info.versions:
        assert (tmp_path / "first.joblib").read_bytes() == Path(shipped("models", "default.joblib")).read_bytes()


@pytest.mark.parametrize("kernel", ["Prescott", "Haswell"])
def test_another_arithmetic_gives_the_same_bytes(kernel: str, tmp_path: Path) -> None:
    """OpenBLAS adds in another order with the kernels of another processor."""
    code = f"import mvs_classifier; mvs_classifier.train(output={str(tmp_path / 'model.joblib')!r})"
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "OPENBLAS_CORETYPE": kernel}, check=True)
    if mvs.load(tmp_path / "model.joblib").info.versions == mvs.load().info.versions:
        assert (tmp_path / "model.joblib").read_bytes() == Path(shipped("models", "default.joblib")).read_bytes()


def test_a_trained_model_is_used_at_once(tmp_path: Path) -> None:
    result = mvs.train(output=tmp_path / "model.joblib")
    assert result.classifier.classify("拜访客户") == mvs.load(tmp_path / "model.joblib").classify("拜访客户")
    assert 0.7 < result.report["macro_f1"] < 1


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nowhere"):
        mvs.train(output=tmp_path / "nowhere" / "model.joblib")


def test_too_few_examples_of_a_label_are_refused(examples: list[Example]) -> None:
    few = [example for example in examples if example.label != mvs.Label.BOTH]
    with pytest.raises(DataError, match="each label needs 10 examples or more, but both has 0; add some"):
        train_model(few, Settings())


def test_something_else_than_a_model_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("text,label\n", encoding="utf-8")
    with pytest.raises(OutputError, match="is no model file; give another name"):
        mvs.train(output=tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "text,label\n"


def test_the_holdout_holds_no_training_text(examples: list[Example]) -> None:
    def plain(text: str) -> str:
        return "".join(filter(str.isalnum, normalize(text)))

    holdout = read_examples([shipped("training_data", "holdout.csv")])
    assert not {plain(example.text) for example in holdout} & {plain(example.text) for example in examples}


def test_cross_validation_never_parts_a_group(examples: list[Example], monkeypatch: pytest.MonkeyPatch) -> None:
    some = [example._replace(text=f"{example.text}@{example.group}") for example in examples[::40]]
    left_out: list[set[str]] = []

    def fitted(rest: list[Example], *_: object) -> set[str]:
        return {example.group for example in rest}

    def judged(trained_on: set[str], texts: list[str]) -> object:
        groups = {text.rpartition("@")[2] for text in texts}
        assert not groups & trained_on
        left_out.append(groups)
        return np.zeros((len(texts), 4))

    monkeypatch.setattr(evaluation, "fit", fitted)
    monkeypatch.setattr(evaluation, "all_logits", judged)
    evaluation.cross_validate(some, Settings())
    assert len(left_out) == evaluation.FOLDS
