"""Parameter sets without a fit: keyed draws from plausible ranges of parameters and of a place's inputs."""

from __future__ import annotations

import dataclasses
from functools import cache
from zlib import crc32

from sim.context import Context
from sim.draws import uniforms
from sim.number import numbers
from sim.parameters import Parameters
from sim.prices import Prices

PRICES = tuple(numbers(Prices))
PRIOR_SEED = 2026
NAMED = 1 << 31  # beyond the keys of places and prices
STRATA = 25  # a Latin hypercube over this many sets: each range is covered evenly by sets 0..24, 25..49 and so on


def parameter_set(context: Context, number: int) -> tuple[Parameters, Context]:
    """Return parameter set ``number`` of the prior, and the context with its unknown inputs drawn over their ranges.

    Every number with a plausible range is drawn uniformly on it, independently; the rest keep their defaults. Sets are the same in every
    scenario and on every machine.

    Parameters
    ----------
    context : where; only its ``ranges`` are drawn, of the place and of prices.
    number : 0, 1, 2, ...
    """
    # a number's draws belong to its name, so that a new one changes no other
    drawn = {
        name: _between(spec.plausible, NAMED | crc32(name.encode()), number)
        for name, spec in numbers(Parameters).items()
        if spec.plausible
    }
    unknown = {name: limits for name, limits in sorted(context.ranges.items()) if name not in PRICES}
    place = {name: _between(limits, 1000 + k, number) for k, (name, limits) in enumerate(unknown.items())}
    # a price keeps its own key, so that one more range changes no other draw
    prices = {name: _between(context.ranges[name], 2000 + k, number) for k, name in enumerate(PRICES) if name in context.ranges}
    context = dataclasses.replace(
        context, place=dataclasses.replace(context.place, **place), prices=dataclasses.replace(context.prices, **prices)
    )
    return dataclasses.replace(Parameters(), **drawn), context


def _between(limits, entity, number):
    block, within = divmod(number, STRATA)
    inside = uniforms(PRIOR_SEED, block, entity, within, 1, 255)[0]
    return limits[0] + (limits[1] - limits[0]) * (_order(block, entity)[within] + inside) / STRATA


@cache
def _order(block, entity):
    return sorted(range(STRATA), key=lambda stratum: uniforms(PRIOR_SEED, block, entity, stratum, 0, 255)[0])
