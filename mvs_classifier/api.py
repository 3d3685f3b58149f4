"""The module's functions: thin wrappers over one classifier, loaded when first used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence  # noqa: TC003 - frameworks resolve annotations

from mvs_classifier.model.prediction import Prediction  # noqa: TC001 - likewise
from mvs_classifier.store.current import default_classifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mvs_classifier.model.explain import Explanation
    from mvs_classifier.model.jobs import JobTag


def classify(text: str) -> Prediction:
    """Return whether one text is marketing, sales, both or neither.

    The model is loaded at the first call: the user's current model, or the shipped one. Any number of threads may
    call this function at the same time.

    Args:
        text: a sentence, a duty or a task, in simplified or traditional characters; any str, including an empty one.

    Returns:
        The prediction: ``label``, ``confidence`` (0 to 1), ``scores`` (the probability of each label), ``reason`` and
        ``model``. A text with nothing to judge is ``neither``, and ``reason`` says why.

    Raises:
        TypeError: the text is not a str.
        ModelFileError: the model cannot be loaded.

    >>> prediction = classify("负责拜访客户，完成季度销售指标")
    >>> prediction.label, prediction.confidence > 0.9
    (<Label.SALES: 'sales'>, True)
    >>> classify("！？").reason
    'no words'
    """
    return default_classifier().classify(text)


def classify_many(texts: Iterable[str]) -> Iterator[Prediction]:
    """Classify any number of texts, lazily, with the same predictions as one by one and many times as fast.

    Args:
        texts: the texts: a list, a column of a table, a generator. They are read ahead in growing batches of at most
            4,096.

    Returns:
        An iterator with one prediction for each text, in order.

    Raises:
        TypeError: ``texts`` is a str, bytes, a mapping or a table (raised at once), or a text is not a str (raised when
            it is reached, with its position and, for a Series, its row).
        ModelFileError: the model cannot be loaded.

    >>> [str(prediction.label) for prediction in classify_many(["策划品牌传播活动", "电话回访老客户，催收货款"])]
    ['marketing', 'sales']
    """
    return default_classifier().classify_many(texts)


def explain(text: str) -> Explanation:
    """Take the verdict on one text apart into the contributions of its words.

    The contributions are exact: they and the intercept sum to each label's logit, and the softmax of the logits gives
    the prediction's scores, unless it has a reason. A taught label is not a sum of words: the contributions are then
    those of the model. In a notebook the explanation shows the text with its words marked.

    Args:
        text: any str.

    Returns:
        The explanation: ``label``, ``confidence`` and ``reason`` as in the prediction, ``words`` with what each adds to
        each label, ``intercept``, ``strongest()``, ``logits``.

    Raises:
        TypeError: the text is not a str.
        MvsError: no segmenter is installed, or the model cannot be loaded.

    >>> explain("拜访客户").words[0].word
    '拜访'
    """
    return default_classifier().explain(text)


def tag_job(description: str | Sequence[str], title: str | None = None) -> JobTag:
    """Judge a whole job by its tasks and its title.

    Args:
        description: the job description, which is split into lines, or its tasks as a list of str.
        title: the job's title, if known.

    Returns:
        The job's label with its confidence, the shares of the two crafts, what the title says and whether it agrees,
        every line with its prediction, and what each line and the title add to the verdict.

    Raises:
        TypeError: the description, one of the tasks or the title is not a str.
        ModelFileError: the model cannot be loaded.

    >>> job = tag_job("1、拜访客户，签订合同；2、完成销售指标；3、催收货款", title="市场专员")
    >>> str(job.label), job.title_agrees
    ('sales', False)
    """
    return default_classifier().tag_job(description, title)


def tag_jobs(descriptions: Iterable[str | Sequence[str]], titles: Iterable[str | None] | None = None) -> list[JobTag]:
    """Judge many whole jobs at once, with the same results as one by one and many times as fast.

    Args:
        descriptions: the job descriptions, any iterable of str or of lists of tasks.
        titles: the title of each job; None for a job without one, or for all.

    Returns:
        The result for each job, in order.

    Raises:
        TypeError: a description or a title is not a str, or a single str is given.
        ValueError: the numbers of titles and descriptions differ.
        ModelFileError: the model cannot be loaded.

    >>> [str(job.label) for job in tag_jobs(["1、拜访客户；2、催收货款", "1、策划活动；2、撰写推文"])]
    ['sales', 'marketing']
    """
    return default_classifier().tag_jobs(descriptions, titles)
