"""The points of a sweep: from values of factors to checked run specifications, and the table that holds every number of each point.

Every point has a reference beside it, the same place with the same numbers under the policy that differences are against. References
are points too, one for each world (place, numbers of the place, parameters), so they are run once and not again for every lever.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from experiments import runner
from experiments.errors import BadInput
from experiments.input import cards, library
from experiments.input.request import PARAMETERS
from experiments.specification import RunSpec, Study, canonical
from experiments.sweeping.factors import Factor

CHUNK = 5000
NONE = "none"


@dataclass(frozen=True)
class World:
    """Hold what a run-in is made of and what differences in it are against."""

    context: object
    today: object
    changed_parameters: tuple
    reference: object


@dataclass
class Points:
    """Hold a sweep's points.

    Attributes
    ----------
    base : the study from which points differ.
    factors : what varies, and what was set.
    rows : a tuple of values for each point of the design.
    reference : name of the policy that differences are against, None for the place's today, ``none`` for no differences.
    """

    base: Study
    factors: list[Factor]
    rows: list[tuple]
    reference: str | None
    _cards: dict = field(default_factory=dict, repr=False)
    _last: tuple = (None, None)

    def __post_init__(self):
        self._of_world = [k for k, factor in enumerate(self.factors) if factor.key.startswith(("context", "parameters."))]
        self._levers = [(k, factor.name) for k, factor in enumerate(self.factors) if factor.key.startswith("levers.")]
        self._scenario = next((k for k, factor in enumerate(self.factors) if factor.key == "scenario"), None)
        self._number_worlds()

    def _number_worlds(self):
        numbers: dict = {}
        keys = (tuple(row[k] for k in self._of_world) for row in self.rows)
        own = [numbers.setdefault(key, len(numbers)) for key in keys]
        self.worlds = list(numbers)
        has = self.reference != NONE
        self.world_of = np.array([*own, *(range(len(self.worlds)) if has else ())], np.int64)

    def __len__(self) -> int:
        return len(self.world_of)

    def is_reference(self, point: int) -> bool:
        """Say whether a point is a world's reference rather than one of the design."""
        return point >= len(self.rows)

    def reference_of(self, point: int) -> int | None:
        """Return the point that a point's differences are against."""
        return None if self.reference == NONE or self.is_reference(point) else len(self.rows) + int(self.world_of[point])

    @cached_property
    def digest(self) -> str:
        """Return a hash of all points."""
        return hashlib.sha256(canonical([[factor.key for factor in self.factors], self.rows]).encode()).hexdigest()[:16]

    def card(self, group: str, name: str) -> library.Card:
        """Return the card of a context or scenario, read once."""
        if (group, name) not in self._cards:
            self._cards[group, name] = library.find(group, name)
        return self._cards[group, name]

    @property
    def inputs(self) -> dict[str, str]:
        """Return the hash of every file that points were made of beside the base's, by its name in a manifest."""
        read = [card for key, card in self._cards.items() if len(key) == 2]
        read += [card.today for card in read if card.group == "context" and card.today is not None]
        return {card.source: card.digest() for card in read}

    def made(self, group: str, name: str):
        """Return the context or scenario of a name, made once."""
        key = (group, name, "made")
        if key not in self._cards:
            base = self.base.context if group == "context" else self.base.scenarios[0]
            self._cards[key] = base if name == base.name else self.card(group, name).made()
        return self._cards[key]

    def today_of(self, context):
        """Return the policy in force in a context."""
        if context.name == self.base.context.name:
            return self.base.today
        card = next(
            (card for key, card in self._cards.items() if key[0] == "context" and len(key) == 2 and card.name == context.name), None
        )
        return card.today.made() if card is not None and card.today else self.made("scenario", context.today)

    def world(self, point: int) -> World:
        """Return a point's world."""
        number = int(self.world_of[point])
        if self._last[0] == number:
            return self._last[1]
        context, place, prices, parameters = self.base.context, {}, {}, dict(self.base.changed_parameters)
        for k, value in zip(self._of_world, self.worlds[number], strict=True):
            factor = self.factors[k]
            if factor.key == "context":
                context = self.made("context", value)
            elif factor.key.startswith("parameters."):
                parameters[factor.name] = value
            else:
                (prices if factor.key.startswith("context.prices.") else place)[factor.name] = value
        today = self.today_of(context)
        if place or prices:
            known = {**place, **prices}
            context = dataclasses.replace(
                context, place=dataclasses.replace(context.place, **place), prices=dataclasses.replace(context.prices, **prices),
                ranges={key: pair for key, pair in context.ranges.items() if key not in known},
                sources=context.sources | dict.fromkeys(known, "set by the sweep"),
            )  # fmt: skip
        reference = None if self.reference == NONE else today if self.reference is None else self.made("scenario", self.reference)
        found = World(context, today, tuple(sorted(parameters.items())), reference)
        self._last = number, found
        return found

    def scenario(self, point: int):
        """Return a point's policy with its levers."""
        if self.is_reference(point):
            return self.world(point).reference
        row = self.rows[point]
        policy = self.base.scenarios[0] if self._scenario is None else self.made("scenario", row[self._scenario])
        levers = {name: row[k] for k, name in self._levers}
        return dataclasses.replace(policy, levers=dataclasses.replace(policy.levers, **levers)) if levers else policy

    def spec(self, point: int, replicate: int) -> RunSpec:
        """Return the specification of one run."""
        base, world = self.base, self.world(point)
        return RunSpec(
            world.context, world.today, self.scenario(point), base.parameters, replicate % base.parameter_sets, world.changed_parameters,
            base.teachers, base.run_in_years, base.years, base.seed, replicate, base.model,
        )  # fmt: skip

    def check(self) -> None:
        """Refuse points whose numbers contradict each other; single numbers were checked with the factors.

        Raises
        ------
        BadInput : a point's numbers contradict each other.
        """
        paired = {"start_month", "end_month"} & {name for _, name in self._levers}
        for point in range(len(self.rows)):
            where = f"point {point + 1} of the design"
            if paired or point == 0 or self._scenario is not None:
                cards.check_levers(self.scenario(point).levers, lambda *keys, where=where: where)
            place = self.world(point).context.place
            if place.girls_share + place.boys_share > 1:
                raise BadInput(
                    f"girls_share and boys_share add up to {place.girls_share + place.boys_share:g}", where, "at most 1 together"
                )

    @cached_property
    def drawn(self) -> list[str]:
        """Return the parameters that differ from set to set."""
        if self.base.parameters == "default":
            return []
        sets = [self._set(0, number)[0] for number in range(2)]
        known, usual = dict(self.world(0).changed_parameters), {name: spec.default for name, spec in PARAMETERS.items()}
        return [name for name, value in usual.items() if name not in known and any(getattr(one, name) != value for one in sets)]

    def _set(self, point, number):
        return runner.numbers_of(dataclasses.replace(self.spec(point, 0), parameter_set=number))

    def write_sets(self, stream) -> None:
        """Write what the parameter sets draw, a row a context and set: parameters, and numbers of the place that have ranges there."""
        import pandas

        rows = []
        firsts: dict = {}
        for point in range(len(self.rows)):
            firsts.setdefault(self.world(point).context.name, point)
        for name, point in firsts.items():
            ranges = self.world(point).context.ranges
            for number in range(min(self.base.parameter_sets, self.base.replicates)):
                parameters, context = self._set(point, number)
                values = {one: getattr(parameters, one) for one in self.drawn}
                values |= {one: getattr(context.place if one in cards.PLACE else context.prices, one) for one in sorted(ranges)}
                rows.append({"context": name, "parameter_set": number, **values})
        pandas.DataFrame(rows).to_parquet(stream, index=False)

    def write(self, stream) -> None:
        """Write the table of points: a row a point, every number of it once; what the parameter sets draw is left empty here."""
        import pyarrow as arrow
        import pyarrow.parquet as parquet

        drawn = set(self.drawn)
        kinds = {name: arrow.string() if spec.choices else arrow.float64() for name, spec in cards.LEVERS.items()}
        kinds |= dict.fromkeys([*cards.PLACE, *cards.PRICES, *PARAMETERS], arrow.float64())
        heads = [
            ("point_id", arrow.int32()), ("context", arrow.string()), ("scenario", arrow.string()), ("is_reference", arrow.bool_()),
            ("reference_point", arrow.int32()),
        ]  # fmt: skip
        schema = arrow.schema([*heads, *kinds.items()])
        defaults = {name: spec.default for name, spec in PARAMETERS.items()}
        with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
            for begin in range(0, len(self), CHUNK):
                columns: dict = {name: [] for name in schema.names}
                for point in range(begin, min(begin + CHUNK, len(self))):
                    world, policy = self.world(point), self.scenario(point)
                    ranges = world.context.ranges if self.base.parameters != "default" else {}
                    values = (point, world.context.name, policy.name, self.is_reference(point), self.reference_of(point))
                    for (name, _), value in zip(heads, values, strict=True):
                        columns[name].append(value)
                    for name in cards.LEVERS:
                        columns[name].append(getattr(policy.levers, name))
                    for table, thing in ((cards.PLACE, world.context.place), (cards.PRICES, world.context.prices)):
                        for name in table:
                            columns[name].append(None if name in ranges else getattr(thing, name))
                    parameters = defaults | dict(world.changed_parameters)
                    for name, value in parameters.items():
                        columns[name].append(None if name in drawn else value)
                writer.write_table(arrow.table([arrow.array(columns[part.name], part.type) for part in schema], schema=schema))
