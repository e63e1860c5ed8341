"""Build the workshop page of a place, ``retain workshop build``, and show it to a room on one laptop, ``retain workshop serve``.

``retain workshop mesa`` shows the model on Mesa's own page instead.
"""

from __future__ import annotations

import csv
import functools
import html
import re
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from experiments import configure, store
from experiments.errors import BadInput
from experiments.input.library import SUFFIXES
from experiments.input.request import request
from experiments.input.settings import CONFIGS, LANGUAGES, SETTINGS, check_setting, shipped
from experiments.input.words import unknown, unquoted
from experiments.page import numbers as workshop_numbers
from experiments.page import webassembly
from experiments.screen import Screen

JOBS = ("build", "serve", "mesa")
EVERYWHERE = ("sustainable_design", "no_mentoring")  # beside a place's own policies
MOST_POLICIES = 8
DISTRICTS, POSTS, YEARS = 100, 300, 5  # behind the picture that stands where a browser cannot run the model: those that the page counts
SEED = 1  # of the page's worlds
OWN = ("out", "languages", "port")


def main(command) -> int:
    """Do ``retain workshop``; return the exit code."""
    words = list(command.words)
    if not words or words[0] not in JOBS:
        fault = unknown("job of workshop called", words[0], JOBS) if words else BadInput("says not what to do")
        raise BadInput(fault.what, "retain workshop", ", ".join(JOBS), fault.nearest, "write retain workshop build")
    job, words = words[0], words[1:]
    screen = Screen()
    if job == "serve":
        from experiments.page.loopback import serve

        page = _page_named(words, command.settings)
        port = check_setting("port", command.settings.get("port", "8765"), SETTINGS["workshop"]["port"])
        _only(command.settings, ("port",) if page else ("port", "context", "scenarios", "languages"))
        if page:
            text = _page_text(page)
            screen.say(f"Page: {page}{_title(text)}")
        else:
            text = render(*_told(asked(words, command.settings, command.typed), words, command.settings, screen), screen)
        return serve(text, port, screen)
    if job == "mesa":
        from experiments.page.loopback import serve_mesa

        if words:
            raise BadInput(f"{words[0]} stands alone", mend="place and policy are chosen on the page: write retain workshop mesa")
        _only(command.settings, ("port",))
        return serve_mesa(check_setting("port", command.settings.get("port", "8765"), SETTINGS["workshop"]["port"]), screen)
    if "port" in command.settings:
        raise BadInput("build writes a file", f"port={command.settings['port']}", mend="port= belongs to retain workshop serve")
    begun = time.perf_counter()
    written = build_all(words, command.settings, command.typed, screen)
    for path in written:
        screen.say(f"Page: {path}   {path.stat().st_size / 1000:.0f} KB, one file, no network.")
    screen.say(f"Finished: {time.perf_counter() - begun:.1f} seconds. Open the page in a browser, or hand the file on.")
    return 0


def build(context: str = "karachi_government", *scenarios: str, out: str | Path | None = None, languages=LANGUAGES) -> Path:
    """Build the page of a place and return its path.

    Examples
    --------
    >>> build("lasbella", "ptmp_balochistan", out="lasbella.html")  # doctest: +SKIP
    """
    given = {"context": context, "languages": f"[{','.join(languages)}]"} | ({"out": str(out)} if out else {})
    return build_all([str(name) for name in scenarios], given, f"workshop.build({context!r})", Screen(quiet=True))[0]


def build_all(words: list[str], settings: dict[str, str], typed: str, screen: Screen) -> list[Path]:
    """Build the page that was asked for, or with ``context=all`` one for every shipped place; return the paths.

    Raises
    ------
    BadInput : a place, policy, language or file name cannot be used.
    """
    settings = dict(settings)
    out = check_setting("out", settings["out"], SETTINGS["workshop"]["out"]) if "out" in settings else None
    if settings.get("context") != "all":
        study, languages, named = _told(asked(words, settings, typed), words, settings, screen)
        path = _file(out or f"retain-results/{study.context.name}.html")
        text = render(study, languages, named, screen)
        return [_write(path, text)]
    if words or "scenarios" in settings:
        raise BadInput("every place has its own policies", "context=all", mend="name the scenarios for one context at a time")
    folder = Path(out or "retain-results/workshop").expanduser()
    if folder.suffix.lower() in (".html", ".htm"):
        raise BadInput("context=all writes a page for each place", f"out={folder}", mend="name a folder")
    plans = [asked([], settings | {"context": name}, typed) for name in shipped("context")]
    return [_write(_file(str(folder / f"{study.context.name}.html")), render(study, *more, screen)) for study, *more in plans]


