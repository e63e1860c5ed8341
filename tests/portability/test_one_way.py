"""Imports run one way: configs -> sim -> experiments -> analysis as data; sim at the bottom, experiments on top."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOMS = ("configs", "sim", "experiments", "analysis")
CHECKOUT = Path(__file__).resolve().parents[2]
MAY_IMPORT = {"configs": {"configs"}, "sim": {"sim"}, "analysis": {"analysis", "sim"}, "experiments": set(ROOMS)}
# what analysis may know of the model: names, units and prices, never a live one
NAMES_AND_UNITS = {"sim.parameters", "sim.levers", "sim.context", "sim.prices", "sim.record", "sim.number", "sim.scenario"}
NOT_IN_SIM = {"hydra", "omegaconf", "yaml", "matplotlib", "seaborn", "pyarrow", "rich", "typer", "jinja2", "openpyxl", "joblib"}
HEAVY = {"numba", "mesa", "pandas", "seaborn", "matplotlib", "scipy", "hydra", "omegaconf", "pyarrow", "numpy"}

FILES = sorted(path for room in ROOMS for path in (CHECKOUT / room).rglob("*.py"))


def name_of(path: Path) -> str:
    """Return the dotted name of a module file."""
    parts = path.relative_to(CHECKOUT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in FILES}


def imports(path: Path, on_import_only: bool = False) -> set[str]:
    """Return the dotted names that a file imports; a name taken from a package counts as its module where there is one."""
    found = set()

    def visit(node):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.update(alias.name for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = child.module or ""
                if child.level:
                    package = name_of(path).split(".")
                    package = package if path.name == "__init__.py" else package[:-1]
                    base = ".".join([*package[: len(package) - child.level + 1], *([child.module] if child.module else [])])
                for alias in child.names:
                    whole = f"{base}.{alias.name}"
                    found.add(whole if whole in MODULES else base)
            elif on_import_only and (isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)) or only_for_types(child)):
                continue
            else:
                visit(child)

    visit(ast.parse(path.read_text(encoding="utf-8")))
    return found


def only_for_types(node) -> bool:
    """Return True for the block ``if TYPE_CHECKING``."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def top(name: str) -> str:
    return name.split(".")[0]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_room_imports_only_what_it_may(path):
    room = path.relative_to(CHECKOUT).parts[0]
    above = {name for name in imports(path) if top(name) in ROOMS and top(name) not in MAY_IMPORT[room]}
    assert not above, f"{name_of(path)} imports {sorted(above)}"
    if room == "analysis":
        live = {name for name in imports(path) if top(name) == "sim" and name not in NAMES_AND_UNITS}
        assert not live, f"analysis works on stored results, and {name_of(path)} imports {sorted(live)}"
    if room == "sim":
        # the shelf of shipped contexts and scenarios is the one place of sim that reads a file
        allowed = {"yaml"} if name_of(path) == "sim.shelf" else set()
        assert not {name for name in imports(path) if top(name) in NOT_IN_SIM - allowed}
        assert "pandas" not in imports(path, on_import_only=True)


def test_hydra_is_known_to_one_file():
    assert [name_of(path) for path in FILES if {top(name) for name in imports(path)} & {"hydra", "omegaconf"}] == ["experiments.configure"]


def test_no_circle_of_imports():
    """An import inside a function counts too: it would hide a circle."""
    graph = {name: {found for found in imports(path) if found in MODULES and found != name} for name, path in MODULES.items()}
    TopologicalSorter(graph).prepare()


def test_the_verbs_import_what_is_heavy_only_when_they_run(python, tmp_path):
    ran = python(f"import sys, experiments.cli; print(sorted({HEAVY!r} & set(sys.modules)))", tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() == "[]"
