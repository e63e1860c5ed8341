"""A lever, a number of the place, a price or a number of the theory, named and written in a language."""

from __future__ import annotations

from analysis.language import Language

KINDS = {"levers.": "lever", "context.prices.": "input", "context.": "input", "parameters.": "parameter"}
BARE = ("", "choice", "0-1", "factor")  # units that say nothing beside the number


def label(key: str, say: Language, otherwise: str | None = None) -> str:
    """Return how ``levers.coverage``, ``context.class_size``, ``parameters.learning_rate``, ``context`` or ``scenario`` is called.

    ``otherwise`` is what is said where the language has no word for it.
    """
    if key in ("context", "scenario"):
        return say(f"sweep.factor.{key}")
    for head, kind in KINDS.items():
        if key.startswith(head):
            name = key.removeprefix(head)
            return say.named(kind, name, otherwise or name.replace("_", " "))
    return otherwise or key


def unit(text: str | None, say: Language, currency: str = "") -> str:
    """Return a unit in words, empty where it would say nothing beside the number; a share is said in per cent."""
    if not text or text in BARE or text.startswith("share"):
        return ""
    return say.named("unit", text, text).replace("MONEY", currency).strip()


def source(text: str, say: Language) -> str:
    """Return a source as it is quoted; that nobody states a number is said in words."""
    return say("report.assumed") if text == "assumed" else text


def value(it, text: str | None, say: Language, kind: str = "workshop.choice") -> str:
    """Return a value without its unit: shares in per cent, numbers as they were given, names in words.

    ``kind`` says what a name is: a choice of a lever, else ``place`` or ``policy``.
    """
    if isinstance(it, str):
        return say.named(kind, it)
    if text and text.startswith("share"):
        return f"{say.plain(100 * float(it), 1)} %"
    return say.plain(it, 3 if abs(float(it)) < 10 else 1)


def said(it, text: str | None, say: Language, currency: str = "", kind: str = "workshop.choice") -> str:
    """Return a value with its unit."""
    if not isinstance(it, str) and text and say.has(f"number.{text}#other"):
        return say.count(f"number.{text}", float(it))
    return f"{value(it, text, say, kind)} {unit(text, say, currency)}".rstrip()