def _told(made, words, settings, screen):
    """Say which place and which policies a page is about before it is built; return what was asked for as it is."""
    study = made[0]
    screen.say(f"Place: {study.context.name}, {study.context.title}. Policies: {', '.join(one.name for one in study.scenarios)}.")
    both = [word for word in words if word in shipped("context")]
    if both and "context" not in settings:
        screen.say(f"Note: {both[0]} is taken as a policy here; for the place of that name write context={both[0]}")
    return made


def _title(text) -> str:
    """Return what a built page is called, for a line on the screen."""
    found = re.search(r"<title>([^<]*)</title>", text)
    return f" ({html.unescape(found[1]).strip()})" if found else ""


def asked(words: list[str], settings: dict[str, str], typed: str):
    """Check what was asked for and return (study with today's policy first, languages, did the user name policies?); nothing is run.

    Raises
    ------
    BadInput : a place, policy, language or setting cannot be used.
    """
    languages = tuple(check_setting("languages", settings.get("languages", f"[{','.join(LANGUAGES)}]"), SETTINGS["workshop"]["languages"]))
    for name in languages:
        if name not in LANGUAGES:
            raise unknown("language called", name, LANGUAGES, "languages", allowed=", ".join(LANGUAGES))
    given = {key: text for key, text in settings.items() if key not in OWN}
    for key in given:
        if "." not in key and key not in SETTINGS["workshop"]:
            raise unknown("setting", key, SETTINGS["workshop"], f"{key}={given[key]}", mend="retain workshop --help explains them")
    if words and words[0] in ("context", "place") and "context" not in given:
        mend = f"write context={words[1] if len(words) > 1 else 'karachi_private'}"
        raise BadInput(f"{words[0]} stands alone", " ".join(words), mend=mend)
    place = unquoted(given.get("context", str(configure.defaults()["context"])))
    named = bool(words) or "scenarios" in given
    if not named:
        words = _policies(place)
    study = configure.plan(request("compare", words, given, typed)).study
    order = sorted(study.scenarios, key=lambda scenario: scenario.name != study.today.name)
    if len(order) > MOST_POLICIES:
        raise BadInput(f"{len(order)} policies are too many to choose from in a room", "scenarios", f"at most {MOST_POLICIES}")
    if order[0].name == study.today.name and order[0].levers != study.today.levers:
        raise BadInput(
            f"{study.today.name} is today's policy: the page begins from it as its file says it", mend="change another scenario"
        )
    return replace(study, scenarios=tuple(order)), languages, named


def render(study, languages: tuple[str, ...], named: bool, screen: Screen) -> str:
    """Return the page of a study as text: the model compiled, Python's hashes, the words.

    Raises
    ------
    BadInput : the page would need what a browser cannot do.
    """
    from analysis.language import language
    from analysis.workshop import page

    strange = [name for name in languages if name != "en" and not language(name).has(f"place.{study.context.name}")]
    if strange:
        screen.say(
            f"{study.context.name} has no translation in {', '.join(strange)}: its title stands there in English. "
            f"A line place.{study.context.name} in analysis/strings gives it one."
        )
    _prepare(screen)
    if not webassembly.is_built():
        screen.say("The model becomes WebAssembly, once for each version of it: about two minutes ...")
    modules = webassembly.modules()
    told = workshop_numbers.meta(study.context, study.scenarios, max(map(webassembly.stack_top, modules.values())), languages)
    told["opens"] = study.scenarios[1].name if named and len(study.scenarios) > 1 else ""
    told["still"] = still(study, told["middle"], told["opens"])
    with (CONFIGS / "evidence.csv").open(encoding="utf-8", newline="") as file:
        told["evidence"] = list(csv.DictReader(file))
    try:
        return page.render(told, {name: page.packed(data) for name, data in modules.items()})
    except ValueError as fault:
        raise BadInput(str(fault)) from None


@functools.cache
def _prepare(screen):
    """Compile the model and say so, once for all the pages of a command."""
    from experiments.execution import prepare

    prepare(screen)


