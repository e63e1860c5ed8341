"""Whatever is typed and whatever stands in a file: done or refused by a sentence, never a traceback, a hang or an overwritten file."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import io
import json
import os
import shutil
import signal
import sys
import traceback
from pathlib import Path

import pytest

from analysis import pages
from experiments import calibrate, execution, extras, optimise, same_money, survey, sweep, trial, validate, workshop
from experiments.cli import main
from experiments.page import loopback

SPEC = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
hostile = importlib.util.module_from_spec(SPEC)
sys.modules["hostile"] = hostile  # a dataclass looks its module up
SPEC.loader.exec_module(hostile)

SECONDS = 20  # for one input, on a busy computer
FEW_RUNS = 12
LONGEST = 1600  # letters of a sentence: what was typed is quoted in it
FAST, SLOW = range(0, 50), range(50, 450)  # of each kind: 300 and 2,400 inputs


class Enough(BaseException):
    """Say that an input was accepted and that its runs would begin now."""


class Hang(BaseException):
    """Say that an input took too long."""


def _enough(*_, **__):
    raise Enough


def _no_tables(folder, language=None):
    raise ValueError(f"{folder} holds no tables")


@pytest.fixture
def quick(fake_writers, monkeypatch, tmp_path):
    """Let what was accepted end at once: the stand-in for the model where the runs are few, else where the runs would begin."""
    execute, swept = execution.execute, sweep.carry_out

    def few(plan, screen, needed):
        study = plan.study
        if study.replicates * len(study.scenarios) > FEW_RUNS or study.teachers > 2000 or study.years > 10:
            execution.store.check_folder(plan.out, study)
            raise Enough
        return execute(plan, screen, needed)

    def few_points(asked, screen):
        if len(asked.order) > FEW_RUNS or asked.sweep.teachers > 2000 or asked.plan.backend != "threads":
            execution.store.check_folder(asked.out, asked.sweep)
            raise Enough
        return swept(asked, screen)

    monkeypatch.setattr(execution, "execute", few)
    monkeypatch.setattr(sweep, "carry_out", few_points)
    monkeypatch.setattr(same_money, "settle", lambda plan, screen: _enough() if plan.scalings else plan)
    for module in (survey, trial, optimise):
        monkeypatch.setattr(module, "carry_out", _enough)
    monkeypatch.setattr(importlib.import_module("experiments.bench"), "measure", _enough)
    for module, name in ((workshop, "render"), (loopback, "serve"), (loopback, "serve_mesa"), (validate, "judged"), (calibrate,
        "run_wave")):
        monkeypatch.setattr(module, name, _enough)
    monkeypatch.setattr(pages, "build", _no_tables)
    installed = extras.find_spec
    monkeypatch.setattr(extras, "find_spec", lambda name: None if name == "ray" else installed(name))
    monkeypatch.setattr(sweep, "_report", lambda *_: None)
    monkeypatch.setattr(execution, "prepare", lambda screen: 0.0)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


def _furnish(folder, files):
    """Make a folder as it may be found: a file, a folder of letters, results of another command, a link to itself, and the given files."""
    folder.mkdir(parents=True)
    (folder / "taken").write_text("a file")
    for name in ("full", "other", "deep"):
        (folder / name).mkdir()
    (folder / "full" / "letter.txt").write_text("a letter")
    (folder / "deep" / "own.yaml").write_text("title: deep\n")
    (folder / "page.html").write_bytes(b"<p>\xe9</p>")
    (folder / "other" / "manifest.json").write_text(json.dumps({"study_id": "0", "study": {"replicates": 7}, "status": "complete",
    "verb": "compare"}))
    (folder / "other" / "summary.csv").write_text("scenario,outcome\n")
    (folder / "loop").symlink_to("loop")
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _shape(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        found[str(path.relative_to(folder))] = path.read_bytes() if path.is_file() else b"a folder or a link"
    return found


@contextlib.contextmanager
def _watched():
    def late(*_):
        raise Hang

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _fault(case, top) -> tuple[str | None, str]:
    """Return what is wrong with how an input ends, or None, and the sentence that it was answered with."""
    folder = top / "a" / "b"
    _furnish(folder, case.files)
    before = _shape(top)
    said, told = io.StringIO(), io.StringIO()
    os.chdir(folder)
    code = None
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told), _watched():
            code = main(list(case.arguments))
    except Enough:
        code = 0
    except Hang:
        return f"it took more than {SECONDS} seconds:\n{traceback.format_exc()[-2000:]}", ""
    except BaseException:
        return traceback.format_exc()[-3000:], ""
    after = _shape(top)
    sentence = told.getvalue()
    changed = [name for name, content in before.items() if after.get(name) != content]
    if changed:
        return f"it changed {', '.join(changed)}", sentence
    if code not in (0, 2):
        return f"it ended with {code}: {sentence}", sentence
    if "Traceback" in sentence:
        return f"it showed a traceback: {sentence}", sentence
    if code == 2:
        if after != before:
            return f"it was refused and left {', '.join(sorted(set(after) - set(before)))}: {sentence}", sentence
        if not sentence.strip() or sentence.rstrip()[-1] not in ".?":
            return f"no sentence says why: {sentence!r}", sentence
        if len(sentence) > LONGEST:
            return f"the sentence has {len(sentence)} letters: {sentence[:300]}", sentence
        if sentence.count("\n") != 1:
            return f"the sentence has {sentence.count(chr(10))} lines: {sentence!r}", sentence
    return None, sentence


def _all(kind, numbers, tmp_path):
    """Put every input of a kind to the command and return what went wrong, in words."""
    faults = []
    home = os.getcwd()
    for number in numbers:
        top = tmp_path / f"{number}"
        case = hostile.case(kind, number)
        try:
            fault, _ = _fault(case, top)
        finally:
            os.chdir(home)
            shutil.rmtree(top, ignore_errors=True)
        if fault:
            shown = [word if len(word) < 200 else f"{word[:100]}... ({len(word)} letters)" for word in case.arguments]
            faults.append(f"{kind} {number}: {shown}\n{fault}")
    return faults


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_hostile_input_ends_in_done_or_a_sentence(kind, quick, tmp_path):
    faults = _all(kind, FAST, tmp_path)
    assert not faults, "\n\n".join([f"{len(faults)} faults", *faults[:5]])


@pytest.mark.slow
@pytest.mark.parametrize("kind", hostile.KINDS)
def test_much_more_hostile_input(kind, quick, tmp_path):
    faults = _all(kind, SLOW, tmp_path)
    assert not faults, "\n\n".join([f"{len(faults)} faults", *faults[:5]])


def _refused(kind, numbers, tmp_path, many):
    """Return inputs of a kind that end in a sentence, which a process of its own can be given."""
    found, home = [], os.getcwd()
    for number in numbers:
        case = hostile.case(kind, number)
        if any("\0" in word or "\udcff" in word or len(word) > 4000 for word in case.arguments):
            continue
        try:
            _, sentence = _fault(case, tmp_path / f"{kind}{number}")
        finally:
            os.chdir(home)
        if sentence:
            found.append((case, sentence))
        if len(found) == many:
            break
    return found


def _in_a_process(cases, retain, tmp_path):
    alphabets = ("utf-8", "ascii", "cp1252")  # of terminals
    for number, (case, sentence) in enumerate(cases):
        folder = tmp_path / f"process{number}"
        _furnish(folder, case.files)
        before = _shape(folder)
        alphabet = alphabets[number % 3]
        ended = retain(*case.arguments, folder=folder, fake=True, HOME=str(tmp_path / "home"), PYTHONIOENCODING=alphabet)
        said = ended.stderr.decode(alphabet)
        assert ended.returncode == 2 and "Traceback" not in said, (case.arguments, said)
        assert len(said.splitlines()) == 1 and ended.stdout == b"", (case.arguments, said)
        if alphabet == "utf-8":
            assert said == sentence
        assert _shape(folder) == before


def test_a_process_of_its_own_says_the_same(quick, retain, tmp_path):
    _in_a_process(_refused("line", range(2000, 2100), tmp_path, 3), retain, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", hostile.KINDS)
def test_processes_of_their_own_say_the_same(kind, quick, retain, tmp_path):
    _in_a_process(_refused(kind, range(2000, 2200), tmp_path, 12), retain, tmp_path)
