"""A journal: finished pieces of a long job as lines of a file, each flushed to the disk, so that a killed job goes on where it was."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

from experiments.errors import BadInput


class Journal:
    """Hold the entries of a journal, in memory and as lines of a file; a torn last line is done again.

    Parameters
    ----------
    path : the file, made where it is not there.
    identity : plain values that name the job; they are the first line.
    other : what is said where the file belongs to another job.

    Attributes
    ----------
    entries : list of dict, in the order in which they were added.

    Raises
    ------
    BadInput : the file belongs to another job, or another process is writing to it.
    """

    def __init__(self, path: Path, identity: dict, other: str):
        self.path = Path(path)
        self.entries: list[dict] = []
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(self.path, "a+b")
        except OSError as fault:
            raise BadInput(
                f"{self.path} cannot be written ({fault.strerror})", f"out={self.path.parent}", mend="name another folder with out="
            ) from None
        _lock(self._file, self.path)
        self._file.seek(0)
        lines = self._file.read().split(b"\n")
        whole = [entry for entry in map(_read, lines[:-1]) if entry is not None]
        if whole and whole[0] != identity:
            self.close()
            raise BadInput(other, str(self.path.parent), mend="name a new folder with out=")
        self.entries = whole[1:]
        if len(whole) != len(lines) - 1 or lines[-1]:
            self._file.truncate(0)
            self._write(*whole)
        if not whole:
            self._write(identity)

    def add(self, entry: dict) -> None:
        """Keep one finished piece: it is on the disk when this returns."""
        self.entries.append(entry)
        self._write(entry)

    def close(self) -> None:
        """Let go of the file, and with it of the lock."""
        self._file.close()

    def _write(self, *entries):
        self._file.write(b"".join(json.dumps(entry, ensure_ascii=False).encode() + b"\n" for entry in entries))
        self._file.flush()
        os.fsync(self._file.fileno())


def _lock(file, path):
    """Lock a file for this process; the system lets go of it when the process ends, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows: a second process fails to append there only while both write
        return
    with contextlib.suppress(AttributeError):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise BadInput(
                "another process is working in this folder", f"out={path.parent}", mend="wait for it, or name another folder with out="
            ) from None


def _read(line):
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None
