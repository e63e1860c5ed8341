"""What a user has: the wheel in an environment of its own, used from other folders with other alphabets and without a home."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOMS = ("sim", "configs", "experiments", "analysis")
WINDOWS = os.name == "nt"
# spaces, Cyrillic and Urdu: a home folder bears its owner's name
NAME = "мой дом گھر"
SMALL = ("teachers=60", "years=1", "replicates=2", "parameter_sets=2")


def program(environment: Path, name: str) -> Path:
    """Return a program of a virtual environment."""
    return environment / ("Scripts" if WINDOWS else "bin") / (f"{name}.exe" if WINDOWS else name)


def new_environment(folder: Path) -> Path:
    """Make a virtual environment that borrows this one's packages, so that nothing is fetched, and return it."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    site = subprocess.run(
        [program(folder, "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site.stdout.strip(), "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    return folder


def install(environment: Path, *what: str):
    """Install without dependencies and without an index."""
    pip = [program(environment, "python"), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", *what]
    ran = subprocess.run(pip, capture_output=True, text=True, encoding="utf-8", errors="replace")
    assert ran.returncode == 0, ran.stderr


@pytest.fixture(scope="session")
def wheel(shared, checkout) -> Path:
    """Return a wheel built from the checkout."""

    def build(folder):
        subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=checkout, check=True)

    (found,) = shared("wheel", build).glob("*.whl")
    return found


@pytest.fixture(scope="session")
def house(shared, wheel) -> Path:
    """Return a folder with the wheel installed in ``place/env``, a ``home``, and a ``desk`` that holds foreign rooms."""

    def furnish(folder):
        install(new_environment(folder / NAME / "env"), str(wheel))
        (folder / NAME / "home").mkdir()
        desk = folder / NAME / "desk"
        for name in ("sim", "configs"):
            (desk / name).mkdir(parents=True)
            (desk / name / "__init__.py").write_text("raise SystemExit('a foreign room ran')\n")
        (desk / "analysis.py").write_text("raise SystemExit('a foreign room ran')\n")

    return shared("house", furnish) / NAME


@pytest.fixture(scope="session")
def retain(house):
    """Return a function that types the command: ``retain("list", "scenarios", folder=..., **environment)``."""

    def run(*words: str, folder: Path | None = None, environment: Path | None = None, **settings: str) -> subprocess.CompletedProcess:
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "XDG_", "RETAIN_", "COV_"))}
        home = str(house / "home")
        return subprocess.run(
            [program(environment or house / "env", "retain"), *words],
            cwd=folder or house / "desk",
            env={**plain, "HOME": home, "USERPROFILE": home, "LOCALAPPDATA": home, "PYTHONIOENCODING": "utf-8", **settings},
            capture_output=True,
        )

    return run


def said(ran: subprocess.CompletedProcess, encoding: str = "utf-8") -> str:
    """Return all that a command printed."""
    return (ran.stdout + ran.stderr).decode(encoding, "replace")


def test_the_wheel_holds_the_four_rooms_and_nothing_else(wheel, checkout):
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {
        path.relative_to(checkout).as_posix()
        for room in ROOMS
        for path in (checkout / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".nbi", ".nbc"}
    }
    assert held == wanted
    assert {Path(name).suffix for name in held} >= {".py", ".yaml", ".html"}


def test_the_command_answers_from_a_folder_with_foreign_rooms(retain):
    for words in (["--help"], ["list", "scenarios"], ["list", "contexts"]):
        ran = retain(*words)
        assert ran.returncode == 0, said(ran)
    assert "karachi_government" in said(ran)


def test_bad_input_is_a_sentence_in_a_russian_console_too(retain):
    ran = retain("compare", "no_mentorring", PYTHONIOENCODING="cp1251")
    assert ran.returncode == 2
    assert "no_mentoring" in said(ran, "cp1251")
    assert "Traceback" not in said(ran, "cp1251")


def test_lists_are_printed_in_a_russian_console_too(retain):
    ran = retain("list", "levers", PYTHONIOENCODING="cp1251")
    assert ran.returncode == 0, said(ran, "cp1251")


def test_python_in_a_folder_with_foreign_rooms_is_told_which_file_is_in_the_way(house):
    ran = subprocess.run(
        [program(house / "env", "python"), "-c", "import experiments"],
        cwd=house / "desk", capture_output=True, env={**os.environ, "PYTHONPATH": "", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert ran.returncode == 1
    assert str(house / "desk") in said(ran)
    assert "a foreign room ran" not in said(ran)


def nowhere_to_write(tmp_path: Path) -> dict[str, str]:
    """Return settings under which no folder of the user's can be made, as in a read-only install without a home."""
    blocked = tmp_path / "a file where folders would be made"
    blocked.write_text("")
    return {key: str(blocked / "folder") for key in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_CACHE_HOME", "MPLCONFIGDIR")}


def test_compiled_code_finds_a_place_where_no_home_can_be_written(python, tmp_path):
    code = "from sim.compiled import cache_folder; (cache_folder() / 'probe').touch(); (cache_folder() / 'probe').unlink(); print('kept')"
    ran = python(code, tmp_path, RETAIN_CACHE="", **nowhere_to_write(tmp_path))
    assert (ran.returncode, ran.stdout.strip()) == (0, "kept"), ran.stderr


@pytest.mark.slow
def test_compare_writes_the_same_bytes_wherever_it_runs(retain, tmp_path):
    """One comparison, three ways: plain; into a folder with other alphabets on a Russian console; homeless and without a compiler."""
    ways = {
        tmp_path / "plain": {},
        tmp_path / "отчёт за год رپورٹ": {"PYTHONIOENCODING": "cp1251"},
        tmp_path / "homeless": {"NUMBA_DISABLE_JIT": "1", **nowhere_to_write(tmp_path)},
    }
    summaries = []
    for out, settings in ways.items():
        ran = retain("compare", "no_mentoring", "karachi_private", "context=karachi_government", *SMALL, f"out={out}", **settings)
        assert ran.returncode == 0, said(ran, settings.get("PYTHONIOENCODING", "utf-8"))
        assert {"manifest.json", "summary.csv", "summary.xlsx", "report.html"} <= {path.name for path in out.iterdir()}
        json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        summaries.append((out / "summary.csv").read_bytes())
    assert summaries[0] == summaries[1] == summaries[2]
    rows = list(csv.DictReader(summaries[0].decode("utf-8-sig").splitlines()))
    assert {"no_mentoring", "karachi_private", "karachi_government"} == {row["scenario"] for row in rows}


@pytest.mark.slow
def test_an_editable_install_follows_the_sources(retain, checkout, tmp_path):
    source = tmp_path / "source with a space"
    source.mkdir()
    for name in (*ROOMS, "pyproject.toml", "README.md", "LICENSE"):
        here = checkout / name
        if here.is_dir():
            shutil.copytree(here, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(here, source / name)
    environment = new_environment(tmp_path / "env")
    install(environment, "--editable", str(source))
    before = retain("list", "contexts", environment=environment)
    assert before.returncode == 0, said(before)
    shutil.copy(source / "configs" / "context" / "kazakhstan.yaml", source / "configs" / "context" / "kazakhstan_copy.yaml")
    after = retain("list", "contexts", environment=environment)
    assert "kazakhstan_copy" not in said(before)
    assert "kazakhstan_copy" in said(after)
