"""What one run left behind as rows of the four stored tables, with fixed columns and types."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim.record import MONTHLY, SPELL_FLOATS, SPELL_INTEGERS

HEADLINES = ("retained_profession_1y", "retained_profession_3y", "retained_profession_5y", "cost_total")


@lru_cache(maxsize=2)
def schemas(named: str = "scenario") -> dict:
    """Return the Arrow schema of each table; ``named`` is the column that says which run a row is of, beside replicate and set."""
    import pyarrow as arrow

    integer, real, word = arrow.int32(), arrow.float64(), arrow.string()
    run = [(named, word if named == "scenario" else integer), ("replicate", integer), ("parameter_set", integer)]
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
    """Return the tables of one run of a comparison.

    Parameters
    ----------
    spec : :class:`experiments.specification.RunSpec`.
    outcome : :class:`sim.record.Outcome`.
    context : the context with the numbers of the run's parameter set, for prices.
    """
    columns = columns_of(spec, outcome, context)
    return {name: table(name, spec, values, "scenario", spec.scenario.name) for name, values in columns.items()}


def columns_of(spec, outcome, context, names=("runs", "monthly", "ledger", "spells")) -> dict:
    """Return what the named tables hold of one run, as columns without those that name the run."""
    from analysis.costs import ledger
    from analysis.outcomes import of_run

    makers = {
        "runs": lambda: of_run(outcome, context, spec.scenario),
        "monthly": lambda: {"month": np.arange(len(outcome.monthly)), **dict(zip(MONTHLY, outcome.monthly.T, strict=True))},
        "ledger": lambda: ledger(outcome, context, spec.scenario),
        "spells": lambda: outcome.spells,
    }
    return {name: makers[name]() for name in names}


def table(name: str, spec, values: dict, named: str, of):
    """Return the columns of one run as an Arrow table; ``of`` stands in the column ``named``, which tells the runs apart."""
    import pyarrow as arrow

    schema = schemas(named)[name]
    names = [part.name for part in schema]
    rows = len(values[names[3]])
    values = {
        **values,
        named: arrow.repeat(of, rows) if isinstance(of, str) else np.full(rows, of, np.int32),
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
