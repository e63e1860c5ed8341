"""Files that are whole or not there: written under another name, flushed to the disk, renamed.

A folder of results holds one shard for each finished replicate until the last is done: a zip of Arrow tables, whose check sums tell a
torn file from a whole one. The final tables are merged from the shards in the order of the replicates, so their bytes depend neither
on the order in which runs ended nor on interruptions.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import platform
import time
import uuid
import zipfile
from pathlib import Path

from experiments.errors import BadInput

TABLES = ("runs", "monthly", "ledger", "spells")
SHARDS, MANIFEST, FAILURES = "shards", "manifest.json", "failures.csv"
FAILED = ("scenario", "replicate", "parameter_set", "error", "message", "place")
RUNNING, STORED, COMPLETE = "running", "stored", "complete"
LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")
ROW_GROUP = 200_000
PATIENCE = 5  # a virus scanner may hold a new file for a moment


@contextlib.contextmanager
def whole(path: Path):
    """Open a file for writing bytes that appears under its name only when all of it is on the disk.

    Raises
    ------
    BadInput : another program holds the file open, or the folder cannot be written.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:12]}.tmp")
    try:
        with open(temporary, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        _rename(temporary, path)
        _settle(path.parent)
    except PermissionError as fault:
        raise BadInput(
            f"{path} cannot be written ({fault.strerror})", mend="close it in the other program and type the command again"
        ) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _rename(temporary, path):
    for attempt in range(PATIENCE):
        try:
            os.replace(temporary, path)
            return
        except PermissionError:
            if attempt == PATIENCE - 1:
                raise
            time.sleep(0.1 * (attempt + 1))


def _settle(folder):
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def locked(folder: Path, name: str = "lock", shared: bool = False):
    """Keep other processes out of a folder while the block runs; the system lets go of it when the process ends, however it ends.

    Parameters
    ----------
    name : which lock of the folder.
    shared : let others in that share it too; keeps out whoever wants it alone.

    Raises
    ------
    BadInput : another process has it.
    """
    path = Path(folder) / f".{name}"
    with _opened(path, shared) as stream:
        if stream is None:
            raise BadInput(
                f"another process works in this folder{_who(path)}", f"out={folder}",
                mend="wait until it is done, or name another folder with out=",
            )  # fmt: skip
        if not shared:
            stream.truncate(0)
            stream.write(f"process {os.getpid()} on {platform.node()}".encode())
            stream.flush()
        try:
            yield
        finally:
            if not shared:
                with contextlib.suppress(OSError):
                    path.unlink()


@contextlib.contextmanager
def _opened(path, shared):
    """Open and lock a file; None where somebody else has it."""
    while True:
        with open(path, "a+b") as stream:
            if not _take(stream, shared):
                yield None
                return
            if _is_same(stream, path):
                yield stream
                return


def _is_same(stream, path):
    """Say whether an open file still has its name: whoever had the lock may have taken it away between our opening and our locking."""
    try:
        return os.name == "nt" or os.fstat(stream.fileno()).st_ino == path.stat().st_ino
    except OSError:
        return False


def _who(path):
    try:
        who = path.read_bytes()[:200].decode(errors="replace").strip()
    except OSError:
        return ""
    return f" ({who})" if who else ""


def _take(stream, shared):
    try:
        if os.name == "nt":
            import msvcrt

            # this system has no shared kind: parts on one folder then rely on each file being whole
            stream.seek(1 << 30)
            if not shared:
                msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def reading(folder: Path):
    """Say in a sentence that what stands in a folder of results cannot be read: torn, emptied, or written by somebody else.

    Raises
    ------
    BadInput : the block met a file that is missing, no table, no JSON, or a table without the columns and rows that belong there.
    """
    try:
        yield
    except PermissionError as fault:
        raise BadInput(f"{fault.filename} cannot be written", mend="close it in the other program and type the command again") from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, EOFError, csv.Error) as fault:
        said = " ".join(str(fault).split())
        if isinstance(fault, KeyError):
            said = f"{said} is missing"
        raise BadInput(
            f"the stored results cannot be read: {said or type(fault).__name__}", str(folder),
            mend="take the folder away or name another one, and type the command that made it again",
        ) from fault  # fmt: skip


