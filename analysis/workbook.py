"""The summary as an Excel workbook: a sheet for each reader."""

from __future__ import annotations

import io
import math
import re
import zipfile
from pathlib import Path

from analysis import costs, enough, pages, paired, report_first, results, uncertainty
from analysis.outcomes import KEPT_YEARS, OUTCOMES
from analysis.reading import Reading

# Excel's own earliest day: the file must not change with the clock
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
FIXED_STAMP = "1980-01-01T00:00:00Z"
WIDEST = 60
SIGNED = "+0.0;-0.0;0.0"
FIRST, NARROW, LINE = 34, 10, 15  # the Minister's first column and the others in letters, a line of text in points
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def write(folder, language: str | None = None) -> Path:
    """Write ``summary.xlsx`` into a comparison's folder from its stored files; return its path.

    A sheet for each reader: the minister's (heads of 100 and the answer), the head of human resources' (who gains, by group), the
    treasurer's (mean ledger), the researcher's (every row of ``summary.csv``), and what was run. Headings are in the language; text that
    begins like a formula stays text. The same results give the same bytes.

    Parameters
    ----------
    language : None takes the one that the manifest names, else English.

    Raises
    ------
    FileNotFoundError, ValueError : see :func:`analysis.results.read`.
    """
    found = results.read(folder)
    return save(Reading(found, pages.spoken(found.manifest, language)))


def save(reading: Reading) -> Path:
    """Write the ``summary.xlsx`` of results that are read already, ``summary.ur.xlsx`` in another language than theirs; return its path."""
    from openpyxl import Workbook

    found, book = reading.found, Workbook()
    book.remove(book.active)
    _minister_sheet(book, reading)
    _groups_sheet(book, reading)
    _costs_sheet(book, reading)
    heads = [reading.say(f"column.{name}") for name in paired.COLUMNS]
    rows = found.summary[list(paired.COLUMNS)].itertuples(index=False)
    _table_sheet(book, reading, "rows", heads, rows, {4, 5, 6, 8, 9, 10})
    _about_sheet(book, reading)
    path = found.folder / pages.beside("summary.xlsx", found.manifest.get("language") or "en", reading.say)
    path.write_bytes(_still(book))
    return path


def _about_place(reading) -> str:
    """Say where, over how many years and in which money the numbers are."""
    context, manifest = reading.manifest["context"], reading.manifest
    values = {"place": reading.place, "country": context.get("country", ""), "years": reading.say.years(manifest["years"])}
    values |= {"currency": reading.currency, "year": context.get("price_year", ""), "posts": reading.say.number(manifest["teachers"], 0)}
    return reading.say("workbook.place", **values)


def _minister_sheet(book, reading) -> None:
    """Put the first page on one sheet to be printed: two tables one above the other, the sentences below."""
    say, years = reading.say, [k for k in KEPT_YEARS if k <= reading.manifest["years"]]
    sheet = _sheet(book, reading, "minister")
    policies = report_first.policies(reading)
    columns = max(1 + 4 * len(years), 7 + 3 * len(report_first.PRICES))
    row = _titled(sheet, [say("workbook.minister"), _about_place(reading)]) + 2
    kept = [(say("report.policies.after", years=say.years(k)), ("still", "difference", "low", "high")) for k in years]
    rows = [(policy["title"], _heads(reading, policy, years)) for policy in policies]
    row = _table(sheet, say, row, kept, rows, ("0.0", SIGNED, SIGNED, SIGNED) * len(years))
    spent = [(f"{say('report.policies.cost_a_year')}, {reading.currency}", 1)]
    spent += [(f"{say(f'report.policies.{outcome}')}, {reading.currency}", ("each", "low", "high")) for outcome in report_first.PRICES]
    spent += [(say("report.policies.payers"), 3), (say("column.scenario"), 2)]
    money = [_money(reading, policy) for policy in policies]
    rows = [(policy["title"], values) for policy, values in zip(policies, money, strict=True)]
    row = _table(sheet, say, row + 1, spent, rows, ["#,##0"] * len(money[0]))
    kind = paired.best_interval(reading.found.summary)
    notes = [*report_first.answer(reading), *report_first.money_ends(reading)]
    notes += [*enough.few(reading.found.summary.to_dict("records"), reading.manifest, say), *report_first.sure(reading)]
    notes.append(say("workbook.against", policy=reading.titles[reading.reference], kind=say(f"workbook.interval.{kind}")))
    if reading.illustrative:
        notes.append(f"{say('report.illustrative.word')} {say('report.illustrative', place=reading.place)}")
    if say.is_draft():
        notes.append(say("language.draft"))
    sums = [len(f"{value:,.0f}") + 2 for values in money for value in values if isinstance(value, float) and math.isfinite(value)]
    _widths(sheet, [FIRST, *[max([NARROW, *sums])] * (columns - 1)])
    for note in notes:
        row += 1
        _sentence(sheet, row, note, columns)
    sheet.freeze_panes = "B3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _heads(reading, policy, years) -> list[float]:
    """Return heads of 100 after each number of years: the estimate, and the difference with its bounds or that this is the reference."""
    found = []
    for k in years:
        at = reading.rows(f"retained_profession_{k}y").loc[policy["name"]]
        difference = [round(100 * at[f"difference{end}"], 1) + 0.0 for end in ("", "_low", "_high")]  # no minus before 0.0
        found += [100 * at["estimate"], *([reading.say("report.policies.reference"), None, None] if policy["is_reference"] else difference)]
    return found


