"""The kit for a USB stick: what it asks for on each system, what it refuses, and an installation from it without a network."""

import importlib.metadata
import os
import subprocess
import sys
import venv
import zipfile

import pytest

from experiments import kit
from experiments.cli import main
from experiments.errors import BadInput
from experiments.screen import Screen


def names(lines):
    return {line.partition("==")[0] for line in lines}


@pytest.mark.parametrize("python", ["3.11", "3.12"])
def test_each_system_gets_what_it_needs(python):
    windows, linux = (kit.requirements(system, python) for system in ("Windows", "Linux"))
    assert "colorama" in names(windows) - names(linux), "colours on Windows are a package of their own"
    assert {"numba", "llvmlite", "mesa", "networkx", "pandas", "pyarrow", "hydra-core",
        "antlr4-python3-runtime"} <= names(linux) & names(windows)
    assert not names(linux) & {"pytest", "optuna", "ray", "teacher-retention"}
    assert {"optuna", "statsmodels", "scikit-learn"} <= names(kit.requirements("Linux", python, ("analysis",)))
    assert all("==" in line for line in [*windows, *linux])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["kit", "stick"], "write out=stick"),
        (["kit", "python=3.10"], "3.11, 3.12"),
        (["kit", "extras=[analisis]"], "analysis"),
        (["kit", "pages=maybe"], "true, false"),
        (["kit", "out=full"], "other files"),
        (["kit", "out=taken"], "is a file"),
        (["kit", "outs=x"], "did you mean out"),
    ],
)
def test_what_cannot_be_used_is_said(words, said, here, capsys):
    (here / "full").mkdir()
    (here / "full" / "letter.txt").write_text("a letter")
    (here / "taken").write_text("a file")
    before = sorted(here.rglob("*"))
    assert main(words) == 2
    assert said in capsys.readouterr().err and sorted(here.rglob("*")) == before


def test_without_a_network_nothing_is_left(here, capsys, monkeypatch):
    monkeypatch.setattr(kit, "own_wheel", lambda folder: (folder / "own.whl").write_bytes(b""))
    for key in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(key, "http://127.0.0.1:9")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert main(["kit", "out=stick"]) == 2
    said = capsys.readouterr().err
    assert "check the network" in said and said.count("\n") == 1 and list(here.iterdir()) == []


def test_without_pip(here, capsys, monkeypatch):
    monkeypatch.setattr(kit.importlib.util, "find_spec", lambda name: None)
    assert main(["kit"]) == 2
    assert "ensurepip" in capsys.readouterr().err and list(here.iterdir()) == []


def test_a_package_that_is_built_for_this_system_only_is_refused(here, monkeypatch):
    def pip(words):
        folder = words[words.index("--wheel-dir") + 1]
        open(os.path.join(folder, "thing-1.0-cp311-cp311-linux_x86_64.whl"), "wb").close()

    monkeypatch.setattr(kit, "_pip", pip)
    with pytest.raises(BadInput, match="thing==1.0 has no wheel for Windows"):
        kit.build("thing==1.0", here, "Windows")
    assert list(here.iterdir()) == []


def test_an_installed_package_is_packed_again(here, tmp_path):
    """From an installation there is no source to build from; what lies there makes the same wheel."""
    packaging = importlib.metadata.distribution("packaging")

    class Renamed:
        version, files = packaging.version, packaging.files

    kit._packed(Renamed, here)
    (made,) = here.glob("teacher_retention-*.whl")
    with zipfile.ZipFile(made) as wheel:
        inside = wheel.namelist()
        assert "packaging/markers.py" in inside and inside[-1].endswith("/RECORD") and wheel.testzip() is None
        assert not [name for name in inside if "__pycache__" in name or name.endswith(("INSTALLER", "REQUESTED", "direct_url.json"))]
        record = wheel.read(inside[-1]).decode().splitlines()
    assert len(record) == len(inside)


def test_pages_that_are_built_already_are_taken_along(here):
    (here / kit.BUILT_PAGES).mkdir(parents=True)
    (here / kit.BUILT_PAGES / "lasbella.html").write_text("<p>a page")
    assert kit._pages(here / "pages", False, Screen(quiet=True)) and (here / "pages" / "lasbella.html").is_file()
    (here / kit.BUILT_PAGES / "lasbella.html").unlink()
    assert not kit._pages(here / "none", False, Screen(quiet=True)) and not (here / "none").exists()


@pytest.mark.slow
def test_an_installation_without_a_network(here):
    """A real kit, a new environment without any index, a comparison in it: needs a network to gather and about 700 MB."""
    assert main(["kit", "out=stick"]) == 0
    wheels = [path.name for path in (here / "stick" / "wheels").iterdir()]
    for name in ("numba", "llvmlite", "numpy", "scipy", "pandas", "pyarrow", "matplotlib"):
        assert [one for one in wheels if one.startswith(f"{name}-") and "win_amd64" in one], name
        assert [one for one in wheels if one.startswith(f"{name}-") and "manylinux" in one], name
    text = (here / "stick" / "README.txt").read_text(encoding="utf-8")
    assert "pip install --no-index --find-links wheels teacher-retention" in text
    venv.create(here / "env", with_pip=True)
    programs = here / "env" / ("Scripts" if os.name == "nt" else "bin")
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PIP_"))}
    pip = [programs / "python", "-m", "pip", "install", "--quiet", "--no-index", "--find-links", "wheels", "teacher-retention"]
    ended = subprocess.run(pip, cwd=here / "stick", env=plain, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    tiny = ["teachers=60", "replicates=2", "years=1", "run_in_years=1", "parameter_sets=2", "out=done"]
    for words in (["list"], ["compare", "no_mentoring", "karachi_private", *tiny]):
        ended = subprocess.run([programs / "retain", *words], cwd=here, env=plain, capture_output=True, text=True)
        assert ended.returncode == 0, ended.stderr
    assert (here / "done" / "report.html").is_file()
    # from the installation another kit can be gathered: its wheel is packed again
    code = "from pathlib import Path; from experiments.kit import own_wheel; own_wheel(Path('.'))"
    subprocess.run([programs / "python", "-c", code], cwd=here / "done", env=plain, check=True)
    (again,) = (here / "done").glob("teacher_retention-*.whl")
    with zipfile.ZipFile(again) as mine, zipfile.ZipFile(next((here / "stick" / "wheels").glob("teacher_retention-*.whl"))) as first:
        ours = {name for name in first.namelist() if not name.endswith("RECORD")}
        assert ours <= set(mine.namelist()) and all(mine.read(name) == first.read(name) for name in ours)
    assert sys.version_info[:2] == tuple(map(int, kit.running().split(".")))
