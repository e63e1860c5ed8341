"""Read a YAML file that somebody wrote by hand, on any editor, without running anything in it.

Byte order marks, Windows line ends, tabs, hard spaces and curly quotes are put right where that is harmless. Anchors, aliases,
tags, repeated keys, deep nesting and very large files are refused: a scenario or a context has no use for them, and they are how
a YAML file attacks its reader. Every value keeps its line number for messages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from experiments.errors import BadInput
from experiments.input.words import bracket_problem, unquoted

MOST_BYTES, MOST_VALUES, DEEPEST = 200_000, 5_000, 8
CURLY_VALUE = re.compile('^(\\s*(?:[^#\\s:][^:]*:|-)\\s+)(?:\u201c([^\u201d"\\\\]*)\u201d|\u2018([^\u2019"\\\\]*)\u2019)\\s*(#.*)?$')
GLUED_COLON = re.compile(r"^\s*[^\s#'\"{\[-][^\s:]*:[^\s/]")
OPEN_QUOTE = re.compile(r'^\s*(?:[^\s#"\':][^"\':]*:|-)\s+"(?:[^"\\]|\\.)*$')
NEW_ENTRY = re.compile(r"^\s*(?:- |[A-Za-z_]+:\s)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WHOLE = re.compile(r"[-+]?[0-9]+\Z")
DECIMAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass
class Document:
    """Hold a file's values with the line on which each key stands.

    Attributes
    ----------
    name : how messages name the file.
    values : nested dictionaries, lists, text, numbers, True, False and None.
    lines : line number by the path of keys, such as ``("levers", "coverage")``.
    """

    name: str
    values: dict
    lines: dict = field(default_factory=dict)

    def where(self, *keys) -> str:
        """Name a place in the file: the file, the line, the key."""
        line = next((self.lines[keys[:length]] for length in range(len(keys), 0, -1) if keys[:length] in self.lines), None)
        parts = [self.name]
        if line:
            parts.append(f"line {line}")
        if keys:
            parts.append(".".join(str(key) for key in keys))
        return ", ".join(parts)


def text_of(path: Path) -> str:
    """Return a file's text with harmless traces of its editor put right; raise :class:`BadInput` where it cannot be read."""
    name = path.name
    try:
        if path.is_dir():
            raise BadInput("is a folder, not a file", name)
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise BadInput(f"has {size:,} bytes, far more than a scenario or a context needs", name, f"at most {MOST_BYTES:,} bytes")
        raw = path.read_bytes()
    except FileNotFoundError:
        double = path.with_name(f"{name}.txt")
        mend = f"the editor has saved it as {double.name}: rename it to {name}" if double.is_file() else "check the name and the folder"
        raise BadInput(f"there is no file {path}", mend=mend) from None
    except OSError as fault:
        raise BadInput(f"cannot be read ({fault.strerror or fault})", name) from None
    text = decoded(raw, name, "choose UTF-8 in the editor's Save as")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ").replace("\u00a0", " ").replace("\ufeff", "")
    return "\n".join(_straight(line) for line in text.split("\n"))


def decoded(raw: bytes, name: str, mend: str) -> str:
    """Return the text of a file's bytes: UTF-8 with or without its mark, or UTF-16 with it.

    Raises
    ------
    BadInput : another alphabet, a spreadsheet or another archive, control characters; ``mend`` says how to save a text of another alphabet.
    """
    if raw[:4] == b"PK\x03\x04":
        raise BadInput("is a spreadsheet or another packed file, not a text", name, mend="save it as plain text, a table as CSV UTF-8")
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise BadInput("is not saved as UTF-8", f"{name}, line {line}", mend=mend) from None
    odd = CONTROL.search(text)
    if odd is not None:
        line = text[: odd.start()].count("\n") + 1
        raise BadInput("holds a control character, so it is not a text file", f"{name}, line {line}", mend="save it as plain text")
    return text


def _straight(line):
    found = CURLY_VALUE.match(line)
    return f'{found[1]}"{found[2] if found[2] is not None else found[3]}" {found[4] or ""}'.rstrip() if found else line


def _scalar(event):
    if event.style:
        return event.value
    text = event.value
    if text.lower() in PLAIN:
        return PLAIN[text.lower()]
    if WHOLE.match(text) and len(text) < 20:
        return int(text)
    if DECIMAL.match(text):
        return float(text)
    return unquoted(text)


def _quote_opened(lines) -> int | None:
    """Return the line whose quote only a quote of a later key or item closes, or None."""
    opened = None
    for at, line in enumerate(lines, 1):
        if opened and '"' in line and NEW_ENTRY.match(line):
            return opened
        if opened is None:
            opened = at if OPEN_QUOTE.match(line) else None
        elif '"' in line:
            opened = None
    return None


