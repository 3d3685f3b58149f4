"""The description of a model."""

from mvs_classifier.value import Value


class ModelInfo(Value):
    """The description of a model.

    Attributes:
        fingerprint: the model's name: the first 12 digits of its content's SHA-256.
        features: the number of n-grams it knows.
        examples: the number of examples from each file of training data.
        data_hash: the SHA-256 of the training data.
        versions: the versions of Python and of the packages that trained it.
        settings: n-gram sizes, regularisation, temperature and so on.
        metrics: its figures on texts whose styles were left out, or on the holdout.
    """

    _fields = ("fingerprint", "features", "examples", "data_hash", "versions", "settings", "metrics")
    __slots__ = _fields
    fingerprint: str
    features: int
    examples: dict[str, int]
    data_hash: str
    versions: dict[str, str]
    settings: dict[str, str]
    metrics: dict[str, float]
