"""The stored pieces of a sweep: a few Parquet files for some dozens of runs, and a mark, written last, that says what they hold.

A shard is there when its mark is: the mark names the sweep, the runs, the failures, and the check sum of every file, so a file that a
power cut left torn, or that belongs to another sweep, is found and made again. Marks and files can be copied from other computers.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from pathlib import Path

from experiments import store, tables

RUNS, DONE = "runs", "done"
KEPT = {
    "groups": "every outcome of every group of teachers, with numerator and denominator",
    "monthly": "monthly sums of every run",
    "ledger": "quantities and costs of every run by year, line and payer",
    "spells": "a row for each person and post of every run",
}
SOURCE = {"groups": "runs"}
NAMED = "point_id"
ROW_GROUP = 50_000
FAILED = ("point_id", "replicate", "parameter_set", "scenario", "error", "message", "place", "run_id", "spec")
COMPRESSION = {"compression": "zstd", "compression_level": 1}


def outcomes() -> tuple[str, ...]:
    """Return the outcomes that the table of runs holds: those that mean something for one run alone."""
    from analysis.outcomes import INCREMENTS, OUTCOMES

    return tuple(name for name in OUTCOMES if name not in INCREMENTS)


def schema():
    """Return the columns of the table of runs: point, replicate, set, then each outcome for all teachers with what it is out of."""
    import pyarrow as arrow

    heads = [(name, arrow.int32()) for name in (NAMED, "replicate", "parameter_set")]
    return arrow.schema([*heads, *((name + end, arrow.float64()) for name in outcomes() for end in ("", "_of"))])


def of_run(point: int, spec, outcome, context, keep: tuple[str, ...]) -> dict:
    """Return what is stored of one run: ``runs`` as a dictionary of one row, the kept tables as Arrow tables."""
    names = {RUNS, *(SOURCE.get(name, name) for name in keep)}
    columns = tables.columns_of(spec, outcome, context, names)
    row = {NAMED: point, "replicate": spec.replicate, "parameter_set": spec.parameter_set}
    long = columns[RUNS]
    wanted = set(outcomes())
    for group, name, value, of in zip(long["group"], long["outcome"], long["value"].tolist(), long["denominator"].tolist(), strict=True):
        if group == "all" and name in wanted:
            row[name], row[f"{name}_of"] = value, of
    found = {RUNS: row}
    for name in keep:
        source = SOURCE.get(name, name)
        found[name] = tables.table(source, spec, columns[source], NAMED, point)
    return found


def joined(parts: list[dict], keep: tuple[str, ...]) -> dict:
    """Return the tables of a shard from what is stored of its runs, in their order."""
    import pyarrow as arrow

    rows = [part[RUNS] for part in parts]
    shape = schema()
    found = {RUNS: arrow.table([arrow.array([row.get(one.name) for row in rows], one.type) for one in shape], schema=shape)}
    for name in keep:
        empty = tables.schemas(NAMED)[SOURCE.get(name, name)].empty_table()
        found[name] = arrow.concat_tables([part[name] for part in parts]) if parts else empty
    return found


def packed(shard: dict) -> dict[str, bytes]:
    """Return the tables of a shard as Parquet files in memory; the same tables give the same bytes."""
    import pyarrow
    import pyarrow.parquet as parquet

    files = {}
    for name, table in shard.items():
        words = [part.name for part in table.schema if pyarrow.types.is_string(part.type) or pyarrow.types.is_integer(part.type)]
        buffer = io.BytesIO()
        parquet.write_table(table, buffer, use_dictionary=words, write_statistics=words, **COMPRESSION)
        files[name] = buffer.getvalue()
    return files


def path(folder: Path, name: str, number: int) -> Path:
    """Return where the file of a shard stands."""
    return Path(folder) / name / (f"{number:06d}.json" if name == DONE else f"{number:06d}.parquet")


def write(folder: Path, number: int, sweep_id: str, files: dict[str, bytes], failures: list[dict]) -> None:
    """Store a shard: its files, then its mark."""
    for name, content in files.items():
        with store.whole(path(folder, name, number)) as stream:
            stream.write(content)
    mark = {
        "sweep": sweep_id,
        "shard": number,
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "failures": failures,
    }
    store.write_text(path(folder, DONE, number), json.dumps(mark, ensure_ascii=False))


def read(folder: Path, number: int, sweep_id: str, names) -> dict | None:
    """Return the mark of a shard that is whole and belongs to the sweep, else None."""
    try:
        mark = json.loads(path(folder, DONE, number).read_text(encoding="utf-8"))
        if mark["sweep"] != sweep_id or mark["shard"] != number or set(mark["sha256"]) != set(names):
            return None
        for name, expected in mark["sha256"].items():
            with open(path(folder, name, number), "rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != expected:
                    return None
        return mark
    except (OSError, ValueError, KeyError, TypeError):
        return None


def table(folder: Path, name: str, number: int):
    """Return one table of a shard."""
    import pyarrow.parquet as parquet

    return parquet.read_table(path(folder, name, number), partitioning=None)


def merge(folder: Path, shards: int) -> int:
    """Write ``runs.parquet`` from the shards in their order and return its number of rows; one row group is in memory at a time."""
    import pyarrow
    import pyarrow.parquet as parquet

    rows = 0
    with store.whole(Path(folder) / f"{RUNS}.parquet") as stream, parquet.ParquetWriter(stream, schema(), **COMPRESSION) as writer:
        waiting = []
        for number in range(shards):
            waiting.append(table(folder, RUNS, number))
            if sum(one.num_rows for one in waiting) >= ROW_GROUP or number == shards - 1:
                together = pyarrow.concat_tables(waiting)
                rows += together.num_rows
                writer.write_table(together, row_group_size=max(1, together.num_rows))
                waiting = []
    return rows


def make(folder: Path, names) -> None:
    """Make the folders of the shards' files."""
    for name in (*names, DONE):
        (Path(folder) / name).mkdir(parents=True, exist_ok=True)


def clear(folder: Path) -> None:
    """Take marks and shards of the table of runs away once ``runs.parquet`` is written; kept tables stay as they are."""
    for name in (DONE, RUNS):
        for file in (Path(folder) / name).glob("*"):
            file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            (Path(folder) / name).rmdir()


def sweep_up(folder: Path) -> None:
    """Take away what a killed process had half written; only while nobody else works in the folder."""
    for file in Path(folder).glob("**/.*.tmp"):
        file.unlink(missing_ok=True)
