"""The workbook: sheets for readers, formulas neutralised, the same bytes twice."""

import shutil

import openpyxl
import pandas
import pytest

from analysis import workbook
from analysis.language import LANGUAGES, language


@pytest.fixture(scope="module")
def book(built):
    return openpyxl.load_workbook(built / "summary.xlsx")


def test_sheets_and_frozen_headers(book):
    assert book.sheetnames == ["Minister", "Staff", "Treasurer", "Researcher", "About"]
    assert all(sheet.freeze_panes == "A2" for sheet in book)


def test_all_results_are_those_of_the_csv(built, book):
    table = pandas.read_csv(built / "summary.csv")
    rows = list(book["Researcher"].iter_rows(values_only=True))
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


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_has_its_headings(built, tmp_path, name):
    shutil.copytree(built, tmp_path / "copy")
    book = openpyxl.load_workbook(workbook.write(tmp_path / "copy", name))
    say = language(name)
    sheet = book[say("workbook.sheet.minister")]
    assert sheet.cell(1, 1).value == say("report.ledger.policy") and bool(sheet.sheet_view.rightToLeft) == say.right_to_left
    said = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert (say("language.draft") in said) == (name != "en")
    assert len(book.sheetnames) == 5
