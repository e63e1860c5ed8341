"""The words of a sweep's page, all in one place: headings, findings, conditions."""

from __future__ import annotations

import math

from analysis import words

TITLE = "A sweep of the model"
ANSWER_DIFFERENCE = "The answer at each point is the difference against {reference}: {label}, in {unit}."
ANSWER_LEVEL = "The answer at each point is the level: {label}, in {unit}."
TODAY = "today's policy of the place"
HEADINGS = {
    "sobol": "How much of the spread each factor explains",
    "morris": "Which factors move the answer",
    "tornado": "One factor at a time",
    "curves": "How the answer moves with each factor",
    "map": "Two factors at once",
    "points": "The points side by side",
    "box": "Where the policy fails",
    "regret": "Which policy is the safe choice",
}
METHODS = {
    "sobol": "First: share of the variance of the answer that the factor explains by itself. Total: with everything it does together with "
    "others. A gap between the two means that its effect depends on the others. Intervals hold 90 % (bootstrap over base points). Shares "
    "are of the ranges that were set; wider ranges give other shares.",
    "morris": "mu*: mean size of the change of the answer when the factor moves over its whole range, from {n} random starts; its interval "
    "holds 90 %. sigma: spread of these changes: large where the effect bends, or depends on the other factors.",
    "tornado": "Each bar: the answer when this factor alone goes from one end of its range to the other; the line is "
    "where all stand as usual.",
    "curves": "Dots: mean answers by value, or by equally full bins of points; the other factors vary as the design has them. Bars: two "
    "standard errors of the mean over points.",
    "map": "Each cell: the mean answer over everything else that varies.",
    "points": "Bars: two standard errors of luck. Where they overlap, more replicates may change the order.",
    "box": "Found by PRIM (Friedman and Fisher 1999; Bryant and Lempert 2010) among {cases} points of which {fails} fail. Coverage: of all "
    "failures, the share inside the conditions. Density: of all points inside, the share that fail. A condition stands only where chance "
    "alone would hardly give it (last column).",
    "regret": "Regret: what a policy gives away in a world beside the best of these policies there. A world is one {world}. Good enough: "
    "{enough}.",
}


def unit_of(meaning) -> tuple[float, str, int]:
    """Return (factor, unit, decimals) in which an outcome is said: shares as heads of 100."""
    if meaning.unit.startswith("share"):
        return 100.0, "heads of 100" + (" a year" if meaning.unit.endswith("year") else ""), 1
    if meaning.unit == "SD":
        return 1.0, "SD", 3
    return 1.0, meaning.unit, 2


def said(value: float, meaning, signed: bool = True) -> str:
    """Write an answer with its unit's decimals."""
    factor, _, digits = unit_of(meaning)
    size = abs(factor * value) if math.isfinite(value) else 0
    if meaning.unit == "money" or size >= 1e5:
        return words.money(factor * value)
    return words.signed(factor * value, digits) if signed else words.number(factor * value, digits)


def label_of(factor: dict) -> str:
    """Return how a factor is called on charts: its label with the unit where it has one."""
    return factor.get("label") or {"context": "place", "scenario": "policy"}.get(factor["name"], factor["name"])


def value_of(value) -> str:
    """Write a value of a factor."""
    if isinstance(value, str):
        return value.replace("_", " ")
    return words.plain(value, 3 if abs(float(value)) < 10 else 1)


def condition(factor: dict, limit, whole) -> str:
    """Say one condition of a box: ``weekly hours above 46 hours a week``."""
    label = label_of(factor)
    if isinstance(limit, frozenset):
        return f"{label} {' or '.join(sorted(value_of(one) for one in limit))}"
    low, high = limit
    unit = f" {factor['unit']}" if factor.get("unit") else ""
    if low > whole[0] and high < whole[1]:
        return f"{label} between {value_of(low)} and {value_of(high)}{unit}"
    return f"{label} below {value_of(high)}{unit}" if high < whole[1] else f"{label} above {value_of(low)}{unit}"


