"""Files are whole or not there; final tables do not depend on order or interruption."""

import zipfile

import pyarrow
import pytest

from experiments import configure, runner, store
from experiments.errors import BadInput
from experiments.input.request import request

SMALL = {"teachers": "60", "years": "2", "run_in_years": "1", "replicates": "6", "parameter_sets": "3"}


def study(**settings):
    return configure.plan(request("compare", ["no_mentoring", "karachi_private"], SMALL | settings, "")).study


@pytest.fixture
def folder(here):
    store.make_folder(here / "results")
    return here / "results"


def test_a_file_appears_whole_or_not_at_all(here):
    with pytest.raises(RuntimeError), store.whole(here / "a.txt") as stream:
        stream.write(b"half")
        raise RuntimeError
    assert list(here.iterdir()) == []
    store.write_text(here / "a.txt", "one")
    with pytest.raises(RuntimeError), store.whole(here / "a.txt") as stream:
        stream.write(b"half")
        raise RuntimeError
    assert (here / "a.txt").read_text() == "one" and len(list(here.iterdir())) == 1


def test_a_file_held_open_is_said(here, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(store.os, "replace", refuse)
    monkeypatch.setattr(store.time, "sleep", lambda _: None)
    with pytest.raises(BadInput, match="close it"):
        store.write_text(here / "report.html", "text")
    assert list(here.iterdir()) == []


def test_shards_keep_every_bit(folder, fake_model):
    asked = study()
    runs = asked.runs(2)
    finished = runner.replicate_job(folder, asked, 2)
    about, tables = store.read_shard(folder, 2)
    assert about == {"study": asked.id, "replicate": 2, "failures": []}
    assert set(tables) == set(store.TABLES) and finished.failures == []
    assert set(tables["runs"]["scenario"].to_pylist()) == {one.scenario.name for one in runs}
    assert set(tables["spells"]["parameter_set"].to_pylist()) == {2}


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "bomb", "other"])
def test_a_torn_shard_is_not_finished(folder, fake_model, damage):
    asked = study()
    for replicate in (0, 1):
        runner.replicate_job(folder, asked, replicate)
    path = store.shard_path(folder, 1)
    whole = path.read_bytes()
    if damage == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    elif damage == "flip":
        path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "bomb":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("about.json", b" " * 50_000_000 + b"{}")
    else:
        path.write_bytes(store.shard_path(folder, 0).read_bytes())
    assert list(store.finished(folder, asked)) == [0]


def test_tables_do_not_depend_on_the_order_of_runs(here, fake_model):
    asked = study()
    for name, order in (("one", range(6)), ("two", [5, 0, 3, 1, 4, 2])):
        store.make_folder(here / name)
        for replicate in order:
            runner.replicate_job(here / name, asked, replicate)
        store.merge(here / name, asked)
    for name in store.TABLES:
        assert (here / "one" / f"{name}.parquet").read_bytes() == (here / "two" / f"{name}.parquet").read_bytes()


@pytest.mark.parametrize("backend", ["threads"])
def test_backends_give_the_same_shards(here, fake_model, backend):
    asked = study()
    for name, jobs in (("one", 1), ("two", 2)):
        store.make_folder(here / name)
        assert sorted(done.replicate for done in runner.do(here / name, asked, list(range(6)), backend, jobs)) == list(range(6))
        store.merge(here / name, asked)
    assert (here / "one" / "runs.parquet").read_bytes() == (here / "two" / "runs.parquet").read_bytes()


def test_ledger_without_rows_keeps_its_types(folder, fake_model):
    asked = configure.plan(request("run", ["no_mentoring"], SMALL, "")).study
    runner.replicate_job(folder, asked, 0)
    table = store.read_shard(folder, 0)[1]["ledger"]
    assert table.num_rows == 0 and table.schema.field("line").type == pyarrow.string()


def test_a_folder_says_what_differs(folder):
    asked = study()
    assert store.check_folder(folder / "deeper" / "still", asked) == "new"
    store.clear_shards(folder)
    assert store.check_folder(folder, asked) == "new"
    store.write_manifest(folder, {"study_id": asked.id, "study": asked.as_values(), "status": store.RUNNING})
    assert store.check_folder(folder, asked) == store.RUNNING
    for other, said in (
        (study(replicates="7"), "replicates 6, now 7"),
        (study(context="lasbella"), "context karachi_government, now lasbella"),
    ):
        with pytest.raises(BadInput, match=said):
            store.check_folder(folder, other)
