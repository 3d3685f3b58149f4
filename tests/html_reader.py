"""HTML as tests read it: its elements, its words, and whether it is well formed."""

from html.parser import HTMLParser

_VOID = {"meta"}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag, self.attributes, self.text = tag, attributes, ""

    def __getitem__(self, attribute: str) -> str:
        return self.attributes[attribute] or ""


class Page(HTMLParser):
    """Every element in the order of their beginnings, each with all the text inside it.

    Raises:
        AssertionError: an element is not closed, or another one is.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = [Element("", {})]
        self.feed(html)
        self.close()
        assert len(self._open) == 1
        self.text = self._open[0].text

    def all(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]

    def table(self, number: int) -> list[list[str]]:
        """The cells of the table of that number, its head too."""
        rows: list[list[str]] = []
        tables = 0
        for element in self.elements:
            tables += element.tag == "table"
            if tables == number + 1 and element.tag == "tr":
                rows.append([])
            elif tables == number + 1 and element.tag in ("td", "th"):
                rows[-1].append(" ".join(element.text.split()))
        return rows

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(self.elements[-1])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
