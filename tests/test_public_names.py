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
