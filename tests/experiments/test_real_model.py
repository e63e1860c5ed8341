"""The command with the compiled model: the same bytes from every backend, folder and number of jobs."""

import pytest

from experiments.store import TABLES

SMALL = ("teachers=120", "years=3", "run_in_years=2", "replicates=6", "parameter_sets=3")


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return tmp_path_factory.mktemp("first")


def test_the_same_bytes_from_every_backend(first, tmp_path, retain):
    line = ("compare", "no_mentoring", "karachi_private", "context=lasbella", *SMALL)
    for folder, how in ((first, ("jobs=1",)), (tmp_path, ("jobs=2",)), (tmp_path, ("backend=loky", "jobs=2", "out=loky"))):
        done = retain(*line, *({"out=threads"} if len(how) == 1 else ()), *how, folder=folder, report=True)
        assert done.returncode == 0, done.stderr.decode()
    for name in ("summary.csv", *(f"{table}.parquet" for table in TABLES)):
        once = (first / "threads" / name).read_bytes()
        assert once == (tmp_path / "threads" / name).read_bytes() == (tmp_path / "loky" / name).read_bytes(), name


def test_all_levers_off_is_no_mentoring(here):
    from experiments import compare

    (here / "nothing.yaml").write_text("title: nothing\n")
    settings = dict(zip(("teachers", "years", "run_in_years", "replicates"), (120, 2, 1, 2), strict=True))
    found = compare("no_mentoring", "nothing.yaml", context="karachi_government", **settings)
    runs = found.runs.set_index(["replicate", "group", "outcome"])[["scenario", "numerator", "denominator"]]
    parts = [runs[runs["scenario"] == name].drop(columns="scenario") for name in ("no_mentoring", "nothing")]
    assert parts[0].equals(parts[1])
