"""Scenarios and contexts from plain values: every key, type, bound and name is checked, and every fault says where it stands."""

from __future__ import annotations

import math

from experiments.errors import BadInput
from experiments.input.words import foreign_letter, nearest, odd_number, unknown
from sim.context import Context, Place
from sim.levers import Levers
from sim.number import numbers, problem
from sim.prices import PAYERS, Prices
from sim.scenario import Scenario

SCENARIO_KEYS = ("title", "source", "home_context", "payer", "scales", "levers", "stated", "found_with", "notes")
CONTEXT_KEYS = (
    "title",
    "country",
    "currency",
    "price_year",
    "today",
    "illustrative",
    "from",
    "place",
    "prices",
    "sources",
    "ranges",
    "to_measure",
)
FOUND_WITH = ("leadership_support", "expected_fit")
HAZARDS = ("voluntary_leave", "other_exit", "move")
LEVERS, PLACE, PRICES = numbers(Levers), numbers(Place), numbers(Prices)


def plain(value: float) -> str:
    """Write a number for people: large ones whole, with marks between the thousands."""
    return f"{value:,.0f}" if abs(value) >= 1e5 else f"{value:g}"


def span(low: float, high: float) -> str:
    """Write two ends for people: ``0 to 1``."""
    return f"{plain(low)} to {plain(high)}"


def bounds(spec) -> str:
    """Say what a number may be: bounds and unit."""
    return f"{span(spec.low, spec.high)} ({spec.unit})"


def check_number(spec, key: str, value, where: str):
    """Return the value where its :class:`sim.number.Number` allows it; raise :class:`BadInput` otherwise."""
    fault = problem(spec, value)
    if fault is None:
        return value
    kind = "nothing" if value is None else "a list" if isinstance(value, list) else "a group of keys" if isinstance(value, dict) else value
    if spec.choices:
        raise unknown(f"choice of {key}", str(value), spec.choices, where, allowed=", ".join(spec.choices))
    allowed = bounds(spec)
    if isinstance(value, str):
        mend = odd_number(value)
        letter = foreign_letter(value)
        raise BadInput(f"{key} is {value}, which is not a number{f' ({letter})' if letter else ''}", where, allowed, mend=mend)
    if isinstance(value, bool):
        raise BadInput(f"{key} is {str(value).lower()}, which is not a number", where, allowed)
    if isinstance(value, (int, float)):
        share = spec.unit.startswith(("share", "a year")) and spec.high <= 1
        per_cent = share and 2 <= value <= 100 and value / 100 <= spec.high
        mend = f"write {value / 100:g} for {value:g} %" if per_cent else None
        raise BadInput(f"{key} is {value:g}, out of bounds", where, allowed, mend=mend)
    raise BadInput(f"{key} holds {kind} where a number belongs", where, allowed)


def _check_keys(values, known, where, kind, hints=None):
    for key in values:
        if key in known:
            continue
        hint = (hints or {}).get(key)
        if hint:
            raise BadInput(f"{key} does not stand here", where(key), mend=hint)
        raise unknown(kind, str(key), known, where(key))


def _text(values, key, default, where, optional=False):
    value = values.get(key)
    if value is None:
        if default is None and not optional:
            raise BadInput(f"{key} is missing", where(), mend=f"add a line {key}: and a few words")
        return default
    if isinstance(value, (dict, list, bool)):
        raise BadInput(f"{key} must be text", where(key), mend="put it in quotes")
    return str(value)


def _group(values, key, where):
    value = values.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadInput(f"{key} must hold keys with values, one a line and indented", where(key))
    return value


