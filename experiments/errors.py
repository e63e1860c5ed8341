"""What is said when an input cannot be used."""

from __future__ import annotations

import errno
import re
import unicodedata

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # what a system says where no more can be written
LONGEST_WORD, LONGEST = 400, 1500
SOFT_JOINS = "\u200c\u200d"  # they belong to the spelling of Urdu


def is_hidden(letter: str) -> bool:
    """Say whether a letter cannot be seen: a control or format character, half a letter."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter not in SOFT_JOINS


def shown(text: str) -> str:
    """Return a text for a screen: on one line, hidden letters written as their codes, what is very long cut in the middle."""
    seen = "".join(letter.encode("unicode_escape").decode() if is_hidden(letter) else letter for letter in text)
    half = LONGEST_WORD // 2
    cut = rf"(\S{{{half}}})(\S{{{half},}})(\S{{20}})"
    seen = re.sub(cut, lambda found: f"{found[1]}...({len(found[2]):,} letters more)...{found[3]}", seen)
    return seen if len(seen) <= LONGEST else f"{seen[: LONGEST // 2]} ...({len(seen) - LONGEST:,} letters more)... {seen[-LONGEST // 2 :]}"


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
        return shown(text if text.endswith(("?", "...")) else text + ".")

    def __reduce__(self):
        return BadInput, (self.what, self.where, self.allowed, self.nearest, self.mend)


class RunFailed(Exception):
    """Say that at least one run of the model ended in an error; the rest is stored."""
