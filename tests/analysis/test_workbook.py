"""The workbook: sheets for readers, formulas neutralised, the same bytes twice."""

import openpyxl
import pandas
import pytest

from analysis import workbook


@pytest.fixture(scope="module")
def book(built):
    return openpyxl.load_workbook(built / "summary.xlsx")


def test_sheets_and_frozen_headers(book):
    assert book.sheetnames == ["Summary", "All results", "Costs", "About"]
    assert all(sheet.freeze_panes == "A2" for sheet in book)


def test_all_results_are_those_of_the_csv(built, book):
    table = pandas.read_csv(built / "summary.csv")
    rows = list(book["All results"].iter_rows(values_only=True))
    assert list(rows[0]) == list(table.columns) and len(rows) == len(table) + 1
    assert rows[1][4] == pytest.approx(table["estimate"][0])


def test_no_cell_is_a_formula(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    hostile = [cell for cell in cells if cell.value == "=HYPERLINK(pay)"]
    assert hostile and all(cell.data_type == "s" and cell.quotePrefix for cell in hostile)


def test_same_results_same_bytes(built):
    first = (built / "summary.xlsx").read_bytes()
    assert workbook.write(built).read_bytes() == first