def _sentences(values, key, where):
    value = values.get(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or any(isinstance(part, (dict, list)) or part is None for part in value):
        raise BadInput(
            f"{key} must be a list of sentences, each on a line that begins with a dash", where(key), mend="put sentences in quotes"
        )
    return tuple(str(part) for part in value)


def scenario(values: dict, name: str, where, contexts=()) -> Scenario:
    """Make a :class:`sim.scenario.Scenario` from plain values.

    Parameters
    ----------
    values : what the file holds.
    name : name of the scenario.
    where : function of keys that names a place for messages, such as ``Document.where``.
    contexts : names that ``home_context`` may have; empty: not checked.

    Raises
    ------
    BadInput : a key, a value or a name cannot be used; the message says where it stands.
    """
    hints = {key: f"{key} is a lever: indent it under levers:" for key in LEVERS}
    hints |= {key: f"{key} belongs under found_with:" for key in FOUND_WITH}
    _check_keys(values, SCENARIO_KEYS, where, "key of a scenario called", hints)
    given = _group(values, "levers", where)
    _check_keys(given, LEVERS, lambda key: where("levers", key), "lever")
    levers = Levers(**{key: _lever(key, value, where("levers", key)) for key, value in given.items()})
    check_levers(levers, where)
    found = _group(values, "found_with", where)
    _check_keys(found, FOUND_WITH, lambda key: where("found_with", key), "key of found_with called")
    for key, value in found.items():
        if value is None:
            raise BadInput(f"{key} is left blank", where("found_with", key), "0 to 1", mend="write a number, or take the line out")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise BadInput(f"{key} is {value}", where("found_with", key), "0 to 1")
    stated = _sentences(values, "stated", where)
    for lever in stated:
        if lever not in LEVERS and lever not in FOUND_WITH:
            raise unknown("lever", lever, LEVERS, where("stated"))
    if "payer" in values and values["payer"] is None:
        mend = "write one of them, or take the line out: the ministry then pays"
        raise BadInput("payer is left blank", where("payer"), ", ".join(PAYERS[:3]), mend=mend)
    payer = _text(values, "payer", "ministry", where)
    if payer not in PAYERS[:3]:
        raise unknown("payer", payer, PAYERS[:3], where("payer"), allowed=", ".join(PAYERS[:3]))
    scales = _text(values, "scales", None, where, optional=True)  # read from the file where a policy is scaled
    if scales is not None and (scales not in LEVERS or LEVERS[scales].choices):
        raise unknown("lever that is a number called", scales, [name for name in LEVERS if not LEVERS[name].choices], where("scales"))
    home = _text(values, "home_context", None, where, optional=True)
    if home is not None and contexts and home not in contexts:
        raise unknown("context", home, contexts, where("home_context"))
    return Scenario(
        name=name,
        title=_text(values, "title", name, where),
        levers=levers,
        source=_text(values, "source", "assumed", where),
        home_context=home,
        stated=stated,
        found_with=dict(found),
        payer=payer,
        notes=_sentences(values, "notes", where),
    )


def _lever(key, value, where):
    """Return a lever's value; a blank is refused, for it would become the default in silence."""
    spec = LEVERS[key]
    if value is None:
        what = "a word" if spec.choices else "a number"
        default = spec.default if spec.choices else f"{spec.default:g}"
        allowed = ", ".join(spec.choices) if spec.choices else bounds(spec)
        raise BadInput(f"{key} is left blank", where, allowed, mend=f"write {what}, or take the line out: {key} is then {default}")
    return check_number(spec, key, value, where)


def check_levers(levers: Levers, where) -> None:
    """Refuse levers that contradict each other.

    Raises
    ------
    BadInput : two levers contradict each other.
    """
    if levers.end_month < levers.start_month:
        raise BadInput(
            f"end_month {levers.end_month:g} lies before start_month {levers.start_month:g}",
            where("levers", "end_month"),
            mend="months count from the first month of the comparison",
        )


def context(values: dict, name: str, where, scenarios=()) -> Context:
    """Make a :class:`sim.context.Context` from plain values; ``scenarios`` are the names that ``today`` may have.

    Raises
    ------
    BadInput : a key, a value or a name cannot be used; the message says where it stands.
    """
    hints = {key: f"{key} belongs under place:" for key in PLACE} | {key: f"{key} belongs under prices:" for key in PRICES}
    _check_keys(values, CONTEXT_KEYS, where, "key of a context called", hints)
    tables = {}
    for group, specs, kind in (("place", PLACE, "number of a place called"), ("prices", PRICES, "price")):
        given = _group(values, group, where)
        _check_keys(given, specs, lambda key, group=group: where(group, key), kind)
        tables[group] = {key: check_number(specs[key], key, value, where(group, key)) for key, value in given.items() if value is not None}
    place = Place(**tables["place"])
    if place.girls_share + place.boys_share > 1:
        raise BadInput(
            f"girls_share and boys_share add up to {place.girls_share + place.boys_share:g}",
            where("place", "girls_share"),
            "at most 1 together",
        )
    sources = _group(values, "sources", where)
    _check_keys(sources, {**PLACE, **PRICES}, lambda key: where("sources", key), "number of a place called")
    year = values.get("price_year", 2024)
    if isinstance(year, bool) or not isinstance(year, int) or not 1950 <= year <= 2100:
        raise BadInput(f"price_year is {year}", where("price_year"), "a year from 1950 to 2100")
    illustrative = values.get("illustrative", False)
    if not isinstance(illustrative, bool):
        raise BadInput(f"illustrative is {illustrative}", where("illustrative"), "true or false")
    currency = _text(values, "currency", "USD", where)
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
        allowed = "the three-letter code of the currency: PKR for rupees of Pakistan, KZT, USD, GBP"
        raise BadInput(f"currency is {currency}", where("currency"), allowed)
    today = _text(values, "today", "no_mentoring", where)
    if scenarios and today not in scenarios:
        raise unknown("scenario", today, scenarios, where("today"))
    return Context(
        name=name,
        title=_text(values, "title", name, where),
        country=_text(values, "country", "not named", where),
        currency=currency.upper(),
        price_year=year,
        today=today,
        illustrative=illustrative,
        place=place,
        prices=Prices(**tables["prices"]),
        sources={key: str(value) for key, value in sources.items()},
        ranges=_ranges(values, tables, where),
        to_measure=_sentences(values, "to_measure", where),
    )


def _ranges(values, tables, where):
    """Return the ranges; a number that stands beside its range has to lie in it."""
    found = {}
    for key, pair in _group(values, "ranges", where).items():
        spec = PLACE.get(key) or PRICES.get(key)
        if spec is None:
            raise unknown("number of a place called", str(key), {**PLACE, **PRICES}, where("ranges", key))
        if not isinstance(pair, list) or len(pair) != 2:
            raise BadInput(f"the range of {key} must be two numbers", where("ranges", key), mend=f"write {key}: [low, high]")
        low, high = (check_number(spec, key, value, where("ranges", key)) for value in pair)
        if low > high:
            raise BadInput(
                f"the range of {key} runs from {low:g} down to {high:g}", where("ranges", key), mend="write the lower number first"
            )
        group = "place" if key in PLACE else "prices"
        value = tables[group].get(key)
        if value is not None and not low <= value <= high:
            mend = f"leave {key} blank where only the range is known, or take the range out where the number is known"
            raise BadInput(f"{key} is {value:g}, outside its own range", where(group, key), f"{low:g} to {high:g}", mend=mend)
        found[key] = (float(low), float(high))
    return found


def middles(values: dict, specs: dict) -> dict:
    """Return the middle of the range of each number of a context that has a range and is left blank."""
    ranges = values.get("ranges") or {}
    given = {**(values.get("place") or {}), **(values.get("prices") or {})}
    return {key: (ranges[key][0] + ranges[key][1]) / 2 for key in specs if key in ranges and given.get(key) is None}


def with_parent(own: dict, parent: dict, file: str) -> tuple[dict, list[str]]:
    """Fill the blanks of a context of the user's own from its parent.

    A number that is given drives out the parent's range and source; a range that is given alone, the parent's number. Where a hazard
    of leaving is borrowed the context is illustrative, whatever the parent is: somebody else's attrition is not a measurement here.

    Returns
    -------
    values : the filled context;  borrowed : names of the place's numbers and prices that were left blank.
    """
    merged = {key: value for key, value in parent.items() if key not in ("title",)}
    merged |= {
        key: value for key, value in own.items() if value is not None and key not in ("place", "prices", "sources", "ranges", "from")
    }
    borrowed = []
    sources, ranges = dict(parent.get("sources") or {}), dict(parent.get("ranges") or {})
    for group, specs in (("place", PLACE), ("prices", PRICES)):
        given = {key: value for key, value in (own.get(group) or {}).items() if value is not None}
        given |= middles(own, specs)
        merged[group] = {**(parent.get(group) or {}), **given}
        borrowed += [key for key in specs if key not in given]
        for key in given:
            ranges.pop(key, None)
            sources[key] = f"given in {file}"
    merged["sources"] = sources | (own.get("sources") or {})
    merged["ranges"] = ranges | (own.get("ranges") or {})
    if any(hazard in borrowed for hazard in HAZARDS):
        merged["illustrative"] = True
    return merged, borrowed


def near_field(word: str, tables: dict) -> str | None:
    """Return the nearest ``group.field`` for a word, over several tables of fields."""
    names = {field: f"{group}.{field}" for group, fields in tables.items() for field in fields}
    found = nearest(word, names)
    return names[found] if found else None


def as_values(scenario_or_context) -> dict:
    """Return a scenario or a context as plain values, ready for JSON."""
    import dataclasses

    def ready(value):
        if isinstance(value, dict):
            return {str(key): ready(part) for key, part in value.items()}
        if isinstance(value, (list, tuple)):
            return [ready(part) for part in value]
        if isinstance(value, float) and value.is_integer() and math.isfinite(value):
            return int(value)
        return value

    return ready(dataclasses.asdict(scenario_or_context))
