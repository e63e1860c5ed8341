"""Numbers as people say them in English: for the screen, and for pages that know one language; :mod:`analysis.language` has the others."""

from __future__ import annotations

from analysis.language import MINUS, NOT_KNOWN, language

NOT_DISTINGUISHABLE = "not distinguishable"
__all__ = ["MINUS", "NOT_DISTINGUISHABLE", "NOT_KNOWN", "heads", "money", "number", "plain", "probably", "signed"]


def number(value: float, digits: int = 2) -> str:
    """Write a number with a fixed count of decimals, a true minus and thin groups of thousands."""
    return language().number(value, digits)


def plain(value, digits: int = 3) -> str:
    """Write an input as it was given: whole numbers whole, others with at most ``digits`` decimals."""
    return language().plain(value, digits)


def money(value: float, currency: str = "") -> str:
    """Write a sum of money with three significant figures: ``12.3 million PKR``, ``4 560 USD``."""
    return language().money(value, currency)


def heads(share: float) -> str:
    """Write a share as heads of 100."""
    return language().heads(share)


def signed(value: float, digits: int = 1) -> str:
    """Write a difference with its sign."""
    return language().signed(value, digits)


def probably(low: float, high: float, clear: bool = True) -> str:
    """Say a difference in heads of 100 from its bounds (shares): ``probably between 3 and 9 more of 100``."""
    return language().probably(low, high, clear)
