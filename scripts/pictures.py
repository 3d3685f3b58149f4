"""Take the pictures of the page that the documentation shows: `python scripts/pictures.py [FOLDER]`.

It needs the extras browser, page and report, and chromium. Everything happens in a store and a folder of its own.
"""

import csv
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
LANGUAGES = ("en", "zh")
NAMES = ("try", "file", "teach")

_COLOURS = 128

_TITLE = "市场专员"
_POSTING = """岗位职责：
1、负责区域内客户的开发与拜访，完成季度销售指标；
2、与客户洽谈合作方案，签订合同，催收货款；
3、为新同事讲授销售技巧课程；
4、整理客户资料，每周提交报表。"""
_ROWS = [
    ("市场专员", _POSTING),
    (
        "品牌经理",
        "岗位职责：\n1、制定年度品牌传播方案；\n2、撰写新品发布会通稿，联络媒体；\n3、分析投放数据，优化预算。",
    ),
    ("渠道销售", "岗位职责：\n1、开发经销商，谈下铺货条件；\n2、跟进订单与回款；\n3、培训导购。"),
    ("市场部经理", "岗位职责：\n1、带领团队拜访医院客户；\n2、分解销售指标，每周检查回款；\n3、参加招投标。"),
    ("活动策划", "岗位职责：\n1、策划促销活动，撰写活动文案；\n2、对活动期间的门店销售额负责；\n3、复盘活动效果。"),
    ("行政专员", "岗位职责：\n1、预订会议室，采购办公用品；\n2、登记考勤；\n3、接待来访人员。"),
]


def main() -> None:
    """Take all pictures."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as own, _opened(own, language) as page:
            _take(page, folder, Path(own), language)


def _take(page: Any, folder: Path, own: Path, language: str) -> None:
    page.fill("#title", _TITLE)
    page.fill("#description", _POSTING)
    page.click(".paste button")
    page.wait_for_selector("#answer")
    page.click("#line-4-neither")
    page.wait_for_selector("#line-4-back")
    page.locator("#said").evaluate("said => { said.textContent = ''; }")
    page.evaluate("document.activeElement.blur()")
    _picture(page, folder / f"try.{language}.png")

    page.click("nav a[href='/file']")
    page.set_input_files("#upload", _table(own / "岗位.csv"))
    page.wait_for_selector("#column")
    page.click(".plan .main")
    page.wait_for_url("**/rows")
    _picture(page, folder / f"file.{language}.png")

    page.click("nav a[href='/teach']")
    page.click("form[action='/teach/begin'] .main")
    page.wait_for_selector(".answer", timeout=300_000)
    _picture(page, folder / f"teach.{language}.png")


def _picture(page: Any, path: Path) -> None:
    """Take a picture with few colours, which makes it a third as large."""
    from PIL import Image

    with Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled"))) as picture:
        few = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def _table(path: Path) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("职位名称", "职位描述"), *_ROWS])
    return path


@contextmanager
def _opened(store: str, language: str) -> Iterator[Any]:
    """Start the page on an empty store, and open it."""
    from playwright.sync_api import sync_playwright

    command = [sys.executable, "-m", "mvs_classifier", "page", "--no-browser"]
    environment = {**os.environ, "MVS_CLASSIFIER_HOME": os.path.join(store, "store"), "PYTHONUNBUFFERED": "1"}
    with (
        subprocess.Popen(  # noqa: S603 - our own command
            command, stderr=subprocess.PIPE, encoding="utf-8", env=environment
        ) as process,
        sync_playwright() as playwright,
    ):
        try:
            assert process.stderr is not None
            address = next(word for word in process.stderr.readline().split() if "://" in word)
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 900, "height": 600})
            page.goto(address)
            page.wait_for_selector("#description")
            page.goto(f"{page.url}?lang={language}")
            yield page
            browser.close()
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