def write_text(path: Path, text: str) -> None:
    """Write a text file whole, as UTF-8 with plain line ends."""
    with whole(path) as stream:
        stream.write(text.encode())


def read_manifest(folder: Path) -> dict | None:
    """Return a folder's manifest, or None where there is none.

    Raises
    ------
    BadInput : the file is no manifest.
    """
    path = Path(folder) / MANIFEST
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        values = None
    if not isinstance(values, dict):
        raise BadInput("cannot be read as the manifest of a run", str(path), mend="name another folder with out=")
    return values


def write_manifest(folder: Path, values: dict) -> None:
    """Write a folder's manifest."""
    write_text(Path(folder) / MANIFEST, json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def check_folder(folder: Path, study) -> str:
    """Say what a folder holds for a study: ``new``, ``running`` or ``complete``; nothing is written.

    Raises
    ------
    BadInput : the folder holds something else, or cannot be written.
    """
    manifest = held(folder)
    if manifest is None:
        return "new"
    if manifest.get("study_id") != study.id:
        said = _differences(manifest.get("study") or {}, study)
        raise BadInput(f"the folder holds another run: {said}", f"out={folder}", mend="name another folder with out=")
    return manifest.get("status", RUNNING)


def held(folder: Path) -> dict | None:
    """Return the manifest of a folder where results can go, or None where it is new or empty; nothing is written.

    Raises
    ------
    BadInput : the folder holds files of others, or cannot be written.
    """
    where = f"out={folder}"
    choose = "name another folder with out="
    standing = folder
    while not standing.exists() and standing != standing.parent:
        standing = standing.parent
    if not standing.is_dir():
        raise BadInput(f"{standing} is a file, not a folder", where, mend=choose)
    if not os.access(standing, os.W_OK | os.X_OK):
        raise BadInput(f"the folder {standing} cannot be written", where, mend=choose)
    manifest = read_manifest(folder) if standing == folder else None
    if manifest is None and standing == folder:
        # a kill just after the start leaves a lock, half a manifest, empty folders
        others = [path.name for path in folder.iterdir() if not _is_litter(path)]
        if others:
            raise BadInput(
                f"the folder holds other files ({', '.join(sorted(others)[:3])})", where, mend="name a new or an empty folder with out="
            )
    return manifest


def _is_litter(path):
    name = path.name
    return name in LITTER or name.endswith(".tmp") or name.startswith(".lock") or (path.is_dir() and not any(path.iterdir()))


def _differences(old, study):
    new = json.loads(json.dumps(study.as_values()))
    said = []
    for key, value in new.items():
        before = old.get(key)
        if before == value or key not in old:
            continue
        if key == "scenarios":
            before, value = ([one["name"] for one in many or []] for many in (before, value))
            said.append(f"scenarios {', '.join(before)}, now {', '.join(value)}" if before != value else "a scenario's levers have changed")
        elif isinstance(value, dict):
            names = (before or {}).get("name"), value.get("name")
            said.append(f"{key} {names[0]}, now {names[1]}" if names[0] != names[1] else f"numbers of {names[1]} have changed")
        elif key == "model":
            said.append("the model has changed since")
        else:
            said.append(f"{key} {before}, now {value}")
    return "; ".join(said[:3]) or "its manifest names no study"


def make_folder(folder: Path) -> None:
    """Make a folder for results; raise :class:`BadInput` where the system refuses."""
    try:
        (folder / SHARDS).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadInput(f"the folder cannot be made ({fault.strerror})", f"out={folder}", mend="name another folder with out=") from None


def shard_path(folder: Path, replicate: int) -> Path:
    """Return where the shard of a replicate stands."""
    return Path(folder) / SHARDS / f"replicate-{replicate:06d}.zip"


def write_shard(folder: Path, replicate: int, study_id: str, tables: dict, failures: list[dict]) -> None:
    """Store what the runs of one replicate left behind: tables by name, failures, and the study they belong to."""
    import pyarrow

    with whole(shard_path(folder, replicate)) as stream, zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("about.json", json.dumps({"study": study_id, "replicate": replicate, "failures": failures}, ensure_ascii=False))
        for name in TABLES:
            if name not in tables:
                continue
            buffer = io.BytesIO()
            with pyarrow.ipc.new_file(buffer, tables[name].schema) as writer:
                writer.write_table(tables[name])
            archive.writestr(f"{name}.arrow", buffer.getbuffer())


def read_shard(folder: Path, replicate: int, names=TABLES) -> tuple[dict, dict] | None:
    """Return (about, tables by name) of a shard, or None where it is missing or torn."""
    import pyarrow

    try:
        with zipfile.ZipFile(shard_path(folder, replicate)) as archive:
            # what is packed is not ours, and may unfold to more than the memory holds
            if any(part.compress_type != zipfile.ZIP_STORED for part in archive.infolist()):
                return None
            about = json.loads(archive.read("about.json"))
            there = set(archive.namelist())
            tables = {
                name: pyarrow.ipc.open_file(pyarrow.BufferReader(archive.read(f"{name}.arrow"))).read_all()
                for name in names
                if f"{name}.arrow" in there
            }
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError, pyarrow.ArrowException):
        return None
    return about, tables


