"""The page of a sweep: what its design can say, built from the stored files of its folder alone."""

from __future__ import annotations

from pathlib import Path

from analysis import inputs, pages, swept
from analysis.language import language as spoken_in
from analysis.pages import cell
from analysis.sweep_sections import sections_of
from analysis.sweep_words import Words, capital

MOST_OPEN = 12  # rows of a table that stands open


def build(folder, language: str | None = None) -> Path:
    """Write ``report.html``, ``figures/`` and ``answers.csv`` of a sweep from the files of its folder; return the path of the page.

    Parameters
    ----------
    language : None takes the one that the manifest names, else English.

    Raises
    ------
    FileNotFoundError : the folder holds no finished sweep.
    """
    found = swept.read(folder)
    say = pages.spoken(found.manifest, language)
    words, manifest = Words(found, say), found.manifest
    made = sections_of(words)
    text = pages.render(
        "sweep.html",
        say,
        manifest=manifest,
        draft=say.is_draft(),
        title=title(say, manifest["title"]),
        what=words.what(),
        answer=[*(sentence for section in made for sentence in section.said), *words.luck()],
        sections=[_shown(found, section) for section in made],
        illustrative=[pages.title(say, "place", one["title"]) for one in manifest["contexts"] if one["illustrative"]],
        factors=[_factor(words, one) for one in manifest["factors"]],
        method=_method(words),
        tables=["points.parquet", "runs.parquet", *(f"{name}/" for name in manifest["keep"]), "answers.csv"],
        most_open=MOST_OPEN,
    )
    table = found.answers.drop(columns=["is_reference"])
    table.to_csv(found.folder / "answers.csv", index=False, lineterminator="\n", float_format="%.10g")
    path = pages.page_of(found.folder, language)
    path.write_bytes(text.encode("utf-8"))
    return path


def title(say, own: str | None) -> str:
    """Return the title of a shipped design in the language; a user's own stays as it is."""
    if not own:
        return say("sweep.title")
    key = next((key for key, row in spoken_in("en").rows.items() if key.startswith("design.") and row["text"] == own), None)
    return say(key) if key else own


def _shown(found, section):
    """Return what the template needs of a section, its figures drawn and saved."""
    behind = {"heads": section.heads, "rows": section.rows} if section.behind else {}
    pictures = [pages.picture(found.folder, name, figure, section.method, **behind) for name, figure in section.figures]
    return {
        "name": section.name,
        "finding": section.finding,
        "method": "" if pictures else section.method,
        "pictures": pictures,
        "heads": section.heads,
        "rows": [] if pictures and section.behind else section.rows,
    }


def _factor(words, one):
    if one.get("values"):
        given = f"{words.say('answer.comma')} ".join(words.value(one, value) for value in one["values"])
    else:
        given = words.say("number.between", low=words.value(one, one["low"]), high=words.value(one, one["high"]))
    source = inputs.source(one.get("source", ""), words.say)
    return [cell(capital(words.label(one)), below=one["key"]), cell(given), cell(words.unit_of(one)), cell(source)]


def _method(words):
    say, manifest = words.say, words.found.manifest
    numbers = {"points": manifest["design"]["points"], "runs": manifest["runs"], "teachers": manifest["teachers"]}
    numbers = {name: say.number(value, 0) for name, value in numbers.items()}
    said = [say("sweep.how", kind=say(f"sweep.kind.{words.found.kind}"), years=say.years(manifest["years"]), seed=manifest["seed"],
                replicates=manifest["replicates"], **numbers)]  # fmt: skip
    if manifest["parameters_source"] == "default":
        return [*said, say("sweep.how.default")]
    return [*said, say("sweep.how.sets", n=min(manifest["parameter_sets"], manifest["replicates"]))]
