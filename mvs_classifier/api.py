"""The module's functions: thin wrappers over one classifier, loaded when first used."""

from collections.abc import Iterable, Iterator, Sequence

from mvs_classifier.model.explain import Explanation
from mvs_classifier.model.jobs import JobTag
from mvs_classifier.model.prediction import Prediction
from mvs_classifier.store.current import default_classifier


def classify(text: str) -> Prediction:
    """Say whether one text is marketing, sales, both or neither; see :meth:`Classifier.classify`.

    >>> classify("负责拜访客户，完成季度销售指标").label
    <Label.SALES: 'sales'>
    """
    return default_classifier().classify(text)


def classify_many(texts: Iterable[str]) -> Iterator[Prediction]:
    """Classify any number of texts, lazily; see :meth:`Classifier.classify_many`.

    >>> [str(p.label) for p in classify_many(["策划品牌传播活动", "电话回访老客户，催收货款"])]
    ['marketing', 'sales']
    """
    return default_classifier().classify_many(texts)


def explain(text: str) -> Explanation:
    """Take a verdict apart into the contributions of the words; see :meth:`Classifier.explain`.

    >>> explain("拜访客户").words[0].word
    '拜访'
    """
    return default_classifier().explain(text)


def tag_job(description: str | Sequence[str], title: str | None = None) -> JobTag:
    """Say what a whole job is, and whether its title agrees; see :meth:`Classifier.tag_job`.

    >>> job = tag_job("1、拜访客户，签订合同；2、完成销售指标；3、催收货款", title="市场专员")
    >>> str(job.label), job.title_agrees
    ('sales', False)
    """
    return default_classifier().tag_job(description, title)
