"""Sums of money and gains in heads, as people type them: ``5million``, ``500000/year``, ``250/teacher/year``, ``3``."""

from __future__ import annotations

import math
import re

from experiments.errors import BadInput
from experiments.input.words import foreign_letter, nearest, number, odd_number
from experiments.screen import said_years

SIZES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
SHORT = {"k": "thousand", "b": "billion", "bn": "billion"}
PER = ("teacher", "year")
KEPT = tuple(f"retained_{where}_{k}y" for where in ("profession", "school") for k in (1, 3, 5))
LEAST_GAIN = 0.1  # heads of 100: less is a share that was meant as heads
ALLOWED = "a sum above 0 such as 5000000, 5million, 500000/year or 250/teacher/year"


def is_sum(text: str) -> bool:
    """Say whether a text is meant as a sum of money rather than as the name or the file of a policy."""
    return bool(re.match(r"[+-]?\.?\d", text)) and not text.lower().endswith((".yaml", ".yml"))


def money(text: str, years: int, teachers: int, where: str | None = None) -> float:
    """Return a budget over all the years of a district, in the context's money.

    Parameters
    ----------
    text : a number, then perhaps thousand, million or billion, then perhaps ``/teacher`` (each post) and ``/year``.
    years : school years that the policies run.
    teachers : posts of the district.
    where : how a message names the place; None: ``budget=``.

    Raises
    ------
    BadInput : no number, not above 0, an unknown word.
    """
    where = where or f"budget={text}"
    first, *per = text.strip().lower().split("/")
    for word in per:
        if word.strip() not in PER:
            raise BadInput(f"a budget has no measure per {word}", where, "/teacher, /year", nearest(word, PER))
    if len(set(per)) < len(per):
        raise BadInput("the same measure stands twice", where, ALLOWED)
    found = re.match(r"\s*(.*?)\s*(thousand|million|billion)?s?\s*$", first)
    written, size = found[1], SIZES[found[2]] if found[2] else 1.0
    amount = number(written)
    if amount is None:
        letter = foreign_letter(written)
        mend = _mended(where.partition("=")[0], written, found[2], per)
        raise BadInput(f"is not a sum of money{f' ({letter})' if letter else ''}", where, ALLOWED, mend=mend)
    if not math.isfinite(amount):
        raise BadInput("is not a sum of money", where, ALLOWED)
    if amount <= 0:
        why = "for what costs nothing, compare scenarios instead" if amount == 0 else "write the money there is, without a minus"
        raise BadInput(f"a budget of {amount:g} buys nothing", where, ALLOWED, mend=why)
    return float(amount * size * (teachers if "teacher" in per else 1.0) * (years if "year" in per else 1.0))


def _mended(key, written, size, per):
    end = (size or "") + "".join(f"/{word}" for word in per)
    short = re.fullmatch(r"([0-9.]+)\s*(k|m|mn|mio|bn|b)", written)
    if short and number(short[1]) is not None:
        return f"write {key}={short[1]}{SHORT.get(short[2], 'million')}{end}"
    code = re.fullmatch(r"([a-z]{3})?\s*([0-9.]+)\s*([a-z]{3})?", written)
    if code and (code[1] or code[3]) and number(code[2]) is not None:
        return f"write {key}={code[2]}{end} without the currency: it is the context's"
    return odd_number(written)


def gain(text: str) -> tuple[float, str | None]:
    """Return (share, outcome or None) of a target: ``3`` or ``retained_profession_5y+3``, in heads of 100.

    Raises
    ------
    BadInput : no number, not between 0.1 and 100, an unknown outcome.
    """
    where = f"target={text}"
    outcome, plus, heads = text.strip().rpartition("+")
    outcome = outcome.strip()
    if outcome and outcome not in KEPT:
        allowed = f"a number, or one of {', '.join(KEPT)} with + and a number"
        raise BadInput(f"there is no target {outcome}", where, allowed, nearest(outcome, KEPT))
    value = number(heads.strip())
    if value is None:
        near = nearest(heads, KEPT)
        if near:
            raise BadInput(f"{heads} names no number", where, mend=f"write target={near}+3 for three more of 100")
        raise BadInput("is not a number of teachers", where, "a number such as 3, of 100 new teachers", mend=odd_number(heads))
    if not LEAST_GAIN <= value <= 100:
        mend = f"write target={value * 100:g} for the share {value:g}" if 0 < value < LEAST_GAIN else None
        raise BadInput(f"{value:g} more of 100 cannot be a target", where, f"{LEAST_GAIN:g} to 100, in heads of 100", mend=mend)
    return value / 100.0, outcome or None


def spoken(amount: float, currency: str) -> str:
    """Write a sum as people say it, in signs that every terminal has."""
    from analysis.words import money as words
    from experiments.tally import typed

    return typed(words(amount, currency))


def said(amount: float, study) -> str:
    """Say a budget with what it is a year and for each teacher."""
    each = spoken(amount / study.years / study.teachers, study.context.currency)
    whole = spoken(amount, study.context.currency)
    return f"{whole} over {said_years(study.years)} ({each} a year for each of {study.teachers:,} posts)"
