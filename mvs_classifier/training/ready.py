"""The shipped examples with their n-grams counted, kept ready in the user's cache folder.

Reading and counting 68,000 texts takes 7 seconds, and the result is the same until the package or its data change. What
is kept is named after a hash of both, is checked when it is read, and may be deleted at any time.
"""

import json
import os
import platform
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from glob import escape, glob
from hashlib import sha256
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from mvs_classifier.atomic import read_file, replacing
from mvs_classifier.errors import MvsError
from mvs_classifier.model.labels import Label
from mvs_classifier.shipped import shipped_data
from mvs_classifier.text.normalize import normalize
from mvs_classifier.text.words import segmenter_name
from mvs_classifier.training.counted import Counted, count
from mvs_classifier.training.examples import POSTINGS, SHIPPED_FILES, Example, read_postings, read_shipped
from mvs_classifier.training.fit import Settings

CACHE = "MVS_CLASSIFIER_CACHE"
"""The environment variable that names the folder of the cache."""

_APP = "mvs-classifier"
_MAGIC = b"mvs-classifier counts 2\n"
_DIGEST = 32
_KEPT = "shipped-*.counts"
_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

Array = NDArray[np.int32]


class Ready(NamedTuple):
    """The shipped examples and the counts of their n-grams.

    Attributes:
        examples: the examples, as ``read_shipped`` returns them.
        postings: the whole postings, as ``read_postings`` returns them.
        counted: the counts, a row for each of them.
    """

    examples: list[Example]
    postings: list[Example]
    counted: Counted


_LAST: dict[str, Ready] = {}


def ready(settings: Settings) -> Ready:
    """Return the shipped examples with their counts, from the cache where they are in it.

    Raises:
        DataError: something in the shipped data is wrong.
    """
    name = _name(settings)
    return _kept(name) or _keep(name, _made(name, settings))


def shipped_examples() -> list[Example]:
    """Return the shipped examples, from the cache where they are in it."""
    kept = _kept(name := _name(Settings()))
    return list(kept.examples if kept else _examples(name))


def shipped_postings() -> list[Example]:
    """Return the shipped postings, likewise."""
    kept = _kept(name := _name(Settings()))
    return list(kept.postings if kept else _postings(name))


def counted_of(examples: Sequence[Example], settings: Settings) -> tuple[list[int], Counted]:
    """Count the n-grams of examples, and take those of shipped ones from what is ready.

    Returns:
        The numbers of the examples in the order of the rows, and the counts.
    """
    shipped, _, counted = ready(settings)
    rows = {(one.file, one.line): number for number, one in enumerate(shipped)}
    known, others = [], []
    for number, example in enumerate(examples):
        row = rows.get((example.file, example.line))
        if row is not None and shipped[row].text == example.text:
            known.append((number, row))
        else:
            others.append(number)
    texts = [normalize(examples[number].text) for number in others]
    found = counted.rows([row for _, row in known])
    if texts:
        found = found.with_texts(texts, settings.longest_ngram, skip_grams=settings.skip_grams)
    return [number for number, _ in known] + others, found


def cache_folder() -> str:
    """Return the folder of the cache: that of the environment variable, otherwise the usual one of the system."""
    named = os.environ.get(CACHE)
    if named:
        return os.path.abspath(named)
    from platformdirs import user_cache_dir

    return user_cache_dir(_APP, appauthor=False)


def _kept(name: str) -> Ready | None:
    """What this process has read, or the cache holds, under a name; None where nothing is."""
    if name in _LAST:
        return _LAST[name]
    found = _read(name)
    return found and _keep(name, found)


def _keep(name: str, made: Ready) -> Ready:
    _LAST.clear()
    _LAST[name] = made
    return made


@lru_cache(maxsize=1)
def _examples(_name: str) -> list[Example]:
    """The shipped examples as their file holds them, read once for what is counted next."""
    return read_shipped()


@lru_cache(maxsize=1)
def _postings(_name: str) -> list[Example]:
    return read_postings()


