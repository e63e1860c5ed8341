"""Where a policy fails, as sections of a sweep's page: the box of PRIM and the tree of CART, in words, unless chance could give them."""

from __future__ import annotations

import numpy as np

from analysis import chance, discovery, sweep_figures
from analysis.pages import cell
from analysis.sweep_section import Section
from analysis.sweep_words import Words, capital


def sections(words: Words, whole: np.ndarray) -> list:
    """Return the sections of the box and of the tree; one that says why where there is neither."""
    found, say = words.found, words.say
    table, lucks = found.answers[whole], found.lucks[whole]
    sense, value = words.target

    def fails_of(answers):
        return answers < value if sense == ">=" else answers > value

    fails = fails_of(table["answer"].to_numpy())
    columns = {name: table[name].to_numpy() for name in found.names}
    wholes = {name: (column.min(), column.max()) for name, column in columns.items() if column.dtype.kind in "if"}
    count, points = int(fails.sum()), len(fails)
    if count in (0, points):
        said = say("sweep.box.never" if not count else "sweep.box.always", points=points, target=words.target_said())
        return [Section("box", said.rstrip(say("answer.stop")), "", said=[said])]
    share, method = count / points, say("sweep.method.box", cases=points, fails=count)
    sure = say("sweep.method.halves" if lucks.shape[1] >= chance.FEWEST_LUCKS else "sweep.method.no_luck")

    def box_of(failing, among):
        box, _ = discovery.found({name: column[among] for name, column in columns.items()}, failing[among])
        return discovery.inside(columns, box.limits).astype(float) if box.limits else np.zeros(points)

    box, _ = discovery.found(columns, fails)
    target = say("sweep.box.target", target=words.target_said())
    tree = _tree(words, columns, wholes, fails, lucks, fails_of, sure)
    if box.limits and chance.holds(lucks, fails_of, box_of):
        return [_box(words, box, columns, wholes, fails, f"{method} {sure}", [target]), *([tree] if tree else [])]
    if tree:
        # no single box tells it; the worst leaf of the tree does
        leaf = discovery.tree(columns, fails)[0]
        tree.said = [*_where(words, leaf.limits, wholes, leaf.density, leaf.failures / count, fails), target]
        return [tree]
    said = say("sweep.box.none", share=words.tenths(share))
    return [Section("box", said.rstrip(say("answer.stop")), f"{method} {sure}", said=[said, target])]


def _where(words, limits, wholes, density, coverage, fails):
    """Say in two sentences where the policy fails."""
    say, tenths = words.say, words.tenths
    conditions = words.joined(words.conditions(limits, wholes))
    rest = say("sweep.box.rest", coverage=tenths(coverage), points=len(fails), share=tenths(fails.mean()))
    return [say("sweep.box.found", conditions=conditions, density=tenths(density)), rest]


def _box(words, box, columns, wholes, fails, method, after):
    found, say, share = words.found, words.say, fails.mean()
    inside, rest = _where(words, box.limits, wholes, box.density, box.coverage, fails)
    by_name = {one["name"]: one for one in found.factors}
    order = sorted(box.limits, key=box.chance.get)
    rows = [
        [cell(capital(words.condition(by_name[name], box.limits[name], wholes.get(name)))), cell(_chance(say, box.chance[name]))]
        for name in order
    ]
    counted = (("coverage", box.coverage), ("density", box.density), ("mass", box.mass))
    rows += [[cell(say(f"sweep.head.{name}")), cell(f"{say.number(100 * value, 0)} %", 100 * value)] for name, value in counted]
    numeric = [by_name[name] for name in order if name in wholes]
    numeric += [one for one in found.factors if one["name"] in wholes and one not in numeric]
    figures, finding = [], say("sweep.box.picture", density=words.tenths(box.density), share=words.tenths(share))
    if len(numeric) >= 2:
        shown = {name: box.limits[name] for name in box.limits if name in wholes}
        figures.append(("box", sweep_figures.box(words, numeric[:2], columns, fails, shown, finding)))
    heads = [say("sweep.head.condition"), say("head.value")]
    return Section(
        "box", finding if figures else inside.rstrip(say("answer.stop")), method, figures, heads, rows, [inside, rest, *after], False
    )


def _chance(say, value):
    return say("sweep.chance", n=say("sweep.chance.small") if value < 0.001 else f"{say.number(100 * value, 1)} %")


def _tree(words, columns, wholes, fails, lucks, fails_of, sure):
    """Return the section of the tree, or None where it has one leaf only, could be chance, or its library is missing."""
    from importlib.util import find_spec

    if find_spec("sklearn") is None:
        return None

    def expected_of(failing, among):
        expected = np.zeros(len(failing))
        for leaf in discovery.tree(columns, failing, among):
            expected[discovery.inside(columns, leaf.limits) if leaf.limits else slice(None)] = leaf.density
        return expected

    leaves = discovery.tree(columns, fails)
    if len(leaves) < 2 or not chance.holds(lucks, fails_of, expected_of):
        return None
    say = words.say
    rules = [capital(words.joined(words.conditions(leaf.limits, wholes))) for leaf in leaves]
    rows = [
        [cell(rule), cell(say.heads(leaf.density), 100 * leaf.density), cell(say.number(leaf.cases, 0), leaf.cases)]
        for rule, leaf in zip(rules, leaves)
    ]
    worst, best = leaves[0], leaves[-1]
    finding = say("sweep.tree.found", most=words.tenths(worst.density), least=words.tenths(best.density), leaves=len(leaves))
    figure = sweep_figures.leaves(words, rules, leaves, float(fails.mean()), finding)
    heads = [say(f"sweep.head.{name}") for name in ("rule", "fails", "points")]
    return Section("tree", finding, f"{say('sweep.method.tree')} {sure}", [("tree", figure)], heads, rows)
