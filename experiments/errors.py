"""What is said when an input cannot be used."""

from __future__ import annotations


class BadInput(Exception):
    """Say what is wrong with an input, in words for its writer.

    Parameters
    ----------
    what : the fault, a clause that can stand after ``where``.
    where : the key or the file with its line, or None.
    allowed : what may stand there, or None.
    nearest : the nearest valid word, or None.
    mend : what to do, a full clause, or None.
    """

    def __init__(
        self, what: str, where: str | None = None, allowed: str | None = None, nearest: str | None = None, mend: str | None = None
    ):
        self.what, self.where, self.allowed, self.nearest, self.mend = what, where, allowed, nearest, mend
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Return the whole message on one line."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.nearest:
            text += f"; did you mean {self.nearest}?"
        if self.allowed:
            text += f"{' Allowed' if self.nearest else '; allowed'}: {self.allowed}"
        if self.mend:
            text += f"{' ' if text.endswith('?') else '; '}{self.mend}"
        return text if text.endswith("?") else text + "."

    def __reduce__(self):
        return BadInput, (self.what, self.where, self.allowed, self.nearest, self.mend)


class RunFailed(Exception):
    """Say that at least one run of the model ended in an error; the rest is stored."""
