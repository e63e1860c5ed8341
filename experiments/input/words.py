"""Words and numbers as people type them: near misses, look-alike letters, decimal commas."""

from __future__ import annotations

import difflib
import unicodedata

from experiments.errors import BadInput

# letters that look like a Latin one and sit on the keyboards of the people who use this
LOOK_ALIKES = dict(
    zip(
        "авекмнорстухіјѕѵԁһԛԝАВЕКМНОРСТУХІЈЅοαερτυχικνΟΑΕΡΤΥΧΙΚΝΒΜΗΖ",
        "abekmhopctyxijsvdhqwABEKMHOPCTYXIJSoaeptuxiknOAEPTYXIKNBMHZ",
        strict=True,
    )
)
OPENING, CLOSING = "([{", ")]}"
QUOTES = {"'": "'", '"': '"', "\u2018": "\u2019", "\u201c": "\u201d", "\u201e": "\u201c", "\u00ab": "\u00bb"}


def latin(text: str) -> str:
    """Return the text with look-alike letters replaced by the Latin ones they resemble."""
    return "".join(LOOK_ALIKES.get(letter, letter) for letter in text)


def foreign_letter(text: str) -> str | None:
    """Name the first letter that only looks Latin, in a clause, or return None."""
    for letter in text:
        if letter in LOOK_ALIKES:
            name = unicodedata.name(letter, "unknown").lower()
            return f"the letter {letter} in {text} is a {name}, not the Latin {LOOK_ALIKES[letter]}"
    return None


def nearest(word: str, names) -> str | None:
    """Return the name that resembles the word most, or None where none does."""
    names = list(names)
    plain = latin(word).lower().replace("-", "_").replace(" ", "_")
    lowered = {name.lower(): name for name in names}
    if plain in lowered:
        return lowered[plain]
    found = difflib.get_close_matches(plain, lowered, n=1, cutoff=0.6)
    if found:
        return lowered[found[0]]
    parts = [name for name in names if len(plain) >= 4 and (plain in name.lower() or name.lower() in plain)]
    return min(parts, key=len) if parts else None


def near_names(word: str, names) -> str | None:
    """Return the two or three names that go on from the word, such as karachi_government or karachi_private, else the nearest one."""
    names, plain = list(names), latin(word).lower().replace("-", "_")
    begun = [name for name in names if len(plain) >= 4 and name.lower().startswith(f"{plain}_")]
    return " or ".join(dict.fromkeys(begun)) if 1 < len(set(begun)) <= 3 and plain not in names else nearest(word, names)


def unknown(kind: str, word: str, names, where: str | None = None, allowed: str | None = None, mend: str | None = None) -> BadInput:
    """Make the error for a word that is none of the names; a look-alike letter is named."""
    names = list(names)
    letter = foreign_letter(word)
    what = f"there is no {kind} {word}" + (f" ({letter})" if letter else "")
    near = near_names(word, names)
    if allowed is None and near is None:
        allowed = ", ".join(names)
    return BadInput(what, where, allowed, near, mend)


def unquoted(text: str) -> str:
    """Return the text without one pair of surrounding quotes, straight or curly."""
    text = text.strip()
    if len(text) >= 2 and text[0] in QUOTES and text[-1] == QUOTES[text[0]]:
        return text[1:-1].strip()
    return text


def bracket_problem(text: str) -> str | None:
    """Say which bracket or quote is not closed, or return None."""
    waiting = []
    for letter in text:
        if letter in OPENING:
            waiting.append(letter)
        elif letter in CLOSING:
            if not waiting or OPENING.index(waiting.pop()) != CLOSING.index(letter):
                return f"the bracket {letter} is closed but never opened"
    return f"the bracket {waiting[-1]} is not closed" if waiting else None


def listed(text: str) -> list[str]:
    """Split ``[a, b]`` or ``a,b`` into its words; quotes round a word are taken off."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    return [unquoted(word) for word in text.split(",")] if text.strip() else []


def written(value) -> str:
    """Return a value of Python or YAML as it is typed on a command line: true, 0.5, [a,b]."""
    if isinstance(value, (list, tuple)):
        return f"[{','.join(map(written, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_typed(verb: str, words, settings: dict) -> tuple[list[str], dict[str, str], str]:
    """Return what a call from Python means on the command line: words, settings that are not None, and how it was typed."""
    words = [str(word) for word in words]
    given = {key: written(value) for key, value in settings.items() if value is not None}
    return words, given, f"{verb}({', '.join([*map(repr, words), *(f'{key}={text}' for key, text in given.items())])})"


def western_digits(text: str) -> str:
    """Return the text with the digits of any script written as 0-9."""
    return "".join(str(unicodedata.digit(letter)) if unicodedata.digit(letter, None) is not None else letter for letter in text)


def number(text: str) -> float | int | None:
    """Read a number written with a decimal point, or return None."""
    if not text.isascii() or "_" in text:
        return None
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def odd_number(text: str) -> str | None:
    """Say how to write a number that is not written as the program reads it, or return None.

    Met are the decimal comma, digits of other scripts, separators of thousands, a percent sign, words such as ``12 hours``,
    and O or l typed for 0 or 1.
    """
    plain = western_digits(text.strip()).replace("\u066b", ".").replace("\u2212", "-").replace("\u2013", "-")
    if plain != text.strip() and number(plain) is not None:
        return f"write {plain} with the digits 0-9 and a point"
    if plain.endswith("%") and number(plain[:-1].replace(",", ".")) is not None:
        return f"write the share {number(plain[:-1].replace(',', '.')) / 100:g} instead of a percentage"
    joined = plain.replace(" ", "").replace("\u00a0", "").replace("\u202f", "").replace("_", "").replace("'", "")
    if joined != plain and number(joined) is not None:
        return f"write {joined} without spaces or marks between the digits"
    if joined.count(",") == 1 and number(joined.replace(",", ".")) is not None:
        whole, part = joined.split(",")
        if len(part) == 3 and whole.lstrip("-") not in ("", "0"):
            return f"write {whole}{part} for thousands or {whole}.{part} for a decimal number, without a comma"
        return f"write {joined.replace(',', '.')} with a decimal point"
    if joined.count(",") > 1 and number(joined.replace(",", "")) is not None:
        return f"write {joined.replace(',', '')} without commas"
    mended = latin(joined).replace("O", "0").replace("o", "0").replace("l", "1")
    if any(letter.isdigit() for letter in joined) and number(mended) is not None and number(joined) is None:
        return f"write {mended} with the digits 0-9"
    head = joined.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if head and head != joined and number(head) is not None:
        return f"write {head} without a unit"
    return None
