"""What a person sees while a command works: sentences, a progress bar, tables; plain lines where there is no terminal."""

from __future__ import annotations

import contextlib
import sys
import time


def forgive_encoding() -> None:
    """Let output go on where the terminal's alphabet lacks a letter (an old Windows code page): a question mark stands in."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="replace")


def writes(text: str, stream=None) -> bool:
    """Say whether a stream's alphabet has every letter of a text."""
    try:
        text.encode(getattr(stream or sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def said_time(seconds: float) -> str:
    """Say a length of time in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} second{'s' if round(seconds) > 1 else ''}"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    if seconds < 172_800:
        return f"{seconds / 3600:.0f} hours"
    return f"{seconds / 86_400:,.0f} days"


def said_years(years: int) -> str:
    """Say a number of school years."""
    return f"{years} year{'s' if years != 1 else ''}"


class Screen:
    """Speak to the user, or keep silent.

    Parameters
    ----------
    quiet : say nothing, for calls from Python.
    """

    def __init__(self, quiet: bool = False):
        self.quiet = quiet
        self.is_terminal = not quiet and sys.stdout.isatty()
        self._progress, self._task, self._done, self._total, self._told = None, None, 0, 0, 0
        self._begun, self._before, self._rate = 0.0, 0, False

    @contextlib.contextmanager
    def progress(self, total: int, done: int = 0, rate: bool = False):
        """Show how many of ``total`` runs are done while the block runs; with ``rate`` also how many a second, and the time left."""
        self._done, self._total, self._told = done, total, done / max(1, total)
        self._begun, self._before, self._rate = time.monotonic(), done, rate
        if not self.is_terminal:
            yield
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        told = TextColumn("{task.description}"), MofNCompleteColumn(), TextColumn("runs{task.fields[rate]}")
        columns = told[0], BarColumn(), *told[1:], TimeRemainingColumn()
        with Progress(*columns, console=Console(), transient=True) as self._progress:
            self._task = self._progress.add_task("Running", total=total, completed=done, rate="")
            try:
                yield
            finally:
                self._progress = None

    def advance(self, runs: int) -> None:
        """Count runs that have ended."""
        self._done += runs
        if self._progress:
            self._progress.update(self._task, completed=self._done, rate=f", {self._speed():,.1f} a second" if self._rate else "")
        elif not self.quiet and self._done / self._total >= self._told + 0.2 and self._done < self._total:
            self._told = self._done / self._total
            speed = self._speed()
            left = said_time((self._total - self._done) / speed) if speed else "an unknown time"
            self.say(f"  {self._done} of {self._total} runs done" + (f", {speed:,.1f} a second, about {left} left" if self._rate else ""))

    def _speed(self):
        return (self._done - self._before) / max(1e-9, time.monotonic() - self._begun)

    def say(self, text: str = "") -> None:
        """Write a line."""
        if self.quiet:
            return
        if self._progress:
            self._progress.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            print(text, flush=True)

    def warn(self, text: str) -> None:
        """Write a line to the error stream, above the progress bar; warnings are not silenced."""
        if self._progress:
            self._progress.console.print(text, markup=False, highlight=False, soft_wrap=True, style="red")
        else:
            print(text, file=sys.stderr, flush=True)

    def table(self, heads: list[str], rows: list[list[str]], title: str = "") -> None:
        """Write a table; the first column is words, the others are set to the right."""
        if self.quiet:
            return
        self.say("\n".join([*([title] if title else []), *laid_out(heads, rows)]))


def laid_out(heads: list[str], rows: list[list[str]]) -> list[str]:
    """Return a table as lines of text; a head or a cell may have several lines, and wide letters count their columns."""
    from unicodedata import category, east_asian_width

    def width(text):
        return sum(0 if category(letter) in ("Mn", "Me", "Cf") else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)

    widths = [max(width(line) for row in [heads, *rows] for line in row[column].split("\n")) for column in range(len(heads))]
    rule = "\u2500" if writes("\u2500") else "-"

    def lay(row):
        cells = [cell.split("\n") for cell in row]
        height = max(len(cell) for cell in cells)
        for at in range(height):
            parts = [cell[at] if at < len(cell) else "" for cell in cells]
            padded = [
                text + " " * (wide - width(text)) if column == 0 else " " * (wide - width(text)) + text
                for column, (text, wide) in enumerate(zip(parts, widths, strict=True))
            ]
            yield "  ".join(padded).rstrip()

    ruler = "  ".join(rule * wide for wide in widths)
    return [ruler, *lay(heads), ruler, *(line for row in rows for line in lay(row)), ruler]
