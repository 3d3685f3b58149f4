"""The second sheet of a workbook: counts, a chart of them, and how the table was made."""

from typing import TYPE_CHECKING

from mvs_classifier.formats.look import SummarySheet
from mvs_classifier.text.visible import printable

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (34, 12, 10)
_FIRST = 3
_LONGEST = 1000
_CHART_CELL = "E3"
_CHART_SIZE = {"width": 520, "height": 300}


def write_summary(book: "Workbook", summary: SummarySheet) -> None:
    """Add the sheet to a workbook; its chart refers to its cells."""
    sheet = book.add_worksheet(summary.name)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, summary.title, book.add_format({"bold": True, "font_size": 14}))
    head = book.add_format({"bold": True, "bottom": 1})
    for column, name in enumerate(summary.head):
        sheet.write_string(_FIRST - 1, column, name, head)
    count, share = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "0.0%"})
    for row, counted in enumerate(summary.counts, _FIRST):
        sheet.write_string(row, 0, counted.name)
        sheet.write_number(row, 1, counted.number, count)
        if summary.total:
            sheet.write_number(row, 2, counted.number / summary.total, share)
    left = book.add_format({"align": "left"})
    for row, (name, value) in enumerate(summary.facts, _FIRST + len(summary.counts) + 1):
        sheet.write_string(row, 0, name)
        if isinstance(value, str):
            sheet.write_string(row, 1, printable(value)[:_LONGEST])
        else:
            sheet.write(row, 1, value, left)
    _add_chart(book, sheet, summary)


def _add_chart(book: "Workbook", sheet: "Worksheet", summary: SummarySheet) -> None:
    drawn = [counted for counted in summary.counts if counted.color]
    if not drawn:
        return
    chart = book.add_chart({"type": "bar"})
    last = _FIRST + len(drawn) - 1
    chart.add_series(
        {
            "name": [summary.name, _FIRST - 1, 1],
            "categories": [summary.name, _FIRST, 0, last, 0],
            "values": [summary.name, _FIRST, 1, last, 1],
            "points": [{"fill": {"color": counted.color}} for counted in drawn],
            "data_labels": {"value": True, "num_format": "#,##0"},
            "gap": 60,
        }
    )
    chart.set_title({"name": summary.title, "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_size(_CHART_SIZE)
    sheet.insert_chart(_CHART_CELL, chart)
