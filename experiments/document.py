"""Renew the tables of sim/README.md from the code and from what is released: ``python -m experiments.document``.

A table stands between ``<!-- generated: name -->`` and ``<!-- end -->``; everything else in the file is written by hand.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "sim" / "README.md"
TABLE = re.compile(r"(<!-- generated: ([\w ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: tuple[str, ...], rows) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return " ".join(text.replace("|", "\\|").split())


def _range(limits) -> str:
    return f"{limits[0]:g} to {limits[1]:g}" if limits else ""


def number_table(dataclass) -> str:
    """Return the table of a dataclass of :class:`sim.number.Number` fields."""
    from sim.number import numbers

    rows = []
    for name, spec in numbers(dataclass).items():
        allowed = ", ".join(spec.choices) if spec.choices else _range((spec.low, spec.high))
        unit = "" if spec.choices else spec.unit
        default = spec.default if spec.choices else float(spec.default)
        rows.append((f"`{name}`", default, allowed, _range(spec.plausible), unit, spec.help, spec.source))
    drawn = any(row[3] for row in rows)
    head = ("name", "default", "allowed", "drawn from", "unit", "what it is", "source")
    keep = [k for k in range(len(head)) if drawn or k != 3]
    return table(tuple(head[k] for k in keep), [[row[k] for k in keep] for row in rows])


def column_table(*groups) -> str:
    """Return the table of state variables; a group is (kind of number, columns)."""
    rows = [(f"`{column[0]}`", kind, *column[1:]) for kind, columns in groups for column in columns]
    return table(("name", "stored as", "unit", "what it is", "whose")[: len(rows[0])], rows)


def month_table() -> str:
    """Return the schedule of a month: every step in its order."""
    from sim import month

    rows = []
    for act, steps in month.MONTH.items():
        for step in steps:
            if isinstance(step, month.Row):
                module, name = plain(step.rule).__module__.rsplit(".", 1)[-1], plain(step.rule).__name__
                rows.append((act, f"`{step.gives}`", f"`{module}.{name}`", step.sentence))
            else:
                rows.append((act, step[0], "", step[1]))
    return table(("act", "gives", "rule", "what happens"), rows)


def plain(rule):
    """Return a compiled rule's plain Python."""
    return getattr(rule, "py_func", rule)


def rule_table(name: str) -> str:
    """Return the rules in one file of ``sim/rules``: a table of what each gives, as its docstring says it, and their equations."""
    module = importlib.import_module(f"sim.rules.{name}")
    rules = [plain(value) for value in vars(module).values() if getattr(plain(value), "__module__", "") == module.__name__]
    rules = [rule for rule in rules if inspect.isfunction(rule)]
    made = table(("rule", "what it gives"), [(f"`{rule.__name__}`", inspect.getdoc(rule)) for rule in rules])
    return made + "\n" + equations(f"rules/{name}.py", rules)


def equations(where: str, functions) -> str:
    """Return the equations of some functions as the program has them, folded up: no decorator, no docstring."""
    text = "\n\n".join(_bare(function) for function in functions)
    return f"<details><summary>The equations of <code>{where}</code></summary>\n\n```python\n{text}\n```\n\n</details>\n"


def _bare(function) -> str:
    source = inspect.getsource(plain(function))
    node = ast.parse(source).body[0]
    lines = source.rstrip().splitlines()
    if ast.get_docstring(node):
        del lines[node.body[0].lineno - 1 : node.body[0].end_lineno]
    # a number of the vector is p.name to a reader
    return re.sub(r"p\[P\.(\w+)\]", r"p.\1", "\n".join(lines[node.lineno - 1 :]))


def ledger_table() -> str:
    """Return the table of the ledger's lines."""
    from sim.prices import LINES

    rows = [(f"`{name}`", unit, f"`{price}`", payer, "yes" if part else "no") for name, (unit, price, payer, part) in LINES.items()]
    return table(("line", "quantity", "price", "payer when recurrent", "part of the programme's cost"), rows)


def tables() -> dict[str, str]:
    """Return every generated table by its name."""
    import sim.rules
    from experiments.calibration import chapters
    from sim import columns
    from sim.context import Place
    from sim.levers import ANCHORS, MATCH_RULES, Levers
    from sim.parameters import Parameters
    from sim.prices import Prices
    from sim.vector import _coverage_logit, derive

    found = {
        "teacher": column_table(("float64", columns.TEACHER_FLOATS), ("int32", columns.TEACHER_INTEGERS), ("int8", columns.TEACHER_BYTES)),
        "school": column_table(("float64", columns.SCHOOL_FLOATS), ("int64", columns.SCHOOL_INTEGERS)),
        "cluster": column_table(("int64", columns.CLUSTER_INTEGERS)),
        "district": column_table(("int64", columns.DISTRICT_INTEGERS)),
        "month": month_table(),
        "parameters": number_table(Parameters),
        "place": number_table(Place),
        "prices": number_table(Prices),
        "levers": number_table(Levers),
        "anchors": table(("value", "anchor"), [(f"`{name}`", text) for name, text in ANCHORS.items()]),
        "derived": equations("vector.py", (derive, _coverage_logit)),
        "match rules": table(
            ("rule", "years", "same subject", "like style", "skill", "equal years"),
            [(f"`{name}`", *weights) for name, weights in MATCH_RULES.items()],
        ),
        "ledger": ledger_table(),
    }
    names = [info.name for info in pkgutil.iter_modules(sim.rules.__path__)]
    return found | {f"rules {name}": rule_table(name) for name in names} | chapters.tables(table)


def renewed(text: str) -> str:
    """Return a README with its tables as the code has them today.

    Raises
    ------
    LookupError : a mark names no table, or a table has no mark.
    """
    made = tables()
    marks = [match[2] for match in TABLE.finditer(text)]
    unknown, missing = sorted(set(marks) - set(made)), sorted(set(made) - set(marks))
    if unknown or missing:
        raise LookupError(f"marks without a table: {unknown}; tables without a mark: {missing}")
    return TABLE.sub(lambda match: match[1] + made[match[2]] + match[3], text)


def main() -> None:
    """Write the README with today's tables and say whether it changed."""
    old = README.read_text(encoding="utf-8")
    new = renewed(old)
    if new != old:
        README.write_text(new, encoding="utf-8", newline="\n")
    print(f"{README.name}: {'renewed' if new != old else 'up to date'}")


if __name__ == "__main__":
    main()
