"""The summary as an Excel workbook: a sheet for each reader."""

from __future__ import annotations

import io
import math
import re
import zipfile
from pathlib import Path

from analysis import costs, paired, report, results, uncertainty, words
from analysis.outcomes import KEPT_YEARS, OUTCOMES

# Excel's own earliest day: the file must not change with the clock
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
FIXED_STAMP = "1980-01-01T00:00:00Z"
WIDEST = 60
INTERVAL_WORDS = {
    uncertainty.COMPUTING: "would other runs give another mean? only says whether more runs are needed",
    uncertainty.IGNORANCE: "how far the answers lie apart when the numbers that nobody knows are varied, luck taken out",
    uncertainty.DISTRICT: "what a single district of this size may see, luck included",
}


def write(folder) -> Path:
    """Write ``summary.xlsx`` into a comparison's folder from its stored files; return its path.

    Sheets: Summary (heads of 100), All results (every row of ``summary.csv``), Costs (mean ledger), About (what was run). Text that
    begins like a formula stays text. The same results give the same bytes.

    Raises
    ------
    FileNotFoundError, ValueError : see :func:`analysis.results.read`.
    """
    from openpyxl import Workbook

    found = results.read(folder)
    book = Workbook()
    book.remove(book.active)
    _summary_sheet(book, found)
    _table_sheet(
        book, "All results", list(paired.COLUMNS), found.summary[list(paired.COLUMNS)].itertuples(index=False), {4, 5, 6, 8, 9, 10}
    )
    _costs_sheet(book, found)
    _about_sheet(book, found)
    path = found.folder / "summary.xlsx"
    path.write_bytes(_still(book))
    return path


def _summary_sheet(book, found) -> None:
    years = [k for k in KEPT_YEARS if k <= found.manifest["years"]]
    currency = found.manifest["context"].get("currency", "")
    header = ["Policy", "Name"]
    for k in years:
        header += [f"still teaching after {k} y, of 100", f"difference after {k} y", "low", "high"]
    header += [f"cost a year, {currency}", *(f"{what} costs, {currency} ({scope})" for _, what, scope in report.PRICE_WORDS)]
    rows = []
    shown = {name: found.summary[(found.summary["outcome"] == name) & (found.summary["group"] == "all")] for name in OUTCOMES}
    kind = paired.best_interval(found.summary)
    shown = {name: rows_[rows_["interval"] == kind].set_index("scenario") for name, rows_ in shown.items()}
    for name in found.order:
        row = [found.titles[name], name]
        for k in years:
            at = shown[f"retained_profession_{k}y"].loc[name]
            row += [100 * at[column] for column in ("estimate", "difference", "difference_low", "difference_high")]
        row.append(shown["cost_total"]["estimate"].get(name, math.nan) / found.manifest["years"])
        for outcome, *_ in report.PRICE_WORDS:
            each = shown[outcome]["estimate"].get(name, math.nan)
            row.append(each if math.isfinite(each) else "" if name == found.manifest["reference"] else words.NOT_DISTINGUISHABLE)
        rows.append(row)
    sheet = _table_sheet(
        book,
        "Summary",
        header,
        rows,
        set(range(2, len(header))),
        decimals="0.0",
        money=set(range(len(header) - 1 - len(report.PRICE_WORDS), len(header))),
    )
    notes = [
        *report.answer(found),
        f"Differences are against {found.titles[found.manifest['reference']]}; low and high hold 90 % ({INTERVAL_WORDS[kind]}).",
    ]
    if found.manifest["context"].get("illustrative"):
        notes.append("Illustrative: leaving rates are assumed here, not measured. Read the differences, not the levels.")
    for i, note in enumerate(notes):
        _put(sheet.cell(row=len(rows) + 3 + i, column=1), note)


def _costs_sheet(book, found) -> None:
    header = ["scenario", "line", "payer", "quantity", "unit", "price", "cost", "currency", "part of the programme"]
    rows = []
    if len(found.ledger):
        table = costs.by_line(found.ledger, found.manifest["replicates"])
        place = {name: i for i, name in enumerate(found.order)}
        table = table.assign(place=table["scenario"].map(place)).sort_values("place", kind="stable").drop(columns="place")
        rows = [[*row[:-1], "yes" if row[-1] else "no"] for row in table.itertuples(index=False)]
    _table_sheet(book, "Costs", header, rows, {3, 5, 6}, decimals="#,##0.00")


def _about_sheet(book, found) -> None:
    manifest, context = found.manifest, found.manifest["context"]
    rows = [
        ("command", manifest["command"]),
        ("context", f"{context.get('title', '')}, {context.get('country', '')}"),
        ("prices", f"{context.get('currency', '')} of {context.get('price_year', '')}; a mean run of {manifest['years']} school years"),
        ("reference", manifest["reference"]),
        ("posts", manifest["teachers"]),
        ("school years", manifest["years"]),
        ("runs of each policy", manifest["replicates"]),
        ("parameter sets", manifest["parameter_sets"]),
        ("seed", manifest["seed"]),
        ("parameters", manifest["parameters_source"]),
        ("model version", manifest["model_version"]),
        *((f"version of {name}", version) for name, version in manifest["versions"].items()),
        *((f"interval: {kind}", text) for kind, text in INTERVAL_WORDS.items()),
        *((f"outcome: {name}", f"{meaning.label} ({meaning.unit}). {meaning.help}") for name, meaning in OUTCOMES.items()),
    ]
    _table_sheet(book, "About", ["what", "value"], rows, set())


def _table_sheet(book, name, header, rows, numeric, decimals="0.0000", money=frozenset()):
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    widths = [len(str(text)) for text in header]
    for column, text in enumerate(header, 1):
        cell = sheet.cell(row=1, column=column)
        _put(cell, text)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for r, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(row=r, column=column)
            _put(cell, value)
            if column - 1 in numeric:
                cell.number_format = "#,##0" if column - 1 in money else decimals
            elif r < 200:
                widths[column - 1] = max(widths[column - 1], len(str(value)))
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(
            WIDEST, max(9, width if column - 1 not in numeric else min(width, 16)) + 2
        )
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    return sheet


def _put(cell, value) -> None:
    """Write a value; text stays text even where it begins like a formula, what is not a number stays empty."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return
    if isinstance(value, str):
        value = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value)
        cell.value = value
        cell.data_type = "s"
        if value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True
        return
    cell.value = value


def _still(book) -> bytes:
    """Return the workbook's bytes with every clock stopped."""
    moving, still = io.BytesIO(), io.BytesIO()
    book.save(moving)
    with zipfile.ZipFile(moving) as source, zipfile.ZipFile(still, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in sorted(source.namelist()):
            content = source.read(entry)
            if entry == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", FIXED_STAMP.encode(), content)
            part = zipfile.ZipInfo(entry, FIXED_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, content)
    return still.getvalue()