def _money(reading, policy) -> list:
    """Return what a policy costs a year, its prices with their bounds, who pays, and its name in the tables."""
    name, total = policy["name"], reading.rows("cost_total")["estimate"]
    found = [float(total.get(name, math.nan)) / reading.manifest["years"]]
    for outcome in report_first.PRICES:
        rows = reading.rows(outcome)
        if name in rows.index and math.isfinite(rows["estimate"][name]):
            found += [float(rows[column][name]) for column in ("estimate", "low", "high")]
        else:
            found += [None if policy["is_reference"] else reading.say("number.not_distinguishable"), None, None]
    return [*found, policy["payers"], name]


def _table(sheet, say, row: int, groups, rows, forms) -> int:
    """Write a table under a row of groups and a row of heads; return the row below it.

    Parameters
    ----------
    groups : (title, heads of its columns), or (title, how many columns its one value takes).
    rows : (title, values);  forms : how a number of each value is written.
    """
    from openpyxl.styles import Alignment, Border, Font, Side

    line, bold = Border(bottom=Side(style="thin")), Font(bold=True)
    top, starts, wide, column = row, [], {}, 1
    for group, names in [(say("report.ledger.policy"), 1), *groups]:
        width = names if isinstance(names, int) else len(names)
        _put(sheet.cell(row=row, column=column), group)
        if isinstance(names, int):
            starts.append(column)
            wide[column] = width
        else:
            starts += range(column, column + width)
            for k, name in enumerate(names):
                _put(sheet.cell(row=row + 1, column=column + k), say(f"workbook.{name}"))
        down = 1 if isinstance(names, int) else 0
        sheet.merge_cells(start_row=row, start_column=column, end_row=row + down, end_column=column + width - 1)
        column += width
    for k in (row, row + 1):
        for at in range(1, column):
            cell = sheet.cell(row=k, column=at)
            cell.font, cell.border = bold, line
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=None if at == 1 else "center")
    sheet.row_dimensions[row].height = sheet.row_dimensions[row + 1].height = 2 * LINE
    for row, (title, values) in enumerate(rows, top + 2):
        sheet.row_dimensions[row].height = 2 * LINE
        for at, value, form in zip(starts, (title, *values), ("", *forms), strict=True):
            if value is None:
                continue
            cell = sheet.cell(row=row, column=at)
            _put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=None if isinstance(value, str) else "right")
            if not isinstance(value, str):
                cell.number_format = form
            elif wide.get(at) != 1:  # words that stand for a number take the room of its bounds
                sheet.merge_cells(start_row=row, start_column=at, end_row=row, end_column=at + wide.get(at, 3) - 1)
    return top + 2 + len(rows)


def _sentence(sheet, row: int, text: str, columns: int) -> None:
    """Write a sentence across the columns, wrapped, in a row that is high enough for it."""
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    room = sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(1, columns + 1))
    cell = sheet.cell(row=row, column=1)
    _put(cell, text)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    sheet.row_dimensions[row].height = LINE * math.ceil(1.15 * len(text) / room)


