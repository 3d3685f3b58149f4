"""What is known of a model."""

from mvs_classifier.value import Value


class ModelInfo(Value):
    """What a model is.

    Attributes:
        fingerprint: the model's name: the first 12 digits of its content's SHA-256.
        features: how many n-grams it knows.
        examples: for each file of training data how many examples it gave.
        data_hash: the SHA-256 of the training data.
        versions: the versions of Python and of the packages that trained it.
        settings: what was chosen: n-gram sizes, regularisation, temperature and the like.
        metrics: how well it did in cross-validation.
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