def finished(folder: Path, study) -> dict[int, list[dict]]:
    """Return the failures (mostly none) of each replicate whose shard is whole and belongs to the study."""
    found = {}
    for path in sorted((Path(folder) / SHARDS).glob("replicate-*.zip")):
        replicate = int(path.stem.rsplit("-", 1)[1])
        shard = read_shard(folder, replicate) if replicate < study.replicates else None
        if shard and (shard[0].get("study"), shard[0].get("replicate")) == (study.id, replicate):
            found[replicate] = shard[0]["failures"]
    return found


def merge(folder: Path, study, left_out=()) -> None:
    """Write the final tables from the shards, sorted by replicate and by the study's order of scenarios.

    Replicates in ``left_out`` (a run of theirs failed) are not merged: a difference needs both of its runs.
    """
    import pyarrow
    import pyarrow.parquet

    folder = Path(folder)
    replicates = [replicate for replicate in range(study.replicates) if replicate not in left_out]
    for name in TABLES:
        with whole(folder / f"{name}.parquet") as stream:
            schema = read_shard(folder, replicates[0], (name,))[1][name].schema
            with pyarrow.parquet.ParquetWriter(stream, schema, compression="zstd", use_dictionary=_words(schema)) as writer:
                waiting, rows = [], 0
                for replicate in replicates:
                    waiting.append(read_shard(folder, replicate, (name,))[1][name])
                    rows += waiting[-1].num_rows
                    if rows >= ROW_GROUP or replicate == replicates[-1]:
                        writer.write_table(pyarrow.concat_tables(waiting), row_group_size=max(rows, 1))
                        waiting, rows = [], 0


def _words(schema):
    """Return the columns worth a dictionary: names and whole numbers."""
    import pyarrow

    return [part.name for part in schema if pyarrow.types.is_string(part.type) or pyarrow.types.is_integer(part.type)]


def write_failures(folder: Path, failures: list[dict], columns=FAILED) -> None:
    """Write ``failures.csv``, or take an old one away where nothing failed."""
    path = Path(folder) / FAILURES
    if not failures:
        path.unlink(missing_ok=True)
        return
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(failures)
    write_text(path, text.getvalue())


def clear_shards(folder: Path) -> None:
    """Take the shards away once the final tables are written."""
    shards = Path(folder) / SHARDS
    for path in shards.glob("*"):
        path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        shards.rmdir()
