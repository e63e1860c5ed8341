"""A design by its name or from a file: a kind alone, a YAML file with factors and settings, or a table of points (CSV)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from experiments.errors import BadInput
from experiments.input import reading
from experiments.input.library import looks_like_file
from experiments.input.settings import CONFIGS, SETTINGS, shipped
from experiments.input.words import unknown, written
from experiments.sweeping import designs
from experiments.sweeping.factors import NAMED, Factor, factor, is_factor, spec_of

NOT_IN_FILE = ("design", "out", "part", "jobs", "address", "threads", "backend")
SHEETS = (".xlsx", ".xls", ".ods", ".numbers")
MOST_CSV = 200_000_000


@dataclass
class DesignFile:
    """Hold a design as it was read.

    Attributes
    ----------
    kind : a name of :data:`experiments.sweeping.designs.KINDS`;  name : of the file, or the kind;  title : one line, or None.
    settings : texts by key.
    factors : what was given for each key, None for a key alone.
    keys, rows : columns and checked points of a ``list`` or ``csv``, else () and None.
    """

    kind: str
    name: str
    title: str | None = None
    settings: dict[str, str] = field(default_factory=dict)
    factors: dict = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    rows: list[tuple] | None = None
    document: reading.Document | None = None

    def where(self, key: str) -> str | None:
        """Name the place of a factor in the file."""
        return self.document.where("factors", key) if self.document else None

    def columns(self) -> list[Factor]:
        """Return the factors of listed points, each with the values that it takes."""
        specs = {key: None if key in NAMED else spec_of(key, "1", key) for key in self.keys}
        return [Factor(key, tuple(dict.fromkeys(row[k] for row in self.rows)), spec=specs[key]) for k, key in enumerate(self.keys)]


def read_design(word: str) -> DesignFile:
    """Return the design of a kind, a shipped name or a file; raise :class:`BadInput` where it cannot be used."""
    if word in ("csv", "list"):
        mend = "write design=points.csv" if word == "csv" else "write the points into a .yaml file, and design=my_points.yaml"
        raise BadInput(f"a {word} design is read from a file", f"design={word}", mend=mend)
    if word in designs.KINDS:
        return DesignFile(word, word)
    if Path(word).suffix.lower() in (".csv", ".txt", ".tsv"):
        return _table(Path(word).expanduser())
    if looks_like_file(word):
        path = Path(word).expanduser()
        if path.suffix.lower() not in (".yaml", ".yml"):
            raise BadInput(f"the file {word} must end in .yaml or .csv", f"design={word}")
        return _yaml(path)
    if Path(word).suffix.lower() in SHEETS:
        raise BadInput(f"{word} is a spreadsheet", f"design={word}",
            mend=f"save the sheet as CSV UTF-8 and write design={Path(word).stem}.csv")
    if word not in shipped("design"):
        names = [*designs.KINDS, *shipped("design")]
        here = next((Path(f"{word}{end}") for end in (".yaml", ".yml", ".csv") if Path(f"{word}{end}").is_file()), None)
        raise unknown("design called", word, names, f"design={word}", mend=f"for the file write design={here}" if here else None)
    return _yaml(CONFIGS / "design" / f"{word}.yaml")


def _yaml(path: Path) -> DesignFile:
    document = reading.read(path)
    values, where = dict(document.values), document.where
    title, kind = values.pop("title", None), values.pop("design", None)
    values.pop("notes", None)
    if kind not in designs.KINDS:
        if kind is None:
            raise BadInput("a line design: is missing", document.name, ", ".join(designs.KINDS))
        raise unknown("kind of design called", str(kind), designs.KINDS, where("design"))
    given, listed = values.pop("factors", None), values.pop("points", None)
    settings = {}
    for key, value in values.items():
        if key in NOT_IN_FILE or key not in SETTINGS["sweep"]:
            if is_factor(key):
                raise BadInput(f"{key} does not stand here", where(key), mend="indent it under factors:")
            known = [one for one in ("title", "factors", "points", *SETTINGS["sweep"]) if one not in NOT_IN_FILE]
            raise unknown("key of a design called", str(key), known, where(key))
        if value is None:
            continue
        if isinstance(value, dict):
            raise BadInput(f"{key} holds a group of keys where a value belongs", where(key))
        settings[key] = written(value)
    found = DesignFile(kind, path.stem, None if title is None else str(title), settings, document=document)
    if kind == "csv":
        raise BadInput("a csv design is read from a table", where("design"), mend="name the table with design=, or write design: list here")
    if kind == "list":
        _read_listed(found, listed, document)
        return found
    if listed is not None:
        raise BadInput("points belong to design: list", where("points"))
    if not isinstance(given, dict) or not given:
        raise BadInput(
            "the design is empty: no factor stands under factors:", where("factors"), mend="write levers.coverage: 0..1 there, for example"
        )
    for key, value in given.items():
        if isinstance(value, dict):
            raise BadInput(
                f"{key} holds a group of keys",
                where("factors", key),
                mend="write a range such as 0..1, a list such as [0, 0.5], or nothing",
            )
    found.factors = given
    return found


def _read_listed(found, listed, document):
    where = document.where
    if not isinstance(listed, list) or not listed:
        raise BadInput("the design is empty: no point stands under points:", where("points"), mend="write - {levers.coverage: 0.5} there")
    first = listed[0]
    if not isinstance(first, dict) or not first:
        raise BadInput("a point must hold keys with values", where("points"), mend="write - {levers.coverage: 0.5}")
    found.keys, known, rows = tuple(first), {}, []
    for number, point in enumerate(listed, 1):
        place = f"{document.name}, point {number}"
        if not isinstance(point, dict) or set(point) != set(found.keys):
            lacks = sorted(set(found.keys) - set(point if isinstance(point, dict) else ()))
            said = (
                f"lacks {', '.join(lacks)}" if lacks else f"has {', '.join(sorted(set(point) - set(found.keys)))} beside the others' keys"
            )
            raise BadInput(said, place, mend="give every point the same keys")
        rows.append(tuple(_cell(key, point[key], f"{place}, {key}", known) for key in found.keys))
    found.rows = rows


def _cell(key, value, where, known):
    """Return one checked value; equal ones are checked once."""
    text = "" if value is None else str(value).strip()
    if (key, text) not in known:
        if not text:
            raise BadInput("a value is missing", where, mend="write one, also where it is the usual value")
        made = factor(key, text, None, where)
        if not made.is_fixed:
            raise BadInput(f"{text} is more than one value", where, mend="write one value for each point")
        known[key, text] = made.values[0]
    return known[key, text]


def _table(path: Path) -> DesignFile:
    name = path.name
    try:
        if path.stat().st_size > MOST_CSV:
            raise BadInput("is too large for a table of points", name, f"at most {MOST_CSV:,} bytes")
        raw = path.read_bytes()
    except FileNotFoundError:
        raise BadInput(f"there is no file {path}", mend="check the name and the folder") from None
    except OSError as fault:
        raise BadInput(f"cannot be read ({fault.strerror or fault})", name) from None
    text = reading.decoded(raw, name, "choose CSV UTF-8 in the spreadsheet's Save as")
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    reader, number = csv.reader(io.StringIO(text, newline=""), delimiter=mark), 0
    lines = []
    try:
        for number, row in enumerate(reader, 1):
            if any(map(str.strip, row)):
                lines.append((number, row))
    except csv.Error as fault:
        raise BadInput(f"cannot be read as a table ({fault})", f"{name}, row {number + 1}", mend="save it anew as CSV UTF-8") from None
    if not lines:
        raise BadInput(
            "the design is empty: the file holds nothing", name, mend="write a head such as levers.coverage,context and a point a row"
        )
    keys = tuple(cell.strip() for cell in lines[0][1])
    for key in keys:
        where = f"{name}, row 1"
        if not key:
            raise BadInput("a column has no name", where, mend="name it after a lever, such as levers.coverage")
        if not is_factor(key):
            raise BadInput(f"{key} is no factor", where, mend="name columns levers.X, context.X, parameters.X, context or scenario")
        if keys.count(key) > 1:
            raise BadInput(f"the column {key} stands twice", where)
        if key not in NAMED:
            spec_of(key, "1", where)
    if len(lines) == 1:
        raise BadInput("the design is empty: the table has a head and no row", name, mend="write a point a row")
    known, rows = {}, []
    for number, row in lines[1:]:
        if len(row) != len(keys):
            raise BadInput(f"has {len(row)} cells where the head has {len(keys)}", f"{name}, row {number}")
        rows.append(tuple(_cell(key, cell, f"{name}, row {number}, {key}", known) for key, cell in zip(keys, row, strict=True)))
    return DesignFile("csv", path.stem, None, {}, {}, keys, rows)