def _groups_sheet(book, reading) -> None:
    say, summary = reading.say, reading.found.summary
    header = [say(f"head.{name}") for name in ("policy", "group", "outcome", "unit")]
    header += [say(f"column.{name}") for name in ("estimate", "difference", "difference_low", "difference_high")]
    wanted = [f"retained_{where}_{reading.kept}y" for where in ("profession", "school")] + ["annual_leaver_rate", "annual_mover_rate"]
    mine = summary[summary["outcome"].isin(wanted) & (summary["interval"] == paired.best_interval(summary))]
    unit = {name: say("unit.heads a year" if OUTCOMES[name].unit.endswith("year") else "unit.heads") for name in wanted if name in OUTCOMES}
    rows = [
        [
            reading.titles[row.scenario],
            say.named("group", row.group),
            say(f"outcome.{row.outcome}"),
            unit[row.outcome],
            *(100 * value for value in (row.estimate, row.difference, row.difference_low, row.difference_high)),
        ]
        for row in mine.itertuples()
    ]
    _table_sheet(book, reading, "groups", header, rows, {4, 5, 6, 7}, decimals="0.0", titles=[_about_place(reading)])


def _costs_sheet(book, reading) -> None:
    say, found = reading.say, reading.found
    names = ("policy", "line", "payer", "quantity", "unit", "price", "cost")
    header = [*(say(f"report.ledger.{name}") for name in names), say("workbook.currency"), say("workbook.programme")]
    rows = []
    if len(found.ledger):
        table = costs.by_line(found.ledger, reading.manifest["replicates"])
        place = {name: i for i, name in enumerate(found.order)}
        table = table.assign(place=table["scenario"].map(place)).sort_values("place", kind="stable")
        rows = [
            [
                reading.titles[row.scenario],
                say.named("line", row.line),
                say.named("payer", row.payer),
                row.quantity,
                say.named("unit", row.unit, row.unit),
                row.price,
                row.cost,
                row.currency,
                say("number.yes" if row.programme else "number.no"),
            ]
            for row in table.itertuples()
        ]
    titles = [_about_place(reading), say("workbook.totals", years=say.years(reading.manifest["years"]))]
    _table_sheet(book, reading, "treasurer", header, rows, {3, 5, 6}, decimals="#,##0.00", titles=titles)


def _about_sheet(book, reading) -> None:
    say, manifest, context = reading.say, reading.manifest, reading.manifest["context"]
    what = {
        "command": manifest["command"],
        "place": f"{reading.place}, {context.get('country', '')}",
        "prices": f"{context.get('currency', '')} {context.get('price_year', '')}",
        "reference": manifest["reference"],
        "posts": manifest["teachers"],
        "years": manifest["years"],
        "runs": manifest["replicates"],
        "sets": manifest["parameter_sets"],
        "seed": manifest["seed"],
        "parameters": manifest["parameters_source"],
        "model": manifest["model_version"],
    }
    rows = [(say(f"workbook.about.{name}"), value) for name, value in what.items()]
    rows += [(name, version) for name, version in manifest["versions"].items()]
    rows += [(kind, say(f"workbook.interval.{kind}")) for kind in uncertainty.INTERVALS]
    rows += [(name, f"{meaning.label} ({meaning.unit}). {meaning.help}") for name, meaning in OUTCOMES.items()]
    _table_sheet(book, reading, "about", [say("workbook.what"), say("head.value")], rows, set())


def _sheet(book, reading, reader):
    sheet = book.create_sheet(FORBIDDEN.sub(" ", reading.say(f"workbook.sheet.{reader}"))[:31])
    sheet.sheet_view.rightToLeft = reading.say.right_to_left
    return sheet


def _titled(sheet, titles) -> int:
    """Write titles, the first in bold, one a row from the first on; return how many there are."""
    from openpyxl.styles import Font

    for row, text in enumerate(titles, 1):
        _put(sheet.cell(row=row, column=1), text)
        if row == 1:
            sheet.cell(row=row, column=1).font = Font(bold=True, size=14)
    return len(titles)


def _widths(sheet, widths) -> None:
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _table_sheet(book, reading, reader, header, rows, numeric, decimals="0.0000", titles=()) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = _sheet(book, reading, reader)
    top = _titled(sheet, titles) + 1
    widths = [len(str(text)) for text in header]
    for column, text in enumerate(header, 1):
        cell = sheet.cell(row=top, column=column)
        _put(cell, text)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    last = top
    for last, row in enumerate(rows, top + 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(row=last, column=column)
            _put(cell, value)
            if column - 1 in numeric:
                cell.number_format = decimals
            elif last < 200:
                widths[column - 1] = max(widths[column - 1], len(str(value)))
    kept = [max(9, min(width, 16) if column in numeric else width) + 2 for column, width in enumerate(widths)]
    _widths(sheet, [min(WIDEST, width) for width in kept])
    sheet.freeze_panes = f"B{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(header))}{last}"


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
