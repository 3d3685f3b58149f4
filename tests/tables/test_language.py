import gettext
from pathlib import Path

import openpyxl
import pytest

from mvs_classifier import Classifier, i18n
from mvs_classifier.errors import UsageError
from mvs_classifier.tables import language as names
from mvs_classifier.tables.added import column_names
from mvs_classifier.tables.label import label_file
from mvs_classifier.tables.options import Options, Request


def test_the_names_in_data_are_those_of_the_language() -> None:
    assert names.LANGUAGES["en"].labels == ("marketing", "sales", "both", "neither")
    assert names.LANGUAGES["zh"].labels == ("市场营销", "销售", "营销+销售", "都不是")
    assert names.LANGUAGES["zh"].truth == ("否", "是")
    assert column_names("en")["mvs_label"] == "mvs_label"
    assert column_names("zh")["mvs_label"] == "类别"


def test_what_is_spoken_changes_no_data() -> None:
    with i18n.speaking("zh"):
        assert column_names("en")["mvs_reason"] == "mvs_reason"
        assert names.LANGUAGES["en"].reasons["empty"] == "empty"


def test_a_language_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(UsageError, match="the language must be en or zh, not 'fr'"):
        Request(language="fr").validated()
    with pytest.raises(KeyError):
        names.LANGUAGES["fr"]


def test_a_language_of_the_output_is_a_catalogue_and_its_code(
    classifier: Classifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class French(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"mvs_label": "catégorie", "sales": "vente", "summary": "bilan"}.get(message, message)

    monkeypatch.setattr(i18n, "LANGUAGES", ("en", "zh", "fr"))
    monkeypatch.setitem(i18n._loaded, "fr", French())
    (tmp_path / "in.csv").write_text("任务\n拜访客户并签约\n", encoding="utf-8")
    label_file(classifier, tmp_path / "in.csv", tmp_path / "out.xlsx", Options(request=Request(language="fr")))
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    table = list(book.worksheets[0].values)
    assert (table[0][1], table[1][1]) == ("catégorie", "vente")
    assert book.sheetnames[1] == "mvs_bilan"
    names._words.cache_clear()
