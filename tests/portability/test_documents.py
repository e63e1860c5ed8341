"""The documents: no dead link, and every command that they or the help name runs, made small, from a folder of its own."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from experiments import cli

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = sorted(path for path in CHECKOUT.rglob("*.*") if not any(part.startswith(".") for part in path.relative_to(CHECKOUT).parts))
DOCUMENTS = [path for path in FILES if path.suffix == ".md"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(?:bash|sh)\n(.*?)^```$", re.M | re.S)
WORLD = {"teachers": "60", "years": "1", "run_in_years": "1", "replicates": "2", "jobs": "1"}
# what makes a verb's work small; a setting that the line names already is replaced
SMALL = {
    "compare": WORLD,
    "run": {key: WORLD[key] for key in ("teachers", "years", "run_in_years")},
    "sweep": WORLD | {"n": "2"},
    "survey": {"teachers": "200", "run_in_years": "1", "replicates": "1", "samples": "5", "n": "4", "jobs": "1"},
    "trial": {"teachers": "1500", "run_in_years": "1", "replicates": "2", "trials": "5", "schools": "3", "months": "12", "jobs": "1"},
    "optimise": WORLD | {"tries": "10", "worlds": "2"},
    "validate": {"only": "SF5", "parameter_sets": "2", "replicates": "2", "teachers": "200", "jobs": "1"},
}
# run by tests of their own, since they take minutes, a browser or an open door
ELSEWHERE = {
    "bench": "tests/experiments/test_bench.py", "calibrate": "tests/experiments/test_calibrate.py",
    "workshop": "tests/workshop/test_verb.py", "kit": "tests/experiments/test_kit.py",
}  # fmt: skip
MANY = {"sobol": "4", "morris": "2", "discovery": "12"}  # the fewest that say something


def slugs(text: str) -> set[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    plain = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    heads = re.findall(r"^#{1,6} (.+)$", plain, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def plain(lines) -> list[str]:
    """Return the lines that begin with the command, once, without their comments."""
    found = [" ".join(shlex.split(line, comments=True)) for line in lines if line.startswith("retain ")]
    return list(dict.fromkeys(found))


IN_DOCUMENTS = plain(line for path in DOCUMENTS for block in BLOCK.findall(path.read_text(encoding="utf-8")) for line in block.splitlines())
IN_HELP = [line for line in plain(example for examples in cli.EXAMPLES.values() for example in examples) if line not in IN_DOCUMENTS]
RUN = [
    pytest.param(line, marks=marks, id=line)
    for lines, marks in ((IN_DOCUMENTS, ()), (IN_HELP, pytest.mark.slow))
    for line in lines
    if line.split()[1] not in ELSEWHERE
]


def small(words: list[str]) -> list[str]:
    """Return the words of a command with settings that make its work small."""
    verb = "optimise" if words[0] == "optimize" else words[0]
    settings = dict(SMALL.get(verb, {}))
    if verb == "run" and "-m" in words:
        settings.pop("jobs", None)
    if verb == "sweep":
        kind = next((word.split("=", 1)[1] for word in words if word.startswith("design=")), "")
        settings["n"] = MANY.get(kind, "12")
        if any(word.startswith("part=") for word in words):
            settings["part"] = "1/1"
        if kind.endswith(".csv") or kind in ("grid", "zip", "list", "one_at_a_time"):
            settings.pop("n")
    kept = [word for word in words if word.split("=", 1)[0] not in settings]
    return [*kept, *(f"{key}={value}" for key, value in settings.items())]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_no_link_is_dead(path):
    dead = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in slugs(there.read_text(encoding="utf-8"))):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize(
    "path", [path for path in DOCUMENTS if path.name != "CHANGELOG.md"], ids=lambda path: path.relative_to(CHECKOUT).as_posix()
)
def test_every_program_file_that_it_names_is_there(path):
    """The changelog may name what is gone; blocks of code may name a file to be made."""
    text = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    named = set(re.findall(r"(?<![\w./])[\w/]+\.(?:py|js|css|ipynb)\b", text))
    below = [file for file in FILES if file.is_relative_to(path.parent)]
    gone = [name for name in sorted(named) if not (CHECKOUT / name).exists() and not any(file.match(name) for file in below)]
    assert gone == [], f"{path.name} names files that are no longer there"


def test_what_takes_long_is_run_elsewhere():
    assert [path for path in ELSEWHERE.values() if not (CHECKOUT / path).is_file()] == []
    assert {line.split()[1] for line in IN_DOCUMENTS + IN_HELP} <= {*SMALL, *ELSEWHERE, "list", "new", "report", "optimize", "help"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Return a folder with what a reader of the documents has made: a policy, a district, a design, a finished comparison."""
    folder = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert cli.main(["new", "scenario", "my_plan", "from=karachi_private"]) == 0
        assert cli.main(["new", "context", "my_district", "from=karachi_government"]) == 0
        (folder / "my_points.csv").write_text("levers.coverage,context\n0.2,england\n0.8,lasbella\n", encoding="utf-8")
        settings = [f"{key}={value}" for key, value in WORLD.items()]
        assert cli.main(["compare", "no_mentoring", "karachi_private", "out=retain-results/FOLDER", *settings]) == 0
    return folder


@pytest.mark.parametrize("line", RUN)
def test_every_command_runs(line, desk, tmp_path, monkeypatch, capsys):
    words = small(shlex.split(line)[1:])
    if words[0] == "new":
        monkeypatch.chdir(tmp_path)
    else:
        monkeypatch.chdir(desk)
    if words[0] in SMALL:
        words = [*(word for word in words if not word.startswith("out=")), f"out={tmp_path / 'out'}"]
    code = cli.main(words)
    assert code == 0, capsys.readouterr().err


PYTHON = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


def test_the_front_pages_python_runs(tmp_path, monkeypatch, capsys):
    """The lines that read a sweep's store, in experiments/README.md, are run by a test of their own."""
    monkeypatch.chdir(tmp_path)
    blocks = PYTHON.findall((CHECKOUT / "README.md").read_text(encoding="utf-8"))
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "new teachers are still in post" in capsys.readouterr().out
