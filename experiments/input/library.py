"""Scenarios and contexts by name or by file: the shipped ones, and a user's own."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from experiments.errors import SOFT_JOINS, BadInput
from experiments.input import cards, reading
from experiments.input.settings import CONFIGS, shipped
from experiments.input.words import unknown

IN_NAMES = " _-.()'" + SOFT_JOINS
SUFFIXES = (".yaml", ".yml")


@dataclass
class Card:
    """Hold one scenario or context as it was read.

    Attributes
    ----------
    group : ``scenario`` or ``context``;  name : file name without its ending.
    values : plain values as in the file, a context's blanks filled from its parent.
    path : the file;  own : whether it is the user's.
    document : the file with its line numbers.
    parent, borrowed : where the blanks of an own context come from, and which they are.
    today : the card of the policy in force, where an own context names a file of its own.
    """

    group: str
    name: str
    values: dict
    path: Path
    own: bool
    document: reading.Document
    parent: str | None = None
    borrowed: list[str] = field(default_factory=list)
    today: Card | None = None

    def made(self):
        """Return the checked :class:`sim.scenario.Scenario` or :class:`sim.context.Context`."""
        if self.group == "scenario":
            return cards.scenario(self.values, self.name, self.document.where, ())
        return cards.context(self.values, self.name, self.document.where, ())

    @property
    def source(self) -> str:
        """Return how a manifest calls the file: by its name, or as ``group/name`` where it is a shipped one."""
        return self.path.name if self.own else f"{self.group}/{self.path.name}"

    def digest(self) -> str:
        """Return the hash of the file's bytes."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def looks_like_file(word: str) -> bool:
    """Say whether a word means a file rather than a shipped name."""
    return Path(word).suffix.lower() in SUFFIXES or "/" in word or "\\" in word


def find(group: str, word: str, beside: Path | None = None) -> Card:
    """Return the card of a name or a file; raise :class:`BadInput` where there is none or it cannot be used.

    ``beside`` is the folder that relative names start from; without it the current one.
    """
    if looks_like_file(word):
        return _own(group, word, beside)
    names = shipped(group)
    if word not in names:
        here = [(beside or Path()) / f"{word}{suffix}" for suffix in SUFFIXES]
        mend = next((f"for the file write {path.name}" for path in here if path.is_file()), f"retain list {group}s shows them all")
        if Path(word).suffix and ((beside or Path()) / word).is_file():
            raise _wrong_ending(word, f"begin with a file that retain new {group} writes")
        other = "context" if group == "scenario" else "scenario"
        if word in shipped(other):
            mend = f"write context={word}" if group == "scenario" else f"write {word} alone, and the place with context="
            raise BadInput(f"{word} is a {other}, not a {group}", mend=mend)
        raise unknown(group, word, names, mend=mend, allowed=None if len(names) < 12 else "")
    path = CONFIGS / group / f"{word}.yaml"
    document = reading.read(path)
    return Card(group, word, document.values, path, False, document)


def _own(group, word, beside):
    path = Path(word).expanduser()
    if path.suffix.lower() not in SUFFIXES:
        raise _wrong_ending(word, f"write a name of retain list {group}s or a .yaml file")
    if beside and not path.is_absolute():
        path = beside / path
    document = reading.read(path)
    name = path.stem
    if name in shipped(group):
        raise BadInput(
            f"{path.name} has the name of a shipped {group}, which would be confused in every table", mend="give the file another name"
        )
    _check_name(name, path)
    _right_kind(group, document)
    card = Card(group, name, document.values, path, True, document)
    if group == "scenario":
        home = document.values.get("home_context")
        if isinstance(home, str) and home not in shipped("context"):
            raise unknown("context", home, shipped("context"), document.where("home_context"), mend="or leave it blank")
        card.made()
    else:
        _complete(card)
    return card


def _wrong_ending(word, mend) -> BadInput:
    """Make the error for a file that does not end in .yaml; an editor may have hung another ending on it."""
    plain = Path(word).with_suffix("")
    mend = f"rename it to {plain.name}" if plain.suffix.lower() in SUFFIXES else mend
    return BadInput(f"the file {word} must end in .yaml", mend=mend)


def _check_name(name, path):
    """Refuse a file name that would be a formula in a spreadsheet, a list or a setting on the command line, or could not be read."""
    odd = next((letter for letter in name if not (letter.isalnum() or unicodedata.category(letter)[0] == "M" or letter in IN_NAMES)), None)
    if odd is None and not name[:1].isalnum() and name[:1] not in "_(":
        odd = name[:1]
    if odd is not None:
        allowed = f"letters, digits, spaces and {' '.join(IN_NAMES[1:7])}, a letter or digit first"
        raise BadInput(f"{odd} cannot stand in the name of a file that tables are about", path.name, allowed,
            mend="give the file another name")


def _right_kind(group, document):
    other = {"scenario": {"place", "prices", "country", "currency"}, "context": {"levers", "payer", "stated"}}[group]
    found = sorted(other & set(document.values))
    if found:
        is_a = "context" if group == "scenario" else "scenario"
        mend = f"name it with context={document.name}" if is_a == "context" else f"write {document.name} alone, and the place with context="
        raise BadInput(f"holds a {is_a} ({', '.join(found)}), not a {group}", document.name, mend=mend)


def _complete(card):
    """Fill an own context's blanks from its parent and find its policy of today."""
    values, document = card.values, card.document
    cards.context(values | ({"today": "no_mentoring"} if looks_like_file(str(values.get("today"))) else {}), card.name, document.where)
    parent = values.get("from")
    if parent is None:
        filled = {key: value for key, value in values.items() if value is not None and key != "from"}
        for group, specs in (("place", cards.PLACE), ("prices", cards.PRICES)):
            filled[group] = {**(values.get(group) or {}), **cards.middles(values, specs)}
        given = {**filled["place"], **filled["prices"]}
        card.borrowed = [key for key in {**cards.PLACE, **cards.PRICES} if given.get(key) is None]
        card.parent = "the model's own defaults"
        filled["illustrative"] = bool(filled.get("illustrative")) or any(hazard in card.borrowed for hazard in cards.HAZARDS)
    else:
        if str(parent) not in shipped("context"):
            raise unknown("context", str(parent), shipped("context"), document.where("from"))
        filled, card.borrowed = cards.with_parent(values, find("context", str(parent)).values, card.path.name)
        card.parent = str(parent)
    today = filled.get("today", "no_mentoring")
    if looks_like_file(str(today)):
        card.today = find("scenario", str(today), card.path.parent)
        filled["today"] = card.today.name
    elif today not in shipped("scenario"):
        raise unknown(
            "scenario", str(today), shipped("scenario"), document.where("today"), allowed="", mend="retain list scenarios shows them all"
        )
    card.values = filled
