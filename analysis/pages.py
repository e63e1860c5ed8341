"""Which module builds the page of which verb, and what every page shares: its template, its language, its tables."""

from __future__ import annotations

import hashlib
import importlib
import json
import re
from pathlib import Path

from analysis.language import Language, isolated, language

TEMPLATES = Path(__file__).parent / "templates"
# verb: module with ``build(folder, language=None) -> Path``
PAGES = {
    "compare": "analysis.report",
    "run": "analysis.report",
    "survey": "analysis.instrument",
    "trial": "analysis.trial_page",
    "validate": "analysis.scoreboard",
    "sweep": "analysis.sweep_page",
    "optimise": "analysis.frontier_page",
}


def build(folder, language: str | None = None) -> Path:
    """Build the page of a folder of results from its stored files alone; return its path.

    Another language than the folder's own is written beside it, such as ``report.ur.html`` beside ``report.html``.

    Parameters
    ----------
    folder : a folder that holds ``manifest.json``.
    language : None takes the folder's own: the one that the manifest names, else English.

    Raises
    ------
    FileNotFoundError, ValueError : the folder holds no results that have a page.
    """
    verb = read_manifest(folder).get("verb")
    if verb not in PAGES:
        raise ValueError(f"{folder} holds results of {verb}, which have no page; allowed: {', '.join(PAGES)}")
    return importlib.import_module(PAGES[verb]).build(folder, language)


def read_manifest(folder) -> dict:
    """Return a folder's manifest.

    Raises
    ------
    FileNotFoundError : it has none.
    ValueError : it cannot be read.
    """
    path = Path(folder) / "manifest.json"
    if not path.is_file():
        raise FileNotFoundError(f"{folder} holds no results: it has no manifest.json")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise ValueError(f"{path} cannot be read: {fault}") from None


def spoken(manifest: dict, name: str | None = None) -> Language:
    """Return the language of a page: the one that is named, else the manifest's, else English."""
    return language(name or manifest.get("language") or "en")


def render(template: str, say: Language, filters: dict | None = None, **values) -> str:
    """Return a page's HTML. Everything that is not marked as HTML is escaped; in Urdu, Latin words keep their own direction."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: isolated(value, say) if isinstance(value, str) else value,
    )
    environment.globals.update(say=say)
    environment.filters.update(filters or {})
    return environment.get_template(template).render(**values)


def beside(name: str, own: str, say: Language) -> str:
    """Return the name of a page's file or folder in a language: ``report.html`` in the folder's own, ``report.ur.html`` in another."""
    stem, dot, ending = name.partition(".")
    return name if say.name == own else f"{stem}.{say.name}{dot}{ending}"


def page_of(folder, language: str | None = None) -> Path:
    """Return where the page of a folder of results stands: in its own language, or in one that is named.

    Raises
    ------
    FileNotFoundError, ValueError : the folder holds no results.
    """
    about = read_manifest(folder)
    page = "scoreboard.html" if about.get("verb") == "validate" else "report.html"
    return Path(folder) / beside(page, about.get("language") or "en", spoken(about, language))


def title(say: Language, kind: str, own: str) -> str:
    """Return the title of a shipped scenario (kind ``scenario``) or context (``place``) in the language; a user's own stays as it is."""
    shipped = (key for key, row in language("en").rows.items() if key.startswith(f"{kind}.") and row["text"] == own)
    return say.named(kind, next(shipped, "").removeprefix(f"{kind}."), own)


def typed(*words) -> str:
    """Return a command as it can be typed: a word with spaces or with signs that a terminal reads for itself stands in quotes."""
    safe = re.compile(r"[\w@%+=:,./\\-]+")
    return " ".join(word if safe.fullmatch(word) else f'"{word}"' for word in map(str, words))


def again(folder, own: str, say: Language) -> str:
    """Return the command that builds a page again, with the folder as it was named when the page was built."""
    return typed("retain", "report", folder, *([] if say.name == own else [f"language={say.name}"]))


def compared(folder, policy: str, context: dict) -> str:
    """Return the command that compares a policy whose file stands in a folder, on the place of a manifest."""
    return typed("retain", "compare", Path(folder) / f"{policy}.yaml", f"context={context.get('file') or context['name']}")


def cell(text: str, value: float | None = None, below: str = "") -> dict:
    """Return a cell of a table: its text, the number it sorts by (None for words), and a smaller line below."""
    return {"text": text, "value": value, "below": below}


def picture(folder, name: str, figure, caption: str, heads=(), rows=()) -> dict:
    """Save a figure into a folder and return what ``parts.picture`` shows: title, inline SVG, caption, files, its table.

    It goes into ``figures/``, or ``figures.ur/`` where its language is not the folder's own.
    """
    from analysis.chart import save

    album = beside("figures", read_manifest(folder).get("language") or "en", figure.look.say)
    vector, pixels = save(figure, Path(folder) / album / name)
    svg = inline_svg(vector.read_text(encoding="utf-8"), name, figure.below_title)
    files = f"{album}/{name}.svg" + (", .png" if pixels else "")
    return {"name": name, "title": figure.finding, "svg": svg, "caption": caption, "files": files, "heads": heads, "rows": rows}


def inline_svg(text: str, name: str, below: float = 0.0) -> str:
    """Return an SVG picture that can stand in a page: no prolog, and every id prefixed so that two pictures do not mix.

    The page says the title itself: it shows the picture from ``below`` points on, and ``data-whole`` keeps the view with the title.
    """
    prefix = "f" + hashlib.sha256(name.encode()).hexdigest()[:8] + "-"
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}\1)", text)
    text = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}\1"', text)
    text = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", text, count=1), count=1)

    def cropped(found):
        width, height = float(found.group(1)), float(found.group(2))
        return f'viewBox="0 {below:g} {width:g} {height - below:g}" data-whole="0 0 {width:g} {height:g}"'

    return re.sub(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', cropped, text, count=1)
