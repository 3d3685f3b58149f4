"""No other site may use the page through its owner's browser."""

from pathlib import Path
from typing import Any

from mvs_classifier.store.corrections import corrections_path
from tests.page.browser.browsing import entered, in_browser

pytestmark = in_browser


def test_another_site_cannot_change_anything(chromium: Any, url: str) -> None:
    """A page on another port of this machine shares the cookie's host, which is as near as a site can come."""
    from starlette.applications import Starlette
    from starlette.responses import HTMLResponse
    from starlette.routing import Route

    from tests.page.running import running

    target = url.partition("/enter")[0]
    form = f'<form method="post" action="{target}/teach/use"><input name="name"><button>go</button></form>'
    frame = f'<iframe src="{target}/"></iframe>'

    async def hostile(_: object) -> HTMLResponse:
        return HTMLResponse(f"<html><body>{form}{frame}</body></html>")

    with running(Starlette(routes=[Route("/", hostile)])) as elsewhere, entered(chromium, url) as page:
        page.goto(elsewhere)
        assert page.frame_locator("iframe").locator("#description").count() == 0
        with page.expect_navigation() as navigation:
            page.click("button")
        assert navigation.value.status == 403
    assert not Path(corrections_path()).exists()
