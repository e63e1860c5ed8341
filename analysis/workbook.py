"""The summary as an Excel workbook: a sheet for each reader."""

from __future__ import annotations

import io
import math
import re
import zipfile
from pathlib import Path

from analysis import costs, pages, paired, report_first, results, uncertainty
from analysis.outcomes import KEPT_YEARS, OUTCOMES
from analysis.reading import Reading

# Excel's own earliest day: the file must not change with the clock
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
FIXED_STAMP = "1980-01-01T00:00:00Z"
WIDEST = 60
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
    _summary_sheet(book, reading)
    _groups_sheet(book, reading)
    _costs_sheet(book, reading)
    heads = [reading.say(f"column.{name}") for name in paired.COLUMNS]
    rows = found.summary[list(paired.COLUMNS)].itertuples(index=False)
    _table_sheet(book, reading, "rows", heads, rows, {4, 5, 6, 8, 9, 10})
    _about_sheet(book, reading)
    path = found.folder / pages.beside("summary.xlsx", found.manifest.get("language") or "en", reading.say)
    path.write_bytes(_still(book))
    return path


def _summary_sheet(book, reading) -> None:
    say, found, currency = reading.say, reading.found, reading.currency
    years = [k for k in KEPT_YEARS if k <= reading.manifest["years"]]
    header = [say("report.ledger.policy"), say("column.scenario")]
    for k in years:
        after = say("report.policies.after", years=say.years(k))
        header += [say("workbook.still", after=after), *(say(f"workbook.{part}", after=after) for part in ("difference", "low", "high"))]
    header += [f"{say('report.policies.cost_a_year')}, {currency}"]
    header += [f"{say(f'report.policies.{outcome}')}, {currency}" for outcome in report_first.PRICES] + [say("report.policies.payers")]
    shown = {name: reading.rows(name) for name in OUTCOMES}
    rows = []
    for policy in report_first.policies(reading):
        name = policy["name"]
        row = [policy["title"], name]
        for k in years:
            at = shown[f"retained_profession_{k}y"].loc[name]
            row += [100 * at[column] for column in ("estimate", "difference", "difference_low", "difference_high")]
        row.append(shown["cost_total"]["estimate"].get(name, math.nan) / reading.manifest["years"])
        for outcome in report_first.PRICES:
            each = shown[outcome]["estimate"].get(name, math.nan)
            row.append(each if math.isfinite(each) else "" if policy["is_reference"] else say("number.not_distinguishable"))
        rows.append([*row, policy["payers"]])
    money = set(range(len(header) - 2 - len(report_first.PRICES), len(header) - 1))
    sheet = _table_sheet(book, reading, "minister", header, rows, set(range(2, len(header) - 1)), decimals="0.0", money=money)
    kind = paired.best_interval(found.summary)
    notes = [*report_first.answer(reading), *report_first.money_ends(reading), *report_first.sure(reading)]
    notes.append(say("workbook.against", policy=reading.titles[reading.reference], kind=say(f"workbook.interval.{kind}")))
    if reading.illustrative:
        notes.append(f"{say('report.illustrative.word')} {say('report.illustrative', place=reading.place)}")
    if say.is_draft():
        notes.append(say("language.draft"))
    for i, note in enumerate(notes):
        _put(sheet.cell(row=len(rows) + 3 + i, column=1), note)


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
    _table_sheet(book, reading, "groups", header, rows, {4, 5, 6, 7}, decimals="0.0")


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
    _table_sheet(book, reading, "treasurer", header, rows, {3, 5, 6}, decimals="#,##0.00")


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


def _table_sheet(book, reading, reader, header, rows, numeric, decimals="0.0000", money=frozenset()):
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(FORBIDDEN.sub(" ", reading.say(f"workbook.sheet.{reader}"))[:31])
    sheet.sheet_view.rightToLeft = reading.say.right_to_left
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
