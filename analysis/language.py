"""What is said in a reader's language: one table of strings per language, with its numbers, money, plural forms and direction.

A table is ``strings/<language>.csv`` with the columns ``key, text, reviewed_by, note``. English is the source: it has every key.
A text holds named fields (``{policy}``). Where a number decides the form of a word, the key ends in ``#one``, ``#few``, ``#many`` or
``#other``.
"""

from __future__ import annotations

import csv
import math
import re
from functools import cache
from pathlib import Path

TABLES = Path(__file__).parent / "strings"
LANGUAGES = ("en", "ur", "ru", "kk")
RIGHT_TO_LEFT = ("ur",)
NAMES = {"en": "English", "ur": "اردو", "ru": "Русский", "kk": "Қазақша"}
# decimal mark and mark between thousands; Pakistan prints Urdu with western digits
MARKS = {"en": (".", "\u202f"), "ur": (".", ","), "ru": (",", "\u00a0"), "kk": (",", "\u00a0")}
NOT_KNOWN, MINUS = "\u2013", "\u2212"
FORM = "#"
# Latin words inside a line of another script: what a browser must not reorder
LATIN = re.compile(r"[A-Za-z][\w.,:;/'&+()%-]*(?: +[\w(&/][\w.,:;/'&+()%-]*)*", re.ASCII)


@cache
def language(name: str = "en") -> Language:
    """Return a language by its code.

    Raises
    ------
    ValueError : there is no table of that name.
    """
    if name not in LANGUAGES:
        raise ValueError(f"there is no language {name}; allowed: {', '.join(LANGUAGES)}")
    return Language(name)


