"""The page of a sweep: what its design can say, built from the stored files of its folder alone."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np

from analysis import chart, discovery, robustness, sensitivity, sweep_figures, sweep_words, swept, words

POLICY, WORLD = ("scenario", "levers."), ("context", "parameters.")
MOST_POLICIES, MOST_RANKED, MOST_CURVES = 60, 200, 12


def build(folder, language: str | None = None) -> Path:
    """Write ``report.html``, ``figures/`` and ``answers.csv`` of a sweep from the files of its folder; return the path of the page.

    Raises
    ------
    FileNotFoundError : the folder holds no finished sweep.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    found = swept.read(folder)
    sections = sections_of(found)
    for section in sections:
        for name, figure in section.pop("figures"):
            chart.save(figure, found.folder / "figures" / name)
            section["pictures"].append(_inline(figure, name))
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates"), encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("sweep.html").render(
        manifest=found.manifest,
        title=found.manifest["title"] or sweep_words.TITLE,
        what=_what(found),
        answer=[*(sentence for section in sections for sentence in section["said"]), *_luck(found)],
        sections=sections,
        illustrative=[one["title"] for one in found.manifest["contexts"] if one["illustrative"]],
        factors=[_factor_row(one) for one in found.manifest["factors"]],
        number=words.number,
    )
    table = found.answers.drop(columns=["is_reference"])
    table.to_csv(found.folder / "answers.csv", index=False, lineterminator="\n", float_format="%.10g")
    path = found.folder / "report.html"
    path.write_bytes(text.encode("utf-8"))
    return path


def sections_of(found: swept.Swept) -> list[dict]:
    """Return what the sweep's design can say, as sections with finding, figures and a table of texts."""
    answers = found.answers
    whole = answers[answers["answer"].notna()]
    made = []
    if whole.empty:
        return made
    if found.kind in ("sobol", "morris") and len(whole) < len(answers):
        made.append(
            _section("curves", "Some points have no run that came through, so shares and effects cannot be computed", "", [], [], [])
        )
    elif found.kind == "sobol":
        made.append(_sobol(found, whole))
    elif found.kind == "morris":
        made.append(_morris(found, whole))
    elif found.kind == "one_at_a_time":
        made.append(_tornado(found, whole))
    if found.kind == "discovery" or (found.target and len(whole) >= 50):
        made.append(_box(found, whole))
    if found.kind == "grid" and len(found.names) >= 2:
        made.append(_map(found, whole))
    if found.kind in ("zip", "list", "csv", "grid") and len(whole) <= MOST_RANKED:
        made.append(_ranked(found, whole))
    has_curves = found.kind not in ("morris", "zip", "list") and (found.kind != "one_at_a_time" or found.manifest["design"]["levels"] > 2)
    if found.names and has_curves:
        made.append(_curves(found, whole))
    made.append(_regret(found))
    return [one for one in made if one]


def _section(name, finding, method, figures, head, rows, said=None):
    return {
        "name": name, "heading": sweep_words.HEADINGS[name], "finding": finding, "method": method, "figures": figures, "pictures": [],
        "head": head, "rows": rows, "said": [f"{finding}."] if said is None else said,
    }  # fmt: skip


def _labels(found):
    return [sweep_words.label_of(one) for one in found.factors]


def _sobol(found, table):
    labels = _labels(found)
    first, total = sensitivity.sobol(table["answer"].to_numpy(), len(labels))
    order = list(np.argsort(-total.value))
    finding = sweep_words.finding_sobol(labels, first, total, order)
    rows = [[labels[k], *(_bounded(one, k) for one in (first, total))] for k in order]
    figure = sweep_figures.indices(found, labels, first, total, finding)
    return _section("sobol", finding, sweep_words.METHODS["sobol"], [("sobol", figure)], ["Factor", "First, %", "Total, %"], rows)


def _bounded(one, k):
    value, low, high = (words.number(100 * number, 0) for number in (one.value[k], one.low[k], one.high[k]))
    return f"{value} ({low} to {high})"


def _morris(found, table):
    labels = _labels(found)
    shares = np.column_stack([(table[one["name"]].to_numpy() - one["low"]) / (one["high"] - one["low"]) for one in found.factors])
    size, mean, sigma = sensitivity.morris(shares, table["answer"].to_numpy())
    order = list(np.argsort(-size.value))
    finding = sweep_words.finding_effects(found, labels, size, order)
    said = lambda value, signed=False: sweep_words.said(value, found.meaning, signed)  # noqa: E731
    rows = [
        [labels[k], f"{said(size.value[k])} ({said(size.low[k])} to {said(size.high[k])})", said(mean[k], True), said(sigma[k])]
        for k in order
    ]
    figure = sweep_figures.effects(found, labels, size, sigma, finding)
    method = sweep_words.METHODS["morris"].format(n=found.manifest["design"]["n"])
    return _section("morris", finding, method, [("morris", figure)], ["Factor", "mu*", "mean (mu)", "sigma"], rows)


