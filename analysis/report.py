"""The report: one HTML file that needs nothing else, and the workbook, built from the stored files of a comparison alone."""

from __future__ import annotations

from pathlib import Path

from analysis import assumptions, causes, enough, pages, report_figures, report_first, report_tables, results, workbook
from analysis.outcomes import KEPT_YEARS
from analysis.reading import Reading
from sim.levers import ANCHORS

# the order of the sections after the first page; every figure names the section it stands in
SECTIONS = ("stay", "differ", "groups", "teachers", "mentoring", "why", "money", "after", "schools", "same_money", "change")


def build(folder, language: str | None = None) -> Path:
    """Draw the figures, write ``report.html`` and ``summary.xlsx`` into a comparison's folder; return the path of the report.

    Another language than the folder's own is written beside it: ``report.ur.html``, ``summary.ur.xlsx``, ``figures.ur/``.

    Parameters
    ----------
    language : None takes the one that the manifest names, else English.

    Raises
    ------
    FileNotFoundError, ValueError : see :func:`analysis.results.read`.
    """
    found = results.read(folder)
    reading = Reading(found, pages.spoken(found.manifest, language))
    workbook.save(reading)
    text = render(reading, report_figures.draw(reading))
    path = pages.page_of(found.folder, language)
    path.write_bytes(text.encode("utf-8"))
    return path


def sure(reading: Reading) -> list[str]:
    """Say how far the answer may be off, and first whether there are enough runs."""
    return [*enough.few(reading.found.summary.to_dict("records"), reading.manifest, reading.say), *report_first.sure(reading)]


def render(reading: Reading, album: report_figures.Album) -> str:
    """Return the report's HTML."""
    say, manifest = reading.say, reading.manifest
    why = causes.frame(reading.found.summary, order=reading.found.order)
    return pages.render(
        "report.html",
        say,
        manifest=manifest,
        context=manifest["context"],
        place=reading.place,
        draft=say.is_draft(),
        answer=report_first.answer(reading),
        policies=report_first.policies(reading),
        money_ends=report_first.money_ends(reading),
        sure=sure(reading),
        years=[n for n in KEPT_YEARS if n <= manifest["years"]],
        figures=album.drawn,
        notes=album.notes,
        sections=SECTIONS,
        why=[causes.sentence(why, name, reading.titles[name], say) for name in reading.found.order] if len(why) else [],
        kept=reading.kept,
        other=report_tables.other_outcomes(reading),
        later=report_tables.later_cohorts(reading),
        lines=report_tables.cost_lines(reading),
        prices=report_tables.prices(reading),
        scenarios=[assumptions.stated_and_assumed(card, say) | {"title": reading.titles[card["name"]]} for card in manifest["scenarios"]],
        inputs=assumptions.inputs(manifest["context"], say),
        parameters=assumptions.parameters(manifest, say),
        certainty=report_first.certainty(reading),
        evidence=manifest.get("evidence", {}),
        anchors=ANCHORS,
        reference=reading.reference,
        titles=reading.titles,
        labels=reading.labels,
        teachers=say.number(manifest["teachers"], 0),
        again=pages.again(reading.found.folder, manifest.get("language") or "en", say),
    )
