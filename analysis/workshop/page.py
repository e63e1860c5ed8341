"""The workshop page put together: template, style, scripts, words, evidence and the compiled model become one HTML file."""

from __future__ import annotations

import base64
import html
import json
import re
import zlib
from pathlib import Path

from analysis.language import LANGUAGES, language

HERE = Path(__file__).parent
ENGINE = ("unpack.js", "world.js", "film.js", "paired.js", "engine.js")
SCRIPTS = (
    "words.js", "lives.js", "picture.js", "story.js", "controls.js", "aside.js", "luck.js", "numbers.js", "lessons.js",
    "headline.js", "projector.js", "chance.js", "page.js",
)  # fmt: skip
OPEN = ("open.js",)  # unpacks the scripts: as text they would fill a third of the page
MOST_BYTES = 300_000
# claims of the facilitator's sheet (strings workshop.claim.*) with the rows of the evidence table that measured them
CLAIMS = {
    "kept": ("M02",), "time": ("S51", "W01"), "paper": ("S52", "M20"), "harm": ("S53", "S54"), "volunteer": ("S55", "X04"),
    "fit": ("X01", "X05"), "novice": ("P11",), "tired": ("P01", "P16"), "intention": ("P23",), "heads": ("P25",), "fade": ("F02",),
    "pay": ("I01",),
}
EVIDENCE_COLUMNS = ("id", "year", "source")
PREFIX = "workshop."
UNSAID = ("parameters", "places")  # of meta: names and units of numbers that the page neither shows nor moves
UNREAD = re.compile(r"^ *(?://.*\n|/\*.*?\*/\n|)|^\n", re.M)  # indents and comments of the scripts: the page has to be small
HOLE = re.compile(r"(?:/\*)?\{(\w+)\}(?:\*/)?")  # in the template: {title}, /*{style}*/


def render(meta: dict, modules: dict[str, str]) -> str:
    """Return the page as the text of one HTML file.

    Parameters
    ----------
    meta : what the engine and the page know of the model, see ``README.md``. Two keys are for the page alone: ``evidence``, rows of
        ``configs/evidence.csv`` as dictionaries, of which the cited ones go in; ``still``, ``{"years": 5, "districts": 100, "policy": name,
        "today": share, "ours": share}``, the new teachers still teaching, drawn where a browser cannot run the model.
    modules : ``{"simd": base64, "plain": base64}``.

    Raises
    ------
    KeyError : the facilitator's sheet cites a row that the evidence does not hold.
    ValueError : the page would be larger than :data:`MOST_BYTES`.
    """
    meta = dict(meta)
    evidence, still = meta.pop("evidence", ()), meta.pop("still", None)
    languages = [name for name in meta.get("languages", LANGUAGES) if name != "en"]
    parts = {
        "title": html.escape(language("en")(PREFIX + "title")),
        "old": _for_old_browsers(["en", *languages], still, meta),
        "told": packed(_json({
            "meta": {key: value for key, value in meta.items() if key not in UNSAID},
            "words": words(["en", *languages], meta),
            "evidence": {"claims": CLAIMS, "rows": _cited(evidence)},
        })),
        "simd": modules["simd"],
        "plain": modules["plain"],
        "style": _text("page.css"),
        "engine": _scripts(ENGINE),
        "scripts": packed(_scripts(SCRIPTS).encode("utf-8")),
        "open": _scripts(OPEN),
    }
    page = HOLE.sub(lambda hole: parts[hole[1]], _text("page.html"))
    size = len(page.encode("utf-8"))
    if size > MOST_BYTES:
        raise ValueError(f"the page would hold {size:,} bytes, more than {MOST_BYTES:,}; name fewer scenarios or fewer languages")
    return page


def words(languages: list[str], meta: dict) -> dict:
    """Return ``{"keys": [...], "tables": {language: [text, ...]}, "reviewed": {language: bool}}`` of what the page says.

    An empty text stands where a language has none: the page says it in English.
    """
    english = language("en")
    place = meta["context"]["name"]
    measure = [f"measure.{place}.{k + 1}" for k in range(len(meta["context"].get("to_measure", ())))]
    names = [f"scenario.{name}" for name in meta.get("scenarios", ())] + [f"place.{place}", *measure]
    keys = sorted(english.table(PREFIX)) + [key for key in names if english.has(key)]
    tables = {name: [language(name).rows.get(key, {}).get("text", "") for key in keys] for name in languages}
    return {
        "keys": [key.removeprefix(PREFIX) for key in keys],
        "tables": tables,
        "reviewed": {name: not language(name).is_draft(PREFIX) for name in languages},
    }


def _text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _scripts(names) -> str:
    return "\n".join(UNREAD.sub("", _text(name)) for name in names)


def _json(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def packed(data: bytes) -> str:
    """Return bytes deflated (RFC 1951) and written in base64, as the page unpacks them."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(squeezer.compress(data) + squeezer.flush()).decode("ascii")


def _cited(evidence) -> list[dict]:
    rows = {row["id"]: row for row in evidence}
    cited = dict.fromkeys(row for ids in CLAIMS.values() for row in ids)
    return [{column: rows[name][column] for column in EVIDENCE_COLUMNS} for name in cited] if rows else []


def _for_old_browsers(languages, still, meta) -> str:
    """Say in every language that the browser is too old, or the file damaged; with a picture of 100 new teachers in both worlds."""
    lines = []
    for reason in ("browser", "module"):
        said = [_said("p", language(name), language(name)(f"{PREFIX}old.{reason}")) for name in languages]
        lines.append(f'<div id="old-{reason}"{"" if reason == "browser" else " hidden"}>{"".join(said)}</div>')
    if still:
        figures = []
        for world in ("today", "ours"):
            count = round(100 * still[world])
            spoken = [language(name) for name in languages]
            captions = "<br>".join(_said("span", say, _caption(say, world, still, meta)) for say in spoken)
            figures.append(f"<figure>{_hundred(count)}<figcaption>{captions}</figcaption></figure>")
        lines.append(f'<div class="grids">{"".join(figures)}</div>')
    return "\n".join(lines)


def _said(tag, say, text):
    return f'<{tag} lang="{say.name}" dir="{say.direction}">{html.escape(text)}</{tag}>'


def _caption(say, world, still, meta):
    name = meta["context"]["today"] if world == "today" else still["policy"]
    policy = say.named("scenario", name, meta["scenarios"][name]["title"]) if name else say(PREFIX + "preset.strong")
    count, years, districts = say.number(100 * still[world], 1), say.number(still["years"], 0), say.number(still["districts"], 0)
    return f"{say(PREFIX + world)} ({policy}). {say(PREFIX + 'old.picture', years=years, count=count, districts=districts)}"


def _hundred(count: int) -> str:
    """Draw 100 people, the first ``count`` filled."""
    dots = [f"M{8 + 16 * (k % 10)} {8 + 16 * (k // 10)}h0" for k in range(100)]
    return (
        '<svg viewBox="0 0 160 160" aria-hidden="true" stroke-linecap="round" stroke-width="12">'
        f'<path stroke="#d5d8dd" d="{"".join(dots[count:])}"/><path stroke="#0b4f8a" d="{"".join(dots[:count])}"/></svg>'
    )