def _tornado(found, table):
    labels = _labels(found)
    by_name = sensitivity.one_at_a_time(table, table["answer"].to_numpy(), found.names)
    ranges = [by_name[name] for name in found.names]
    base = float(table["answer"].iloc[0])
    finding = sweep_words.finding_tornado(found, labels, ranges)
    rows = []
    for label, (values, answers) in zip(labels, ranges):
        low, high = int(np.argmin(answers)), int(np.argmax(answers))
        rows.append([label, *(f"{sweep_words.said(answers[k], found.meaning)} at {sweep_words.value_of(values[k])}" for k in (low, high))])
    figure = sweep_figures.tornado(found, labels, ranges, base, finding)
    return _section("tornado", finding, sweep_words.METHODS["tornado"], [("tornado", figure)], ["Factor", "Lowest", "Highest"], rows)


def _curves(found, table):
    if found.kind == "one_at_a_time":
        by_name = sensitivity.one_at_a_time(table, table["answer"].to_numpy(), found.names)
        lines = [(by_name[name][0], by_name[name][1], np.full(len(by_name[name][0]), np.nan)) for name in found.names]
    else:
        lines = [sensitivity.response(table[name].to_numpy(), table["answer"].to_numpy()) for name in found.names]
    order = sorted(range(len(lines)), key=lambda k: -np.ptp(lines[k][1]))[:MOST_CURVES]
    finding = sweep_words.finding_curves(found, _labels(found), lines, float(table["error"].median()))
    figure = sweep_figures.curves(found, [found.factors[k] for k in order], [lines[k] for k in order], finding)
    said = [] if found.kind in ("one_at_a_time", "sobol", "discovery", "grid") else None
    return _section("curves", finding, sweep_words.METHODS["curves"], [("curves", figure)], [], [], said)


def _map(found, table):
    reach = {
        one["name"]: float(np.ptp(sensitivity.response(table[one["name"]].to_numpy(), table["answer"].to_numpy())[1]))
        for one in found.factors
    }
    across, down = sorted(found.factors, key=lambda one: -reach[one["name"]])[:2]
    if len(table[across["name"]].unique()) > len(table[down["name"]].unique()) and len(table[across["name"]].unique()) > 8:
        across, down = down, across
    pivot = table.pivot_table(index=down["name"], columns=across["name"], values="answer", sort=down.get("low") is not None)
    for axis, one in (("index", down), ("columns", across)):
        if table[one["name"]].dtype.kind in "if":
            pivot = pivot.sort_index(axis=axis, ascending=axis != "index")
    finding = sweep_words.finding_map(found, pivot)
    figure = sweep_figures.heat(found, pivot, down, across, finding)
    return _section("map", finding, sweep_words.METHODS["map"], [("map", figure)], [], [])


def _names_of(found, table):
    parts = []
    for one in found.factors:
        label = "" if one["name"] in ("context", "scenario") else f"{sweep_words.label_of(one)} "
        parts.append([f"{label}{sweep_words.value_of(value)}" for value in table[one["name"]]])
    return [", ".join(values) for values in zip(*parts)] or ["the only point"] * len(table)


def _ranked(found, table):
    labels = _names_of(found, table)
    answers, errors = table["answer"].to_numpy(), table["error"].to_numpy(float)
    finding = sweep_words.finding_points(found, labels, answers)
    order = np.argsort(-answers, kind="stable")
    rows = [
        [labels[k], sweep_words.said(answers[k], found.meaning, found.is_difference), sweep_words.said(errors[k], found.meaning, False)]
        for k in order
    ]
    figure = sweep_figures.ranked(found, labels, answers, errors, finding)
    said = [] if found.kind == "grid" and len(found.names) >= 2 else None
    return _section(
        "points", finding, sweep_words.METHODS["points"], [("points", figure)], ["Point", "Answer", "Error of luck"], rows, said
    )


def _box(found, table):
    sense, value = found.target or sweep_words.default_target(found)
    answers = table["answer"].to_numpy()
    fails = answers < value if sense == ">=" else answers > value
    columns = {name: table[name].to_numpy() for name in found.names}
    whole = {name: (column.min(), column.max()) for name, column in columns.items() if column.dtype.kind in "if"}
    count = int(fails.sum())
    if count in (0, len(fails)):
        said = sweep_words.box_said(found, None, whole, count, len(fails))
        return _section("box", said[0].rstrip("."), "", [], [], [], said)
    box, boxes = discovery.found(columns, fails)
    said = sweep_words.box_said(found, box, whole, count, len(fails))
    by_name = {one["name"]: one for one in found.factors}
    order = sorted(box.limits, key=box.chance.get)
    rows = [[sweep_words.condition(by_name[name], box.limits[name], whole.get(name)), _chance(box.chance[name])] for name in order]
    numeric = [by_name[name] for name in order if name in whole]
    numeric += [one for one in found.factors if one["name"] in whole and one not in numeric]
    figures = []
    if len(numeric) >= 2 and box.limits:
        shown = {name: box.limits[name] for name in box.limits if name in whole}
        title = sweep_words.finding_box(box, count / len(fails))
        figures.append(("box", sweep_figures.box(found, numeric[:2], columns, fails, shown, title)))
    method = sweep_words.METHODS["box"].format(cases=len(fails), fails=count)
    counted = [
        ["Coverage", f"{100 * box.coverage:.0f} %"],
        ["Density", f"{100 * box.density:.0f} %"],
        ["Points inside", f"{box.cases} of {len(fails)}"],
    ]
    return _section("box", said[0].rstrip("."), method, figures, ["Condition", "by chance"], [*rows, *counted] if box.limits else [], said)


