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
    frozen = {sheet.title: sheet.freeze_panes for sheet in book}
    assert frozen == {"Minister": "B3", "Staff": "B3", "Treasurer": "B4", "Researcher": "B2", "About": "B2"}


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
    assert sheet.cell(1, 1).value == say("workbook.minister") and sheet.cell(4, 1).value == say("report.ledger.policy")
    assert bool(sheet.sheet_view.rightToLeft) == say.right_to_left
    said = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert (say("language.draft") in said) == (name != "en")
    assert len(book.sheetnames) == 5


def test_the_ministers_sheet_can_be_printed(book):
    sheet = book["Minister"]
    said = sheet["A2"].value
    assert "Made-up district, Nowhere" in said and "6 years" in said and "200 posts" in said and "PKR of 2024" in said
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.max_column == 13
    heads = [[cell.value for cell in sheet[row] if cell.value] for row in (4, 5)]
    assert heads == [["Policy", "after 1 year", "after 3 years", "after 5 years"], ["still teaching", "difference", "from", "to"] * 3]
    cells = [cell for row in sheet.iter_rows(min_row=4) for cell in row if isinstance(cell.value, str)]
    assert all(cell.alignment.wrap_text for cell in cells), "nothing is cut"
    merged = {str(area).partition(":")[0] for area in sheet.merged_cells.ranges}
    long = [cell for cell in cells if len(cell.value) > 60]
    assert long and all(cell.coordinate in merged and sheet.row_dimensions[cell.row].height * 150 / 15 >= len(cell.value) for cell in long)


def test_the_ministers_prices_have_bounds(built, book):
    summary = pandas.read_csv(built / "summary.csv")
    priced = summary[(summary["outcome"] == "cost_per_leaver_avoided") & (summary["scenario"] == "pay_supplement")]
    mine = priced[priced["interval"] == "ignorance"].iloc[0]
    row = next(row for row in book["Minister"].iter_rows(values_only=True) if priced["scenario"].iloc[0] in row)
    assert row[2:5] == pytest.approx((mine["estimate"], mine["low"], mine["high"]))


def test_the_treasurer_is_told_what_the_totals_are(book):
    sheet = book["Treasurer"]
    assert "totals over 6 years" in sheet["A2"].value and "Made-up district" in sheet["A1"].value and sheet["A3"].value == "Policy"
