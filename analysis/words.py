"""Numbers as people say them: heads of 100, money, bounds."""

from __future__ import annotations

import math

NOT_DISTINGUISHABLE = "not distinguishable"
NOT_KNOWN = "–"
MINUS = "\u2212"


def number(value: float, digits: int = 2) -> str:
    """Write a number with a fixed count of decimals, a true minus and thin groups of thousands."""
    if value is None or not math.isfinite(value):
        return NOT_KNOWN
    text = f"{value:,.{digits}f}".replace(",", "\u202f")
    if float(f"{value:.{digits}f}") == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def plain(value, digits: int = 3) -> str:
    """Write an input as it was given: whole numbers whole, others with at most ``digits`` decimals."""
    text = number(float(value), digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(value: float, currency: str = "") -> str:
    """Write a sum of money with three significant figures: ``12.3 million PKR``, ``4 560 USD``."""
    if value is None or not math.isfinite(value):
        return NOT_KNOWN
    size = abs(value)
    for step, name in ((1e9, " billion"), (1e6, " million")):
        if size >= 0.9995 * step:
            text = f"{value / step:.3g}" if size < 999.5 * step else f"{value / step:,.0f}"
            return f"{text.replace('-', MINUS)}{name} {currency}".rstrip()
    if size >= 100:
        value = round(value, -max(0, math.floor(math.log10(size)) - 2))
    text = f"{value:,.0f}" if size >= 100 or value == 0 else f"{value:.3g}"
    return f"{text.replace(',', chr(0x202F)).replace('-', MINUS)} {currency}".rstrip()


def heads(share: float) -> str:
    """Write a share as heads of 100."""
    return number(100.0 * share, 0)


def signed(value: float, digits: int = 1) -> str:
    """Write a difference with its sign."""
    text = number(value, digits)
    return text if text == NOT_KNOWN or text.startswith(MINUS) or not value or float(f"{value:.{digits}f}") == 0 else f"+{text}"


def probably(low: float, high: float) -> str:
    """Say a difference in heads of 100 from its bounds (shares): ``probably between 3 and 9 more of 100``."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "no bounds can be given"
    low, high = 100.0 * low, 100.0 * high
    if low == 0 and high == 0:
        return "no difference in any of these runs"
    if low > 0 or high < 0:
        word = "more" if low > 0 else "fewer"
        near, far = sorted((abs(low), abs(high)))
        if round(far) == 0:
            return f"probably less than 1 {word} of 100"
        if round(near) == round(far):
            return f"probably about {far:.0f} {word} of 100"
        if round(near) == 0:
            return f"probably up to {far:.0f} {word} of 100"
        return f"probably between {near:.0f} and {far:.0f} {word} of 100"
    if round(-low) == 0 and round(high) == 0:
        return "hardly any difference: less than 1 of 100 either way"
    if round(-low) == 0 or round(high) == 0:
        return (
            f"not clear: up to {high:.0f} more of 100, perhaps none"
            if high > -low
            else f"not clear: up to {-low:.0f} fewer of 100, perhaps none"
        )
    return f"not clear: between {-low:.0f} fewer and {high:.0f} more of 100"
