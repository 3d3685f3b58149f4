"""The page shows what the library says."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mvs_classifier as mvs
from tests.page.site.asking import HTMX, POSTING, Page, lines, text_of


def test_a_posting_is_judged_as_the_library_judges_it(page: Page) -> None:
    response = page.paste()
    job = mvs.tag_job(POSTING, "市场专员")
    text = text_of(response.text)
    assert "This is sales work" in text
    assert "The title promises marketing, the duties are sales." in text
    assert f"sure, {min(round(100 * job.confidence), 99)}%" in text
    for (task, prediction), line in zip(job.tasks, lines(response), strict=True):
        assert task in line
        assert line.startswith(str(prediction.label))
    assert sum("decided" in line for line in lines(response)) >= 2
    assert "<mark>客户拜访</mark>" in response.text or "<mark>拜访</mark>" in response.text


@pytest.mark.parametrize(
    ("description", "title", "says"),
    [
        ("", "", "There is nothing to judge"),
        ("！？", "", "There is nothing to judge"),
        ("zzqx wvkk", "", "knows none of the words"),
        ("1、拜访客户；2、签订合同，催收货款", "", "This is sales work"),
        ("1、拜访客户；2、签订合同，催收货款", "储备干部", "The title does not say what the work is."),
        ("1、拜访客户；2、签订合同，催收货款", "销售代表", "The title says the same as the duties."),
        (
            "1、拜访客户；2、签订合同，催收货款；3、完成销售指标",
            "行政专员",
            "The title promises other work, the duties are sales.",
        ),
        ("1、编写代码；2、修复缺陷；3、评审设计", "软件工程师", "This is neither marketing nor sales work"),
    ],
)
def test_the_verdict_is_said_in_plain_words(page: Page, description: str, title: str, says: str) -> None:
    assert says in text_of(page.paste(description, title).text)


def test_the_part_for_htmx_is_the_same(page: Page) -> None:
    whole, part = page.paste(), page.paste(**HTMX)
    assert "<html" not in part.text
    assert part.headers["HX-Push-Url"] == whole.url.path
    assert lines(part) == lines(whole)


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_posting_is_shown_without_becoming_html(page: Page, text: str) -> None:
    hostile = f'<img src=x>{text}\n"><script>alert(1)</script>\n{{{{ 7*7 }}}} 拜访客户'
    response = page.paste(hostile, hostile)
    assert response.status_code == 200
    assert re.findall(r"<(?:script|img)\b[^>]*", response.text) == re.findall(
        r"<(?:script|img)\b[^>]*", page.browser.get("/").text
    )
    address = response.url.path
    if mvs.tag_job(hostile).tasks:
        assert page.correct(address, "1", "sales").status_code == 200
        assert page.browser.get("/teach").status_code == 200