def still(study, middle: dict, opens: str = "") -> dict:
    """Return the share of new teachers that still teaches after five years, today and under the policy that the page opens with.

    They are counted over the same hundred districts as on the live page, so that both say the same.
    """
    from sim.context import Place
    from sim.levers import Levers
    from sim.parameters import Parameters
    from sim.scenario import Scenario
    from sim.simulate import branch, run_in

    place = replace(study.context, place=Place(**middle["place"]))
    strong = Scenario("strong", "strong", levers=Levers(**workshop_numbers.STRONG))
    policies = {"today": study.scenarios[0], "ours": next((one for one in study.scenarios if one.name == opens), strong)}
    shares = {name: [] for name in policies}
    for replicate in range(1, DISTRICTS + 1):
        snapshot = run_in(place, study.scenarios[0], Parameters(**middle["parameters"]), POSTS, SEED, replicate, years=10)
        for name, policy in policies.items():
            shares[name].append(_new_kept(branch(snapshot, policy, years=YEARS).spells, 12 * YEARS))
    return {"years": YEARS, "districts": DISTRICTS, "policy": opens} | {name: float(np.nanmean(found)) for name, found in shares.items()}


def _new_kept(spells: dict, month: int) -> float:
    """Return the share of those with at most three years of teaching at the branch who teach, anywhere, in a later month."""
    from sim.record import ENTRY, EXIT, NOVICE_YEARS

    start, end = spells["start_month"], spells["end_month"]
    person = spells["person_post"].astype(np.int64) * 4096 + spells["person_number"]
    starts = (start <= 0) & np.isin(spells["entry"], (ENTRY.index("incumbent"), ENTRY.index("novice")))
    new = person[starts & (spells["experience_start"] <= NOVICE_YEARS)]
    here = (start <= month) & ((end < 0) | (end > month))
    elsewhere = (spells["exit"] == EXIT.index("moved_out")) & (end >= 0) & (end <= month)
    return float(np.isin(new, person[here | elsewhere]).mean()) if len(new) else float("nan")


def _policies(place):
    """Return the policies that a page offers where none are named: the place's own, then two that fit anywhere."""
    from experiments.input.library import find

    card = find("context", place)
    name = card.parent if card.own else place
    today = card.values.get("today", "no_mentoring")
    own = [one for one in shipped("scenario") if find("scenario", one).values.get("home_context") == name and one != today]
    return [*own, *(one for one in EVERYWHERE if one not in own and one != today)][:MOST_POLICIES - 1]


def _page_named(words, settings):
    if not words or words[0] in shipped("scenario"):
        return None
    ending = Path(words[0]).suffix.lower()
    if ending not in (".html", ".htm"):
        if ending and ending not in SUFFIXES:
            raise BadInput(f"{words[0]} is no page", "workshop serve", "a page of retain workshop build, which ends in .html")
        return None
    if len(words) > 1:
        raise BadInput(f"serve shows one page, not {' and '.join(words)}", mend="write retain workshop serve page.html")
    path = Path(words[0]).expanduser()
    if not path.is_file():
        raise BadInput("there is no such page", str(path), mend=f"build it first: retain workshop build out={path}")
    return path


def _page_text(path):
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise BadInput("is no page that retain has built", str(path), mend=f"build it again: retain workshop build out={path}") from None


def _only(settings, allowed):
    for key, text in settings.items():
        if key not in allowed and "." not in key:
            raise unknown("setting of workshop serve called", key, allowed, f"{key}={text}", allowed=", ".join(allowed))


def _file(out):
    path = Path(out).expanduser()
    if path.suffix.lower() not in (".html", ".htm"):
        raise BadInput("a page is a file that ends in .html", f"out={out}", nearest=f"out={path}.html" if not path.suffix else None)
    if path.is_dir():
        raise BadInput("is a folder", f"out={out}", mend="name a file that ends in .html")
    standing = next(folder for folder in path.absolute().parents if folder.exists())
    if not standing.is_dir():
        raise BadInput(f"{standing} is a file, not a folder", f"out={out}", mend="name another place with out=")
    return path


def _write(path, text):
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        store.write_text(path, text)
    except OSError as fault:
        raise BadInput(f"the page cannot be written ({fault.strerror})", f"out={path}", mend="name another place with out=") from None
    return path