def _chance(value):
    return "less than 1 in 1000" if value < 0.001 else f"{100 * value:.1f} %"


def _regret(found):
    policies = [one for one in found.factors if one["key"].startswith(POLICY)]
    worlds = [one for one in found.factors if one["key"].startswith(WORLD)]
    sets = found.manifest["parameters_source"] != "default" and found.manifest["parameter_sets"] > 1 and found.manifest["replicates"] > 1
    if not policies or not (worlds or sets) or found.kind not in ("grid", "list", "csv", "zip"):
        return None
    keys = [one["name"] for one in (*policies, *worlds)]
    answers = found.by([*keys, *(["parameter_set"] if sets else [])])
    names = [one["name"] for one in policies]
    plain = [sweep_words.label_of(one) + " " if one["key"].startswith("levers.") else "" for one in policies]
    answers["policy"] = [
        ", ".join(f"{head}{sweep_words.value_of(v)}" for head, v in zip(plain, row)) for row in answers[names].itertuples(index=False)
    ]
    index = [one["name"] for one in worlds] + (["parameter_set"] if sets else [])
    wide = answers.pivot_table(index=index, columns="policy", values="answer", sort=False)
    if not 2 <= wide.shape[1] <= MOST_POLICIES or wide.dropna().shape[0] < 2:
        return None
    target = found.target[1] if found.target else None if found.is_difference else sweep_words.default_target(found)[1]
    table = robustness.table(wide, found.meaning.better, target)
    said = lambda value, signed=False: sweep_words.said(value, found.meaning, signed)  # noqa: E731
    rows = [
        [
            sweep_words.capital(one.policy), said(one.mean, True), said(one.mean_regret), said(one.worst_regret),
            _world(index, one.worst_world),
            f"{100 * one.best_share:.0f} %", f"{100 * one.enough_share:.0f} %",
        ]
        for one in table.itertuples()
    ]  # fmt: skip
    parts = [sweep_words.label_of(one) for one in worlds] + (["parameter set"] if sets else [])
    enough = sweep_words.target_said(found) if found.target or not found.is_difference else "better than the reference"
    method = sweep_words.METHODS["regret"].format(world=" with one ".join(parts), enough=enough)
    head = ["Policy", "Mean answer", "Mean regret", "Worst regret", "There", "Best in", "Good enough in"]
    return _section("regret", sweep_words.finding_regret(found, table), method, [], head, rows)


def _world(index, value):
    values = value if isinstance(value, tuple) else (value,)
    return ", ".join(f"set {one:g}" if name == "parameter_set" else sweep_words.value_of(one) for name, one in zip(index, values))


def _what(found):
    _, unit, _ = sweep_words.unit_of(found.meaning)
    form = sweep_words.ANSWER_DIFFERENCE if found.is_difference else sweep_words.ANSWER_LEVEL
    reference = sweep_words.TODAY if found.manifest["reference"] == "today" else found.manifest["reference"].replace("_", " ")
    return form.format(reference=reference, label=found.meaning.label, unit=unit)


def _luck(found):
    """Say how far luck moves the answer of one point, where that is known."""
    error = found.answers["error"].median()
    return [sweep_words.luck(found, error)] if np.isfinite(error) and error > 0 else []


def _factor_row(one):
    return {
        "label": sweep_words.capital(sweep_words.label_of(one)), "key": one["key"],
        "given": one["given"].replace("..", " to ").replace(",", ", ").replace("_", " "),
        "unit": one.get("unit", ""), "source": one.get("source", ""),
    }  # fmt: skip


def _inline(figure, name):
    """Return a figure as SVG inside a page, its ids its own, so that two figures of a page do not share them."""
    import matplotlib

    stream = io.BytesIO()
    with matplotlib.rc_context(chart.STYLE):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue().decode("utf-8")
    text = text[text.index("<svg") :]
    for own in set(re.findall(r'id="([^"]+)"', text)):
        text = (
            text.replace(f'id="{own}"', f'id="{name}-{own}"')
            .replace(f"#{own})", f"#{name}-{own})")
            .replace(f'"#{own}"', f'"#{name}-{own}"')
        )
    return text
