"""What each design can say: its sections, each with what it found, how, its figures and its table."""

from __future__ import annotations

import numpy as np

from analysis import chance, sensitivity, sweep_failures, sweep_figures, sweep_regret
from analysis.pages import cell
from analysis.sweep_section import Section
from analysis.sweep_words import Words, capital

MOST_RANKED, MOST_CURVES, MOST_CELLS = 200, 12, 400
SAMPLED = ("latin_hypercube", "sobol", "discovery", "csv")  # points that stand for a landscape; the others are what was asked about


def sections_of(words: Words) -> list[Section]:
    """Return what the sweep's design can say."""
    found = words.found
    whole = found.answers["answer"].notna().to_numpy()
    if not whole.any():
        return [Section("curves", words.say("sweep.nothing"), "", said=[_stopped(words, words.say("sweep.nothing"))])]
    made = []
    if found.kind in ("sobol", "morris"):
        made.append((_sobol if found.kind == "sobol" else _morris)(words) if whole.all() else _gaps(words))
    elif found.kind == "one_at_a_time":
        made.append(_tornado(words, whole))
    if found.kind == "discovery" or (found.target and whole.sum() >= 50):
        made += sweep_failures.sections(words, whole)
    if found.kind == "grid" and len(found.names) >= 2:
        made.append(_map(words, whole))
    if found.kind in ("zip", "list", "csv", "grid") and whole.sum() <= MOST_RANKED:
        made.append(_ranked(words, whole))
    has_curves = found.kind not in ("morris", "zip", "list") and (found.kind != "one_at_a_time" or found.manifest["design"]["levels"] > 2)
    if found.names and has_curves:
        made.append(_curves(words, whole))
    made.append(sweep_regret.section(words))
    return [one for one in made if one]


def _stopped(words, text):
    return f"{text}{words.say('answer.stop')}"


def _section(words, name, finding, figures, heads, rows, said=None, **values):
    method = words.say(f"sweep.method.{name}", **values)
    return Section(name, finding, method, figures, heads, rows, [_stopped(words, finding)] if said is None else said)


def _gaps(words):
    said = words.say("sweep.gaps")
    return Section("curves", said, "", said=[_stopped(words, said)])


def _heads(words, *names):
    return [words.say(f"sweep.head.{name}") for name in names]


def _number(words, value, signed=None):
    return cell(words.answer(value, signed), float(words.scale * value))


def _sure(words, clear):
    return cell(words.say("number.yes" if clear else "number.no"))


def _sobol(words):
    say, labels = words.say, words.labels
    first, total = sensitivity.sobol(words.found.lucks, len(labels))

    def shares(one, k):
        value, low, high = (say.number(100 * min(max(number, 0.0), 1.0), 0) for number in (one.value[k], one.low[k], one.high[k]))
        return cell(say("number.about_between", value=value, low=low, high=high), 100 * float(one.value[k]))

    order = np.argsort(-total.value)
    rows = [[cell(labels[k]), shares(first, k), shares(total, k), _sure(words, first.clear[k] or total.clear[k])] for k in order]
    finding = words.sobol(first, total)
    figure = sweep_figures.indices(words, first, total, finding)
    return _section(words, "sobol", finding, [("sobol", figure)], _heads(words, "factor", "first", "total", "clear"), rows)


def _morris(words):
    found, labels = words.found, words.labels
    table = found.answers
    shares = np.column_stack([(table[one["name"]].to_numpy() - one["low"]) / (one["high"] - one["low"]) for one in found.factors])
    size, mean, sigma = sensitivity.morris(shares, found.lucks)
    order = np.argsort(-size.value)
    rows = [
        [
            cell(labels[k]),
            cell(words.bounds(size.value[k], size.low[k], size.high[k]), float(size.value[k])),
            _number(words, mean[k], True),
            _number(words, sigma[k], False),
            _sure(words, size.clear[k]),
        ]
        for k in order
    ]
    finding = words.morris(size)
    figure = sweep_figures.effects(words, size, sigma, finding)
    heads = _heads(words, "factor", "mu_star", "mu", "sigma", "clear")
    return _section(words, "morris", finding, [("morris", figure)], heads, rows, n=found.manifest["design"]["n"])