def read_table(path) -> dict[str, dict[str, str]]:
    """Return the rows of a table of strings by key; keys of any prefix may stand in it, in any order.

    Raises
    ------
    ValueError : a key stands twice, or a column is missing.
    """
    with open(path, encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if not {"key", "text", "reviewed_by", "note"} <= set(row):
            raise ValueError(f"{Path(path).name} needs the columns key, text, reviewed_by, note")
        if row["key"] in found:
            raise ValueError(f"{Path(path).name} holds {row['key']} twice")
        found[row["key"]] = row
    return found


class Language:
    """Say texts and numbers in one language: ``say = language("ur"); say("report.title", place="Lasbella")``.

    Attributes
    ----------
    name : ``en``, ``ur``, ``ru`` or ``kk``.
    rows : the table, by key;  right_to_left : how it is written.
    """

    def __init__(self, name: str):
        self.name, self.right_to_left = name, name in RIGHT_TO_LEFT
        self.rows = read_table(TABLES / f"{name}.csv")
        self.decimal, self.thousands = MARKS[name]

    @property
    def direction(self) -> str:
        """Return ``rtl`` or ``ltr``, for the attribute ``dir``."""
        return "rtl" if self.right_to_left else "ltr"

    def __call__(self, key: str, **values) -> str:
        """Return the text of a key with its fields filled; a key that is not translated yet is said in English.

        Raises
        ------
        KeyError : the English table has no such key, or the text needs a field that was not given.
        """
        return self._text(key).format(**values)

    def count(self, key: str, number: float, **values) -> str:
        """Return the plural form of a key that goes with a number; the field ``n`` holds the number as it is written."""
        form = f"{key}{FORM}{self.form(number)}"
        whole = float(number).is_integer()
        values = {"n": self.number(number, 0) if whole else self.plain(number)} | values
        return self(form if form in self.rows else f"{key}{FORM}other", **values)

    def form(self, number: float) -> str:
        """Return the plural form that goes with a number, by the rules of Unicode CLDR."""
        if self.name != "ru":
            return "one" if number == 1 else "other"
        if not float(number).is_integer():
            return "other"
        last, two = int(abs(number)) % 10, int(abs(number)) % 100
        if last == 1 and two != 11:
            return "one"
        return "few" if last in (2, 3, 4) and two not in (12, 13, 14) else "many"

    def has(self, key: str) -> bool:
        """Say whether English has the key."""
        return key in self.rows or key in language("en").rows

    def named(self, prefix: str, name: str, otherwise: str | None = None) -> str:
        """Return the text of ``prefix.name``, or ``otherwise`` (a user's own words) where there is none."""
        key = f"{prefix}.{name}"
        return self(key) if self.has(key) else otherwise if otherwise is not None else name.replace("_", " ")

    def table(self, *prefixes: str) -> dict[str, str]:
        """Return the raw texts of all keys that begin with one of the prefixes, for a page that fills its fields itself."""
        english = language("en").rows
        return {key: self._text(key) for key in english if key.startswith(prefixes)}

    def is_draft(self, *prefixes: str) -> bool:
        """Say whether a text of these prefixes (of any, where none is named) waits for its reviewer; English is the source."""
        if self.name == "en":
            return False
        keys = [key for key in language("en").rows if not prefixes or key.startswith(prefixes)]
        return any(not self.rows.get(key, {}).get("reviewed_by", "").strip() for key in keys)

    def _text(self, key: str) -> str:
        row = self.rows.get(key)
        if row is not None and row["text"]:
            return row["text"]
        if self.name == "en":
            raise KeyError(f"strings/en.csv has no text for {key}")
        return language("en")._text(key)

    def number(self, value: float | None, digits: int = 2) -> str:
        """Write a number with a fixed count of decimals, a true minus and the language's marks."""
        if value is None or not math.isfinite(value):
            return NOT_KNOWN
        text = f"{value:,.{digits}f}"
        if float(f"{value:.{digits}f}") == 0:
            text = text.lstrip("-")
        return self._isolated(self._marked(text))

    def plain(self, value, digits: int = 3) -> str:
        """Write an input as it was given: whole numbers whole, others with at most ``digits`` decimals."""
        text = f"{float(value):,.{digits}f}"
        if float(text.replace(",", "")) == 0:
            text = text.lstrip("-")
        return self._isolated(self._marked(text.rstrip("0").rstrip(".") if "." in text else text))

    def money(self, value: float | None, currency: str = "") -> str:
        """Write a sum of money with three significant figures: ``12.3 million PKR``, ``4 560 USD``."""
        if value is None or not math.isfinite(value):
            return NOT_KNOWN
        size = abs(value)
        for step, name in ((1e9, "number.billion"), (1e6, "number.million")):
            if size >= 0.9995 * step:
                text = f"{value / step:.3g}" if size < 999.5 * step else f"{value / step:,.0f}"
                return self._amount(f"{self._marked(text)} {self(name)} {currency}")
        if size >= 100:
            value = round(value, -max(0, math.floor(math.log10(size)) - 2))
        text = f"{value:,.0f}" if size >= 100 or value == 0 else f"{value:.3g}"
        return self._amount(f"{self._marked(text)} {currency}")

    def heads(self, share: float | None) -> str:
        """Write a share as heads of 100."""
        return NOT_KNOWN if share is None else self.number(100.0 * share, 0)

    def signed(self, value: float | None, digits: int = 1) -> str:
        """Write a difference with its sign."""
        text = self.number(value, digits)
        plain = text == NOT_KNOWN or MINUS in text or not value or float(f"{value:.{digits}f}") == 0
        return text if plain else self._isolated(f"+{text}")

    def between(self, low: float | None, high: float | None, digits: int = 1) -> str:
        """Write two bounds: ``3.1 to 9.0``, or a dash where there are none."""
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return NOT_KNOWN
        return self("number.between", low=self.number(low, digits), high=self.number(high, digits))

    def between_sums(self, low: float, high: float, currency: str = "") -> str:
        """Write two bounds of a sum of money, or nothing where there are none."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return ""
        return self("number.between", low=self.money(low), high=self.money(high, currency))

    def years(self, years: float) -> str:
        """Write a number of years with its word."""
        return self.count("number.years", years)

    def probably(self, low: float, high: float, clear: bool = True) -> str:
        """Say a difference in heads of 100 from its bounds (shares): ``probably between 3 and 9 more of 100``.

        Bounds of which one is less than one head are said in tenths, so that neither is hidden.

        Parameters
        ----------
        clear : whether the difference can be claimed (:func:`analysis.paired.verdicts`); bounds that hold zero are never claimed.
        """
        if not (math.isfinite(low) and math.isfinite(high)):
            return self("probably.none")
        low, high = 100.0 * low, 100.0 * high
        if low == 0 and high == 0:
            return self("probably.nothing")
        near, far = sorted((abs(low), abs(high)))
        digits = 1 if round(near) == 0 else 0
        if low > 0 or high < 0:
            word, sure = "more" if low > 0 else "fewer", "between" if clear else "not_clear"
            if not clear and self.number(near, digits) == self.number(0, digits):
                return self(f"probably.perhaps_{word}", n=self.number(far, digits))
            if clear and digits == 0 and round(near) == round(far):
                return self(f"probably.about_{word}", n=self.number(far, 0))
            return self(f"probably.{sure}_{word}", low=self.number(near, digits), high=self.number(far, digits))
        if round(far) == 0:
            return self("probably.hardly")
        if digits and self.number(near, digits) == self.number(0, digits):
            word = "more" if high > -low else "fewer"
            return self(f"probably.perhaps_{word}", n=self.number(far, digits))
        return self("probably.unclear", fewer=self.number(abs(low), digits), more=self.number(high, digits))

    def _isolated(self, text: str) -> str:
        """Return a signed number so that a right-to-left line leaves its sign in front."""
        return f"\u2066{text}\u2069" if self.right_to_left and text[:1] in ("+", MINUS) else text

    def _amount(self, text: str) -> str:
        """Return a sum of money so that a right-to-left line keeps its number and its currency together."""
        return f"\u2068{text.rstrip()}\u2069" if self.right_to_left else text.rstrip()

    def _marked(self, text: str) -> str:
        return text.replace(".", "\0").replace(",", self.thousands).replace("\0", self.decimal).replace("-", MINUS)


def isolated(text, say: Language):
    """Return escaped text for a page; in a right-to-left language, Latin words stand in ``<bdi lang="en">`` of their own direction."""
    from markupsafe import Markup, escape

    if isinstance(text, Markup) or not say.right_to_left:
        return escape(text)
    parts, end = [], 0
    for found in LATIN.finditer(str(text)):
        words = found.group().rstrip(".,:;")
        parts += [escape(text[end : found.start()]), Markup('<bdi lang="en" dir="ltr">'), escape(words), Markup("</bdi>")]
        end = found.start() + len(words)
    return Markup("").join([*parts, escape(text[end:])])
