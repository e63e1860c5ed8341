"""Runs that were stopped or killed go on where they were, and end with the same bytes."""

import signal
import sys
import time

import pytest

from experiments import store

SMALL = ("teachers=40", "years=1", "run_in_years=1", "replicates=12", "parameter_sets=3")
COMPARE = ("compare", "no_mentoring", "karachi_private", *SMALL, "out=results")


def wait_for_shards(folder, count, process):
    for _ in range(600):
        if len(list((folder / "results" / store.SHARDS).glob("*.zip"))) >= count:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError("no shards came")


@pytest.mark.parametrize("how", ["kill", "stop"])
def test_a_stopped_comparison_goes_on(tmp_path, retain, how):
    if how == "stop" and sys.platform == "win32":
        pytest.skip("a console has to send it there")
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    for folder in (stopped, whole):
        folder.mkdir()
    process = retain(*COMPARE, folder=stopped, fake=True, pause=0.15, wait=False)
    wait_for_shards(stopped, 3, process)
    if how == "kill":
        process.kill()
        process.communicate()
    else:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert b"Type the same command again" in err and b"Traceback" not in err
    torn = max((stopped / "results" / store.SHARDS).glob("*.zip"))
    torn.write_bytes(torn.read_bytes()[:-200])
    assert not (stopped / "results" / "summary.csv").exists()

    again = retain(*COMPARE, folder=stopped, fake=True)
    assert again.returncode == 0, again.stderr.decode()
    assert b"already stored" in again.stdout
    assert retain(*COMPARE, folder=whole, fake=True).returncode == 0
    for name in ("summary.csv", *(f"{table}.parquet" for table in store.TABLES)):
        assert (stopped / "results" / name).read_bytes() == (whole / "results" / name).read_bytes(), name
    assert not (stopped / "results" / store.SHARDS).exists()
    assert not list((stopped / "results").glob(".*.tmp"))


def test_the_same_command_again_does_nothing(tmp_path, retain):
    first = retain(*COMPARE, folder=tmp_path, fake=True)
    assert first.returncode == 0, first.stderr.decode()
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in (tmp_path / "results").rglob("*.*")}
    second = retain(*COMPARE, folder=tmp_path, fake=True)
    assert second.returncode == 0 and b"complete" in second.stdout
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in (tmp_path / "results").rglob("*.*")} == before
    table = first.stdout.decode().split("of 100 new teachers")[-1].split("Report:")[0]
    assert table == second.stdout.decode().split("of 100 new teachers")[-1].split("Report:")[0]
    other = retain(*COMPARE[:-1], "seed=2", "out=results", folder=tmp_path, fake=True)
    assert other.returncode == 2 and b"seed 1, now 2" in other.stderr
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in (tmp_path / "results").rglob("*.*")} == before


def test_a_lost_report_is_drawn_again(tmp_path, retain):
    assert retain(*COMPARE, folder=tmp_path, fake=True).returncode == 0
    report = tmp_path / "results" / "report.html"
    text = report.read_bytes()
    report.unlink()
    again = retain(*COMPARE, folder=tmp_path, fake=True)
    assert again.returncode == 0 and report.read_bytes() == text


def test_a_report_that_was_left_out_is_written_later(tmp_path, retain):
    left_out = retain(*COMPARE, "report=false", folder=tmp_path, fake=True)
    there = {path.name for path in (tmp_path / "results").iterdir()}
    assert left_out.returncode == 0 and b"retain report" in left_out.stdout, left_out.stderr.decode()
    assert {"summary.csv", "runs.parquet"} <= there and not {"report.html", "summary.xlsx", "figures", "shards"} & there
    summary = (tmp_path / "results" / "summary.csv").read_bytes()
    assert b"complete" in retain(*COMPARE, "report=false", folder=tmp_path, fake=True).stdout
    later = retain(*COMPARE, "language=ru", folder=tmp_path, fake=True)
    assert later.returncode == 0 and b"Expected" not in later.stdout
    assert {"report.html", "summary.xlsx", "figures"} <= {path.name for path in (tmp_path / "results").iterdir()}
    assert (tmp_path / "results" / "summary.csv").read_bytes() == summary
    assert b'"language": "ru"' in (tmp_path / "results" / "manifest.json").read_bytes()
