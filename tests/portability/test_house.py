"""The house style that a reader relies on: short files, nothing left to do, nothing of one machine, one lock for all."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ROOMS = ("sim", "configs", "experiments", "analysis")
LONGEST = 420
TEXT = {".py", ".yaml", ".yml", ".md", ".toml", ".cff", ".lock", ".html", ".css", ".js", ".csv", ".json", ".txt"}
LEFT_TO_DO = re.compile(r"\b(T[O]DO|FIX[M]E|X[X]X)\b")
# folders that belong to one user or one machine; web addresses and /dev/null are not meant
OF_ONE_MACHINE = re.compile(r"(?<![\w:/.])/(home|Users|root|work|opt|tmp|mnt)/\w|[A-Z]:\\Users\\")

FILES = sorted(
    path
    for top in (*ROOMS, "tests", ".ci", ".")
    for path in ((CHECKOUT / top).rglob("*") if top != "." else CHECKOUT.iterdir())
    if path.is_file() and "__pycache__" not in path.parts and (path.suffix in TEXT or path.parent.name == ".ci")
)
CODE = [path for path in FILES if path.suffix == ".py"]
METADATA = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))


def relative(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_a_file_is_short_and_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST, f"{relative(path)} has {text.count(chr(10))} lines: one noun, one file"
    assert ast.get_docstring(ast.parse(text)) or not text.strip(), f"{relative(path)} does not say what it is"


def public(node, owner=""):
    """Yield (name, node) of the functions, classes and methods that others may use."""
    for child in node.body:
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and not child.name.startswith("_"):
            yield f"{owner}{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{child.name}.")


def raised(function) -> set[str]:
    """Return the names of the errors that stand after ``raise`` in a function."""
    thrown = (node.exc for node in ast.walk(function) if isinstance(node, ast.Raise) and node.exc is not None)
    names = (ast.unparse(error.func if isinstance(error, ast.Call) else error).rpartition(".")[2] for error in thrown)
    return {name for name in names if name[:1].isupper()}


@pytest.mark.parametrize("path", [path for path in CODE if path.relative_to(CHECKOUT).parts[0] in ROOMS], ids=relative)
def test_what_others_use_says_what_it_does_and_what_it_raises(path):
    faults = []
    for name, node in public(ast.parse(path.read_text(encoding="utf-8"))):
        text = ast.get_docstring(node) or ""
        first = text.partition("\n")[0]
        if not first.endswith((".", ":")) or first.split()[0].lower() in ("returns", "gets", "this", "the", "a", "an"):
            faults.append(f"{name}: the first line is a whole sentence that orders")
        if isinstance(node, ast.FunctionDef) and name != "main":  # what a verb cannot use is a sentence and an exit code
            faults += [f"{name}: raises {error} and does not say so" for error in raised(node) if error not in text]
    assert faults == []


def test_nothing_is_left_to_do():
    assert [relative(path) for path in FILES if LEFT_TO_DO.search(path.read_text(encoding="utf-8"))] == []


def test_no_path_of_one_machine():
    found = {relative(path): OF_ONE_MACHINE.findall(path.read_text(encoding="utf-8")) for path in FILES}
    assert {path: hits for path, hits in found.items() if hits} == {}


def test_every_dependency_has_a_lower_bound_and_is_locked():
    lock = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    locked = set(re.findall(r"^([a-z0-9-]+)==", lock, re.M))
    project = METADATA["project"]
    wanted = [*project["dependencies"], *(each for extra in ("dev", "analysis") for each in project["optional-dependencies"][extra])]
    assert [each for each in wanted if not re.search(r"[>=]=\d", each)] == []
    assert [name for name in (re.match(r"[\w-]+", each)[0].lower() for each in wanted) if name not in locked] == []


def test_the_version_is_the_same_everywhere():
    version = METADATA["project"]["version"]
    assert f"\nversion: {version}\n" in (CHECKOUT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## [{version}]" in (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