def joined(parts: list[str]) -> str:
    """Join clauses with commas and a final *and*."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def tenths(share: float) -> str:
    """Say a share as so many of ten, or of a hundred where that would hide it."""
    ten = round(10 * share)
    return f"{ten} of 10" if abs(ten / 10 - share) < 0.03 and 0 < ten < 10 else f"{round(100 * share)} of 100"


def target_said(swept) -> str:
    """Say what the policy must reach."""
    sense, value = swept.target or default_target(swept)
    _, unit, _ = unit_of(swept.meaning)
    word = "at least" if sense == ">=" else "at most"
    of = f"{swept.meaning.label} by" if swept.is_difference else f"{swept.meaning.label}:"
    return f"{of} {word} {said(value, swept.meaning, signed=False)} {unit}"


def default_target(swept) -> tuple[str, float]:
    """Return the target where none was set: any improvement, or the middle of the levels."""
    better = swept.meaning.better
    value = 0.0 if swept.is_difference else float(swept.answers["answer"].median())
    return ("<=" if better == "lower" else ">="), value


def box_said(swept, box, whole, fails: int, points: int) -> list[str]:
    """Say a box in two sentences, or that there is none."""
    if not fails:
        return [f"At none of the {points} points does the policy miss its target ({target_said(swept)})."]
    if fails == points:
        return [f"At every one of the {points} points the policy misses its target ({target_said(swept)})."]
    if not box.limits:
        return [f"The policy misses its target at {tenths(fails / points)} points, and no condition among these tells where."]
    by_name = {one["name"]: one for one in swept.factors}
    parts = [condition(by_name[name], limit, whole.get(name)) for name, limit in box.limits.items()]
    first = f"With {joined(parts)}, the policy fails in {tenths(box.density)} such districts."
    share = tenths(box.coverage)
    second = f"{share} of all its failures lie there; of all {points} districts {tenths(fails / points)} fail."
    return [first, f"{second} To fail is to miss the target: {target_said(swept)}."]


def finding_sobol(labels, first, total, order) -> str:
    """Return the finding of a variance decomposition."""
    top = order[0]
    if total.value[top] <= 0:
        return "The answer is the same at every point"
    both = f"{labels[top]} alone explains {100 * max(0, first.value[top]):.0f} % of the spread of the answer"
    if len(order) > 1:
        both += f", {labels[order[1]]} {100 * max(0, first.value[order[1]]):.0f} %"
    return both


def finding_effects(swept, labels, size, order) -> str:
    """Return the finding of a screening."""
    top = order[0]
    _, unit, _ = unit_of(swept.meaning)
    return f"Over its range {labels[top]} moves the answer most, by {said(size.value[top], swept.meaning, False)} {unit} on average"


def finding_tornado(swept, labels, ranges) -> str:
    """Return the finding of a tornado."""
    top = max(range(len(labels)), key=lambda k: float(ranges[k][1].max() - ranges[k][1].min()))
    low, high = ranges[top][1].min(), ranges[top][1].max()
    _, unit, _ = unit_of(swept.meaning)
    return f"{capital(labels[top])} matters most: the answer goes from {said(low, swept.meaning)} to {said(high, swept.meaning)} {unit}"


def luck(swept, error: float) -> str:
    """Say how far luck alone moves the answer of one point."""
    _, unit, _ = unit_of(swept.meaning)
    size = said(error, swept.meaning, False)
    return f"Luck alone moves the answer of one point by about {size} {unit} (standard error): read nothing into less than twice that."


def finding_curves(swept, labels, lines, error: float) -> str:
    """Return the finding of response curves; ``error`` is the luck in the answer of one point."""
    top = max(range(len(labels)), key=lambda k: float(lines[k][1].max() - lines[k][1].min()))
    values, means, errors = lines[top]
    noise = max((one for one in errors if math.isfinite(one)), default=error)
    if math.isfinite(noise) and means.max() - means.min() < 4 * noise:
        return "No factor moves the answer clearly beyond chance: more replicates or points are needed"
    best = int(means.argmin() if swept.meaning.better == "lower" else means.argmax())
    _, unit, _ = unit_of(swept.meaning)
    return f"The answer moves most with {labels[top]}: best at {value_of(values[best])}, with {said(means[best], swept.meaning)} {unit}"


def finding_map(swept, table) -> str:
    """Return the finding of a map of two factors."""
    numbers = table.to_numpy(float)
    best = numbers if swept.meaning.better != "lower" else -numbers
    row, column = divmod(int(best.argmax()), numbers.shape[1])
    _, unit, _ = unit_of(swept.meaning)
    where = f"{value_of(table.index[row])} and {value_of(table.columns[column])}"
    return f"Best at {where}: {said(numbers[row, column], swept.meaning)} {unit}"


def finding_points(swept, labels, answers) -> str:
    """Return the finding of points side by side."""
    best = int(answers.argmin() if swept.meaning.better == "lower" else answers.argmax())
    _, unit, _ = unit_of(swept.meaning)
    return f"{capital(labels[best])} comes out best: {said(answers[best], swept.meaning, swept.is_difference)} {unit}"


def finding_box(box, share: float) -> str:
    """Return the finding of a picture of a box; ``share`` of all points fail."""
    return f"The policy fails in {tenths(box.density)} districts inside the box, in {tenths(share)} of all"


def finding_regret(swept, table) -> str:
    """Return the finding of a table of regret."""
    first = table.iloc[0]
    _, unit, _ = unit_of(swept.meaning)
    most = said(first["worst_regret"], swept.meaning, False)
    safe = f"{capital(first['policy'])} is the safe choice: nowhere does it give away more than {most} {unit}"
    return safe + (f", and it is the best in {tenths(first['best_share'])} worlds" if first["best_share"] > 0 else "")


def capital(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]
