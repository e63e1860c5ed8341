"""A user's own file with the name of a room is told in one sentence, and copies of the rooms still work."""

from __future__ import annotations

import shutil

import pytest

from sim.rooms import ROOMS, check_rooms


@pytest.fixture
def desk(tmp_path):
    """Return a folder such as users have: their own analysis.py beside a sim and a configs of their own."""
    folder = tmp_path / "desk"
    for name in ("sim", "configs"):
        (folder / name).mkdir(parents=True)
        (folder / name / "notes.txt").write_text("mine")
    (folder / "analysis.py").write_text("raise SystemExit('the foreign analysis.py ran')\n")
    return folder


def check(checkout, room="experiments"):
    """Return code that asks from a room whether the others lie beside it, as the room does on import."""
    return (
        "import runpy\n"
        f"check_rooms = runpy.run_path({str(checkout / 'sim' / 'rooms.py')!r})['check_rooms']\n"
        f"try:\n    check_rooms({room!r}, {str(checkout / room / '__init__.py')!r})\n"
        "except ImportError as error:\n    print(error)\n"
    )


def test_foreign_file_is_named_in_one_sentence(python, checkout, desk):
    said = python(check(checkout), desk).stdout.strip()
    assert str(desk / "analysis.py") in said
    assert said.count("\n") == 0 and said.endswith(".")
    assert "rename or move it, or start Python from another folder" in said


def test_foreign_package_is_named(python, checkout, tmp_path):
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "__init__.py").write_text("")
    assert str(tmp_path / "sim") in python(check(checkout), tmp_path).stdout


def test_foreign_folders_without_code_are_in_nobodys_way(python, checkout, desk):
    (desk / "analysis.py").unlink()
    ran = python(check(checkout), desk)
    assert (ran.stdout, ran.stderr, ran.returncode) == ("", "", 0)


@pytest.mark.parametrize("room", ["sim", "experiments"])
def test_every_room_asks_on_import(python, desk, room):
    ran = python(f"import {room}", desk)
    assert ran.returncode != 0
    assert str(desk / "analysis.py") in ran.stderr
    assert "the foreign analysis.py ran" not in ran.stderr


def test_a_foreign_sim_does_not_hide_the_sentence(python, tmp_path):
    (tmp_path / "sim").mkdir()
    (tmp_path / "sim" / "__init__.py").write_text("")
    for room in ("experiments", "analysis"):
        assert str(tmp_path / "sim") in python(f"import {room}", tmp_path).stderr


def test_rooms_side_by_side_are_in_order(checkout):
    for room in ROOMS:
        check_rooms(room, str(checkout / room / "__init__.py"))


def test_a_copy_of_all_rooms_reads_only_itself(python, checkout, tmp_path):
    for room in ROOMS:
        shutil.copytree(checkout / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    ran = python("import sim, experiments, analysis; print(sim.__file__, experiments.__file__, analysis.__file__)", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count(str(tmp_path)) == 3