def _made(name: str, settings: Settings) -> Ready:
    examples = _examples(name)
    texts = (normalize(example.text) for example in examples)
    counted = count(texts, settings.longest_ngram, skip_grams=settings.skip_grams)
    made = Ready(examples, _postings(name), counted.frequent(1))  # in the order in which every training wants them
    with suppress(MvsError, OSError):  # without a cache, the next training only takes longer
        _write(name, made)
    return made


def _name(settings: Settings) -> str:
    """A hash of all that decides on the examples and their counts: data, code, settings, versions."""
    digest = sha256()
    for path in (*map(shipped_data, (*SHIPPED_FILES, POSTINGS)), *sorted(_sources())):
        with suppress(OSError):  # whoever reads the data says what is wrong with it
            digest.update(sha256(read_file(path)).digest())
    versions = [version(package) for package in ("numpy", "scipy", "opencc", segmenter_name())]
    chosen = [platform.python_version(), *versions, settings.longest_ngram, settings.skip_grams]
    digest.update(json.dumps(chosen).encode())
    return f"shipped-{digest.hexdigest()[:_DIGEST]}.counts"


def _sources() -> Iterator[str]:
    for folder, _, names in os.walk(_PACKAGE):
        yield from (os.path.join(folder, name) for name in names if name.endswith((".py", ".txt")))


def _write(name: str, made: Ready) -> None:
    counts, words = made.counted.counts, made.counted.words
    arrays = [counts.indptr, counts.indices, counts.data, words.indptr, words.indices]
    head = {
        "examples": made.examples,
        "postings": made.postings,
        "ngrams": made.counted.ngrams,
        "sizes": [len(array) for array in arrays],
    }
    parts = [json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")]
    parts += [np.ascontiguousarray(array, dtype="<i4").tobytes() for array in arrays]
    content = len(parts[0]).to_bytes(8, "little") + b"".join(parts)
    folder = cache_folder()
    os.makedirs(folder, mode=0o700, exist_ok=True)
    with replacing(os.path.join(folder, name), follow=False) as file:
        file.write(_MAGIC + sha256(content).digest() + content)
    for path in glob(os.path.join(escape(folder), _KEPT)):
        if os.path.basename(path) != name:
            os.unlink(path)


def _read(name: str) -> Ready | None:
    """What is in the cache under a name; None where nothing is, or something else."""
    try:
        data = read_file(os.path.join(cache_folder(), name))
        content = data[len(_MAGIC) + _DIGEST :]
        if data[: len(_MAGIC) + _DIGEST] != _MAGIC + sha256(content).digest():
            return None
        return _ready(content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _ready(content: bytes) -> Ready:
    end = 8 + int.from_bytes(content[:8], "little")
    head = json.loads(content[8:end].decode("utf-8", "surrogatepass"))
    examples, postings = ([_example(*fields) for fields in head[kind]] for kind in ("examples", "postings"))
    arrays, ngrams = [], [str(ngram) for ngram in head["ngrams"]]
    for size in head["sizes"]:
        arrays.append(np.frombuffer(content, dtype="<i4", count=size, offset=end).astype(np.int32))
        end += 4 * size
    starts, columns, values, word_starts, word_columns = arrays
    shape = (len(examples), len(ngrams))
    counts = _matrix(values, columns, starts, shape)
    words = _matrix(np.ones(len(word_columns), dtype=np.int32), word_columns, word_starts, shape)
    return Ready(examples, postings, Counted(ngrams, counts, words))


def _example(text: Any, label: Any, *others: Any) -> Example:
    return Example(str(text), Label(label), *others)


def _matrix(values: Array, columns: Array, starts: Array, shape: tuple[int, int]) -> csr_matrix:
    """A matrix whose parts fit each other; scipy does not check that.

    Raises:
        ValueError: they do not.
    """
    is_whole = len(starts) == shape[0] + 1 and starts[0] == 0 and starts[-1] == len(columns) == len(values)
    is_rising = bool((np.diff(starts) >= 0).all())
    is_inside = not len(columns) or 0 <= columns.min() <= columns.max() < shape[1]
    if not (is_whole and is_rising and is_inside):
        raise ValueError("rows and columns do not fit")
    return csr_matrix((values, columns, starts), shape=shape)