def _tornado(words, whole):
    found = words.found
    table, lucks = found.answers[whole], found.lucks[whole]
    by_name = sensitivity.one_at_a_time(table, table["answer"].to_numpy(), found.names)
    at = sensitivity.one_at_a_time(table, np.arange(len(table)), found.names)
    ranges = [by_name[name] for name in found.names]
    looks = sum(len(values) * (len(values) - 1) // 2 for values, _ in ranges)
    clear, rows = [], []
    for factor, (values, answers) in zip(found.factors, ranges):
        low, high = int(np.argmin(answers)), int(np.argmax(answers))
        rows_of = at[factor["name"]][1]
        clear.append(chance.differ(lucks, [rows_of[high]], [rows_of[low]], looks))
        ends = [cell(words.answer(answers[k]), float(answers[k]), words.valued(factor, values[k])) for k in (low, high)]
        rows.append([cell(words.label(factor)), *ends, _sure(words, clear[-1])])
    finding = words.tornado(ranges, clear)
    figure = sweep_figures.tornado(words, ranges, clear, float(table["answer"].iloc[0]), finding)
    heads = _heads(words, "factor", "lowest", "highest", "clear")
    return _section(words, "tornado", finding, [("tornado", figure)], heads, rows)


def _curves(words, whole):
    found = words.found
    table, lucks = found.answers[whole], found.lucks[whole]
    answers, looks = table["answer"].to_numpy(), len(found.names)
    if found.kind == "one_at_a_time":
        by_name = sensitivity.one_at_a_time(table, answers, found.names)
        at = sensitivity.one_at_a_time(table, np.arange(len(table)), found.names)
        lines = [(*by_name[name], np.full(len(by_name[name][0]), np.nan)) for name in found.names]
        clear = [sensitivity.moves(at[name][0], lucks[at[name][1]], False, looks, 10**6) for name in found.names]
    else:
        lines = [sensitivity.response(table[name].to_numpy(), answers) for name in found.names]
        clear = [sensitivity.moves(table[name].to_numpy(), lucks, found.kind in SAMPLED, looks) for name in found.names]
    finding = words.curves(lines, clear)
    order = sorted(range(len(lines)), key=lambda k: -np.ptp(lines[k][1]))
    shown = order[:MOST_CURVES]
    figure = sweep_figures.curves(words, [found.factors[k] for k in shown], [lines[k] for k in shown], finding)
    rows = [
        [cell(words.label(found.factors[k])), cell(words.valued(found.factors[k], value)), _number(words, mean), _sure(words, clear[k])]
        for k in order
        for value, mean in zip(*lines[k][:2])
    ]
    said = [] if found.kind in ("one_at_a_time", "sobol", "discovery", "grid") else None
    return _section(words, "curves", finding, [("curves", figure)], _heads(words, "factor", "value", "answer", "clear"), rows, said)


def _map(words, whole):
    found = words.found
    table, lucks = found.answers[whole].reset_index(drop=True), found.lucks[whole]
    answers = table["answer"].to_numpy()
    reach = {one["name"]: float(np.ptp(sensitivity.response(table[one["name"]].to_numpy(), answers)[1])) for one in found.factors}
    across, down = sorted(found.factors, key=lambda one: -reach[one["name"]])[:2]
    many = {one["name"]: table[one["name"]].nunique() for one in (across, down)}
    if many[across["name"]] > 8 and many[across["name"]] > many[down["name"]]:
        across, down = down, across
    keys = [down["name"], across["name"]]
    pivot = table.pivot_table(index=keys[0], columns=keys[1], values="answer", sort=False)
    for axis, one in (("index", down), ("columns", across)):
        if table[one["name"]].dtype.kind in "if":
            pivot = pivot.sort_index(axis=axis, ascending=axis != "index")
    groups = table.groupby(keys, sort=False, observed=True).indices
    cells = np.stack([lucks[rows].mean(axis=0) for rows in groups.values()])
    best = words.best(cells.mean(axis=1))
    same = int(chance.alike(cells, best).sum()) - 1
    where = list(groups)[best]
    name = words.joined([f"{words.label(one)} {words.valued(one, value)}" for one, value in zip((down, across), where)])
    finding = words.leader("map", name, float(cells[best].mean()), same, len(cells) - 1)
    figures = [("map", sweep_figures.heat(words, pivot, down, across, finding))] if pivot.size <= MOST_CELLS else []
    rows = [
        [cell(words.valued(down, one)), cell(words.valued(across, other)), _number(words, float(values.mean()))]
        for (one, other), values in zip(groups, cells)
    ]
    return _section(words, "map", finding, figures, [words.label(down), words.label(across), *_heads(words, "answer")], rows)


def names_of(words: Words, table) -> list[str]:
    """Return what each point is called: the values of the factors that vary."""
    parts = []
    for one in words.found.factors:
        head = "" if one["name"] in ("context", "scenario") else f"{words.label(one)} "
        parts.append([f"{head}{words.valued(one, value)}" for value in table[one["name"]]])
    comma = f"{words.say('answer.comma')} "
    return [comma.join(values) for values in zip(*parts)] or [words.say("sweep.points.only")] * len(table)


def _ranked(words, whole):
    found = words.found
    table, lucks = found.answers[whole], found.lucks[whole]
    labels = [capital(name) for name in names_of(words, table)]
    answers, errors = table["answer"].to_numpy(), table["error"].to_numpy(float)
    best = words.best(answers)
    alike = chance.alike(lucks, best)
    finding = words.leader("points", words.quoted(labels[best]), answers[best], int(alike.sum()) - 1, len(table) - 1)
    said = [_stopped(words, finding)]
    if found.is_difference:
        sign = -1.0 if words.meaning.better == "lower" else 1.0
        each = [chance.mean_of(lucks, np.eye(len(table))[k]) for k in range(len(table))]
        better = [sign * value > 0 and chance.beyond(value, error, lucks.shape[1] - 1, len(table)) for value, error in each]
        if not any(better):
            said.append(words.say("sweep.points.zero", reference=words.reference))
    order = np.argsort(-answers, kind="stable")
    rows = [
        [cell(labels[k]), _number(words, answers[k]), _number(words, errors[k], False), _sure(words, not alike[k] or k == best)]
        for k in order
    ]
    figure = sweep_figures.ranked(words, labels, answers, errors, finding)
    heads = _heads(words, "point", "answer", "error", "told")
    return _section(
        words, "points", finding, [("points", figure)], heads, rows, [] if found.kind == "grid" and len(found.names) > 1 else said
    )
