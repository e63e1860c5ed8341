"""What one run left behind as rows of the four stored tables, with fixed columns and types."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim.record import MONTHLY, SPELL_FLOATS, SPELL_INTEGERS

HEADLINES = ("retained_profession_1y", "retained_profession_3y", "retained_profession_5y", "cost_total")


@lru_cache(maxsize=1)
def schemas() -> dict:
    """Return the Arrow schema of each table."""
    import pyarrow as arrow

    run = [("scenario", arrow.string()), ("replicate", arrow.int32()), ("parameter_set", arrow.int32())]
    integer, real, word = arrow.int32(), arrow.float64(), arrow.string()
    return {
        "runs": arrow.schema([*run, ("group", word), ("outcome", word), ("value", real), ("numerator", real), ("denominator", real)]),
        "monthly": arrow.schema([*run, ("month", integer), *((name, real) for name in MONTHLY)]),
        "ledger": arrow.schema(
            [*run, ("year", integer), ("line", word), ("payer", word), ("quantity", real), ("unit", word), ("price", real), ("cost", real),
             ("currency", word)]
        ),
        "spells": arrow.schema([*run, *((name, integer) for name in SPELL_INTEGERS), *((name, real) for name in SPELL_FLOATS)]),
    }  # fmt: skip


def of_outcome(spec, outcome, context) -> dict:
    """Return the tables of one run.

    Parameters
    ----------
    spec : :class:`experiments.specification.RunSpec`.
    outcome : :class:`sim.record.Outcome`.
    context : the context with the numbers of the run's parameter set, for prices.
    """
    from analysis.costs import ledger
    from analysis.outcomes import of_run

    months = {"month": np.arange(len(outcome.monthly)), **dict(zip(MONTHLY, outcome.monthly.T, strict=True))}
    columns = {
        "runs": of_run(outcome, context, spec.scenario),
        "monthly": months,
        "ledger": ledger(outcome, context, spec.scenario),
        "spells": outcome.spells,
    }
    return {name: _table(name, spec, values) for name, values in columns.items()}


def _table(name, spec, values):
    import pyarrow as arrow

    schema = schemas()[name]
    names = [part.name for part in schema]
    rows = len(values[names[3]])
    values = {
        **values,
        "scenario": arrow.repeat(spec.scenario.name, rows),
        "replicate": np.full(rows, spec.replicate, np.int32),
        "parameter_set": np.full(rows, spec.parameter_set, np.int32),
    }
    arrays = []
    for part in schema:
        column = values[part.name]
        if isinstance(column, np.ndarray):
            column = np.ascontiguousarray(column, part.type.to_pandas_dtype() if not arrow.types.is_string(part.type) else None)
        arrays.append(column if isinstance(column, arrow.Array) else arrow.array(column, part.type))
    return arrow.table(arrays, schema=schema)


def headlines(table) -> list[tuple]:
    """Return (scenario, outcome, numerator, denominator) of everybody's headline outcomes in a table of runs."""
    import pyarrow.compute as compute

    wanted = table.filter(compute.and_(compute.equal(table["group"], "all"), compute.is_in(table["outcome"], _headline_set())))
    return list(zip(*(wanted[name].to_pylist() for name in ("scenario", "outcome", "numerator", "denominator")), strict=True))


@lru_cache(maxsize=1)
def _headline_set():
    import pyarrow as arrow

    return arrow.array(HEADLINES)
