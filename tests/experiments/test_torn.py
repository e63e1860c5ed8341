"""Torn and foreign files, a full disk: every folder that is read or written ends in done or in a sentence."""

import contextlib
import io
import random
import resource
import shutil
import traceback

import pytest

from experiments.cli import main

TINY = "teachers=60 replicates=2 run_in_years=1"
LINES = {
    "survey": f"survey sindh_rural n=10 samples=2 {TINY}",
    "sweep": f"sweep design=grid levers.coverage=0..1:2 years=1 outcome=efficacy keep=[spells] {TINY}",
    "validate": "validate only=T1a parameters=default replicates=2 teachers=200",
    "compare": f"compare no_mentoring karachi_private years=5 parameter_sets=2 {TINY}",
    "run": f"run karachi_private years=5 parameter_sets=2 {TINY}",
    "trial": "trial no_mentoring us_induction_usual context=united_states schools=3 trials=2 months=12 teachers=1500 replicates=2",
    "optimise": f"optimise budget=100million context=karachi_government tries=10 worlds=2 years=5 {TINY}",
}
FAST = ("survey", "sweep", "validate")
NOISE = random.Random(1).randbytes(3000)
DAMAGES = {
    "cut": lambda raw: raw[: len(raw) // 2], "empty": lambda raw: b"", "noise": lambda raw: NOISE, "list": lambda raw: b"[]",
    "object": lambda raw: b"{}", "nulls": lambda raw: b"\0" * len(raw), "another table": lambda raw: b"a,b\n1,2\n",
    "a bit": lambda raw: raw[: len(raw) // 3] + bytes([raw[len(raw) // 3] ^ 64]) + raw[len(raw) // 3 + 1 :],
}  # fmt: skip
GONE = ("gone", "a folder", "a loop", "a byte more")


def done(shared, verb):
    """Return a folder in which a command has ended, made once."""

    def make(folder):
        with contextlib.redirect_stdout(io.StringIO()):
            assert main([*LINES[verb].split(" "), f"out={folder / 'done'}"]) == 0

    return shared(f"done-{verb}", make) / "done"


def files_of(folder):
    """Return the files that are read again, by their relative paths."""
    return [path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix not in (".svg", ".png")]


def damage(path, how):
    raw = path.read_bytes()
    path.unlink()
    if how == "a folder":
        path.mkdir()
    elif how == "a loop":
        path.symlink_to(path.name)
    elif how == "a byte more":
        path.write_bytes(raw + b"\xff")
    elif how != "gone":
        path.write_bytes(DAMAGES[how](raw))


def fault_of(arguments):
    """Return what is wrong with how a command ends, or None."""
    said, told = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
            code = main(arguments)
    except Exception:
        return traceback.format_exc()[-1500:]
    if code not in (0, 2) or "Traceback" in told.getvalue():
        return f"ended with {code}: {told.getvalue()}"
    if code == 2 and told.getvalue().rstrip()[-1:] not in (".", "?"):
        return f"no sentence: {told.getvalue()!r}"
    return None


def faults(verb, folder, here, cases):
    found = []
    for file, how in cases:
        for arguments in ([*LINES[verb].split(" "), "out=torn"], ["report", "torn"]):
            shutil.copytree(folder, here / "torn")
            damage(here / "torn" / file, how)
            fault = fault_of(arguments)
            if fault:
                found.append(f"{verb}, {file}, {how}, retain {arguments[0]}: {fault}")
            shutil.rmtree(here / "torn")
    return found


def cases_of(folder):
    return [(file, how) for file in files_of(folder) for how in (*DAMAGES, *GONE)]


@pytest.mark.parametrize("verb", FAST)
def test_some_torn_files(verb, shared, here):
    folder = done(shared, verb)
    some = random.Random(verb).sample(cases_of(folder), 10)
    found = faults(verb, folder, here, some)
    assert not found, "\n\n".join([f"{len(found)} faults", *found[:5]])


@pytest.mark.slow
@pytest.mark.parametrize("verb", LINES)
def test_every_torn_file(verb, shared, here):
    folder = done(shared, verb)
    # the folder of a search holds a whole comparison, whose files have their own turn
    cases = [(file, how) for file, how in cases_of(folder) if "comparison" not in file.parts]
    if verb in ("compare", "run", "optimise"):
        cases = random.Random(verb).sample(cases, 40)
    found = faults(verb, folder, here, cases)
    assert not found, "\n\n".join([f"{len(found)} faults", *found[:5]])


def test_a_folder_of_another_command(shared, here):
    for verb in FAST:
        shutil.copytree(done(shared, verb), here / verb)
    for verb in FAST:
        for other in FAST:
            if other != verb and verb != "validate":
                before = {path: path.read_bytes() for path in sorted((here / other).rglob("*")) if path.is_file()}
                assert main([*LINES[verb].split(" "), f"out={other}"]) == 2
                assert {path: path.read_bytes() for path in sorted((here / other).rglob("*")) if path.is_file()} == before


@pytest.mark.parametrize("verb", [verb if verb == "survey" else pytest.param(verb, marks=pytest.mark.slow) for verb in LINES])
def test_a_disk_that_is_full(verb, retain, here):
    """Files may grow to 3,000 bytes and no further; what is typed again with room ends as if nothing had been."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3000, limit[1]))
    try:
        ended = retain(*LINES[verb].split(" "), "out=full", folder=here)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    said = ended.stderr.decode()
    assert ended.returncode in (1, 2) and "Traceback" not in said, said
    assert "too large" in said or "room" in said, said
    assert retain(*LINES[verb].split(" "), "out=full", folder=here).returncode == 0