def _fault(name, text, fault):
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    lines = text.split("\n")
    number = min(mark.line + 1, len(lines)) if mark else None
    for candidate in (number, number - 1 if number else None):
        if candidate and GLUED_COLON.match(lines[candidate - 1]):
            return BadInput("a space is missing after the colon", f"{name}, line {candidate}", mend="write key: value")
    if number and "\uff1a" in lines[number - 1]:
        return BadInput("holds a wide colon", f"{name}, line {number}", mend="write the plain colon :")
    opened = _quote_opened(lines[:number])
    if opened:
        return BadInput("a quote is opened and not closed", f"{name}, line {opened}", mend="close it on the same line")
    problem = str(getattr(fault, "problem", None) or fault).split("\n")[0]
    where = f"{name}, line {number}" if number else name
    start = getattr(fault, "context_mark", None)
    if start is not None and "flow" in str(getattr(fault, "context", "")):
        bracket = bracket_problem(lines[min(start.line, len(lines) - 1)])
        if bracket:
            return BadInput(bracket, f"{name}, line {start.line + 1}", mend="close it on the same line")
    if "quoted scalar" in str(getattr(fault, "context", "")) or "end of stream" in problem:
        first = f"{name}, line {start.line + 1}" if start is not None else where
        return BadInput("a quote or bracket is opened and not closed", first, mend="close it, or take the opening one away")
    if "mapping values are not allowed" in problem:
        mend = "put text that holds a colon in quotes, and begin keys of one level in the same column"
        return BadInput("a second colon, or a line that is indented too far", where, mend=mend)
    if any(part in problem for part in ("expected key", "block end", "block mapping", "expected ':'", "<document start>", "indent")):
        return BadInput(
            "this line does not fit what stands above it", where, mend="write key: value, with keys of one level in the same column"
        )
    return BadInput(f"this is not YAML ({problem})", where, mend="compare with a file that retain new writes")


def read(path: Path) -> Document:
    """Read a file into a :class:`Document`; raise :class:`BadInput` with the line where it cannot be used."""
    path = Path(path)
    return parse(text_of(path), path.name)


def parse(text: str, name: str) -> Document:
    """Turn YAML text into a :class:`Document`, event by event, without building anything but plain values.

    Raises
    ------
    BadInput : the text is no YAML of keys with values, or more than a person writes.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = Document(name, {})
    try:
        top = _build(yaml.parse(text, Loader=loader), document)
    except yaml.YAMLError as fault:
        raise _fault(name, text, fault) from None
    if top is None:
        raise BadInput("is empty", name, mend="begin with a file that retain new writes")
    if not isinstance(top, dict):
        raise BadInput("holds a list or a word, not keys with values", f"{name}, line 1", mend="write key: value")
    document.values = top
    return document


def _build(events, document):
    name = document.name
    stack, keys, pending = [], [], []
    top, count, documents = None, 0, 0
    for event in events:
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                raise BadInput("a second document begins", f"{name}, line {event.start_mark.line + 1}", mend="take the line --- away")
            continue
        if kind in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
            continue
        line = event.start_mark.line + 1
        where = f"{name}, line {line}"
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise BadInput("anchors and aliases (& and *) are not read here", where, mend="write the value out, or put text in quotes")
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise BadInput(
                f"the tag {tag} is not read here, nothing in a file is executed", where, mend="take it away, or put text in quotes"
            )
        count += 1
        if count > MOST_VALUES:
            raise BadInput(f"holds more than {MOST_VALUES:,} values", where)
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            value = stack.pop()
            pending.pop()
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            if len(stack) >= DEEPEST:
                raise BadInput(f"is nested more than {DEEPEST} levels deep", where)
            if stack and isinstance(stack[-1], dict) and pending[-1] is None:
                raise BadInput("a key must be a word", where, mend="put text that begins with a bracket in quotes")
            stack.append({} if kind == "MappingStartEvent" else [])
            pending.append(None)
            continue
        else:
            if stack and isinstance(stack[-1], dict) and pending[-1] is None:
                key = unquoted(event.value)
                if key in stack[-1]:
                    first = document.lines.get((*keys, key))
                    raise BadInput(f"the key {key} stands here a second time (first on line {first})", where, mend="keep one of them")
                pending[-1] = key
                keys.append(key)
                document.lines[tuple(keys)] = line
                continue
            value = _scalar(event)
        if not stack:
            top = value
        elif isinstance(stack[-1], list):
            stack[-1].append(value)
        else:
            stack[-1][pending[-1]] = value
            keys.pop()
            pending[-1] = None
    return top
