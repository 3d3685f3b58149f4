"""Tables that the tests of `label` write and read."""

from collections.abc import Callable
from pathlib import Path

Run = Callable[..., tuple[int, str, str]]
CSV = "编号,任务\n007,拜访客户并签约\n008,策划品牌活动\n"


def write(path: str, content: str | bytes) -> None:
    Path(path).write_bytes(content if isinstance(content, bytes) else content.encode())
