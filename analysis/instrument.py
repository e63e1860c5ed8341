"""A questionnaire as studies report it: section means and spread, Cronbach's alpha, t test with d, correlations, each with its intervals.

Works on ticked items alone. An interval ``sample`` says what one survey of this size may see: quantiles over repeated samples, taken
within parameter sets. An interval ``ignorance`` says how far the answers of the parameter sets lie apart. Both hold 90 % and are never
pooled.
"""

from __future__ import annotations

import csv
import math
from itertools import combinations
from pathlib import Path

import numpy as np

from analysis import pages
from analysis.language import language
from analysis.pages import cell
from analysis.uncertainty import IGNORANCE, TAILS, interval

SAMPLE = "sample"
COLUMNS = (
    "statistic",
    "part",
    "group",
    "unit",
    "this_sample",
    "estimate",
    "low",
    "high",
    "interval",
    "published",
    "source",
    "n",
    "n_samples",
    "n_parameter_sets",
)
UNITS = {"mean": "1-5", "sd": "1-5", "alpha": "alpha", "t": "t", "p": "p", "df": "df", "d": "SD", "r": "r"}
UNITS |= {"significant": "share of samples"}
WHOLE = "questionnaire"
PAIRS = (
    ("intention", "exhaustion"),
    ("intention", "depersonalisation"),
    ("intention", "accomplishment_lack"),
    ("efficacy", "burnout"),
    ("efficacy", "accomplishment_lack"),
    ("exhaustion", "depersonalisation"),
)
TEST = "karachi_private against karachi_government"
# what the studies found: (statistic, part, group) -> value, row; the numbers of the read-out were set to those of Karachi
PUBLISHED = {
    ("mean", "practices", "karachi_private"): (4.21, "S01"),
    ("mean", "practices", "karachi_government"): (3.48, "S02"),
    ("mean", "support", "karachi_private"): (4.12, "S04"),
    ("mean", "support", "karachi_government"): (3.29, "S04"),
    ("t", "practices", TEST): (3.42, "S06"),
    ("d", "practices", TEST): (0.88, "D01"),
    ("alpha", WHOLE, "all"): (0.87, "S08"),
    ("r", "intention with exhaustion", "all"): (0.41, "P01"),
    ("r", "intention with depersonalisation", "all"): (0.32, "P02"),
    ("r", "intention with accomplishment_lack", "all"): (0.21, "P02"),
    ("r", "efficacy with burnout", "all"): (-0.33, "P04"),
    ("r", "efficacy with accomplishment_lack", "all"): (-0.49, "P05"),
}


def cronbach_alpha(items) -> float:
    """Return Cronbach's alpha of ticks (teachers, items): k/(k-1) (1 - sum of item variances / variance of the sum); nan without spread.

    Source: Cronbach 1951, Psychometrika 16, 297-334.
    """
    items = np.asarray(items, float)
    teachers, k = items.shape
    if teachers < 2 or k < 2:
        return float("nan")
    whole = items.sum(axis=1).var(ddof=1)
    return float(k / (k - 1) * (1.0 - items.var(axis=0, ddof=1).sum() / whole)) if whole > 0 else float("nan")


def t_test(one, other) -> dict[str, float]:
    """Return t, df, p and Cohen's d of two independent groups, pooled variance, two-sided, as the study reports it; nan without spread."""
    from scipy.stats import t as student

    one, other = np.asarray(one, float), np.asarray(other, float)
    df = one.size + other.size - 2
    pooled = ((one.size - 1) * one.var(ddof=1) + (other.size - 1) * other.var(ddof=1)) / df
    if not pooled > 0:
        return {"t": float("nan"), "df": float(df), "p": float("nan"), "d": float("nan")}
    d = float((one.mean() - other.mean()) / np.sqrt(pooled))
    t = d / np.sqrt(1.0 / one.size + 1.0 / other.size)
    return {"t": float(t), "df": float(df), "p": float(2.0 * student.sf(abs(t), df)), "d": d}


def statistics(ticks: dict, scales: dict, sections: list[str], states: tuple[str, ...]) -> dict[tuple[str, str, str], float]:
    """Return every statistic of one sample by (statistic, part, group).

    Parameters
    ----------
    ticks : {group: (teachers, items)};  scales : {group: (teachers, states)}.
    sections : the section of each item;  states : the names of the further scales.
    """
    place = np.array(sections)
    names = list(dict.fromkeys(sections))
    everybody = np.concatenate(list(ticks.values()))
    scores = {group: {name: answers[:, place == name].mean(axis=1) for name in names} for group, answers in ticks.items()}
    found = {}
    for group, by_section in scores.items():
        for name, score in by_section.items():
            found["mean", name, group] = float(score.mean())
            found["sd", name, group] = float(score.std(ddof=1))
    pooled = {name: np.concatenate([by_section[name] for by_section in scores.values()]) for name in names}
    if len(ticks) > 1:
        for name, score in pooled.items():
            found["mean", name, "all"], found["sd", name, "all"] = float(score.mean()), float(score.std(ddof=1))
    found["alpha", WHOLE, "all"] = cronbach_alpha(everybody)
    for name in names:
        found["alpha", name, "all"] = cronbach_alpha(everybody[:, place == name])
    for one, other in combinations(ticks, 2):
        against = f"{one} against {other}"
        for name in names:
            test = t_test(scores[one][name], scores[other][name])
            found |= {(key, name, against): value for key, value in test.items()}
            found["significant", name, against] = float(test["p"] < 0.05)
    for one, other in combinations(names, 2):
        found["r", f"{one} with {other}", "all"] = correlation(pooled[one], pooled[other])
    read = dict(zip(states, np.concatenate(list(scales.values())).T))
    read["burnout"] = 0.5 * (read["exhaustion"] + read["depersonalisation"])
    for one, other in PAIRS:
        found["r", f"{one} with {other}", "all"] = correlation(read[one], read[other])
    return found


def correlation(one, other) -> float:
    """Return Pearson's r; nan where one of the two does not vary."""
    one, other = one - one.mean(), other - other.mean()
    size = np.sqrt((one**2).sum() * (other**2).sum())
    return float((one * other).sum() / size) if size > 0 else float("nan")


def summarise(samples, sets, n: int):
    """Return the tidy summary: a row for each statistic and kind of interval.

    Parameters
    ----------
    samples : list of dictionaries of :func:`statistics`; the first is the sample whose items are stored.
    sets : parameter set of each sample.
    n : teachers of each group.

    Returns
    -------
    DataFrame with exactly :data:`COLUMNS`; bounds are nan where they need more samples, or a second parameter set.
    """
    import pandas

    keys, sets = list(samples[0]), np.asarray(sets)
    values = np.array([[each[key] for key in keys] for each in samples])
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    nothing = np.zeros_like(values)
    by_kind = {IGNORANCE: interval(filled, known.astype(float), nothing, known.astype(float), sets, IGNORANCE)[:3]}
    estimate = by_kind[IGNORANCE][0]
    by_kind[SAMPLE] = np.stack([estimate, *_within_sets(values, sets, estimate)])
    rows = []
    for k, key in enumerate(keys):
        published, source = PUBLISHED.get(key, (None, ""))
        for kind in (SAMPLE, IGNORANCE):
            _, low, high = by_kind[kind][:, k]
            if key[0] in ("significant", "df") and kind == SAMPLE:
                low = high = np.nan  # a share of samples has no spread over samples
            rows.append(
                (
                    *key,
                    UNITS[key[0]],
                    values[0, k],
                    estimate[k],
                    low,
                    high,
                    kind,
                    published,
                    source,
                    n,
                    len(samples),
                    len(np.unique(sets)),
                )
            )
    return pandas.DataFrame(rows, columns=list(COLUMNS))


def _within_sets(values, sets, estimate) -> tuple[np.ndarray, np.ndarray]:
    """Return 90 % bounds (keys,) of single samples: their distances from the mean of their parameter set, about the estimate."""
    if len(values) < 2:
        nothing = np.full(values.shape[1], np.nan)
        return nothing, nothing
    names, member, size = np.unique(sets, return_inverse=True, return_counts=True)
    if size.min() < 2:
        member, size = np.zeros(len(values), int), np.array([len(values)])
    distance = np.empty_like(values)
    for k, many in enumerate(size):
        own = values[member == k]
        # a mean of few samples lies too near to each of them
        distance[member == k] = (own - np.nanmean(own, axis=0)) * np.sqrt(many / (many - 1.0))
    low, high = np.nanquantile(distance, TAILS, axis=0, method="median_unbiased")
    return estimate + low, estimate + high


def build(folder, language: str | None = None) -> Path:
    """Write ``report.html`` of a survey from ``manifest.json`` and ``summary.csv`` of its folder; return its path."""
    folder = Path(folder)
    manifest = pages.read_manifest(folder)
    say, rows = pages.spoken(manifest, language), read_summary(folder)
    heads = [say(f"survey.head.{name}") for name in ("part", "statistic")] + [say("head.group")]
    heads += [say(f"survey.head.{name}") for name in ("sample", "mean", "may_see", "ignorance", "published")]
    titles = group_titles(manifest, say)
    groups = [
        [
            cell(titles[group["name"]], below=group["name"]),
            cell(pages.title(say, "scenario", group["policy"])),
            cell(str(group["n"]), group["n"]),
            cell(say.heads(group["mentored_share"]), group["mentored_share"]),
        ]
        for group in manifest["groups"]
    ]
    text = pages.render(
        "survey.html",
        say,
        manifest=manifest,
        draft=say.is_draft(),
        answer=answer(rows, manifest, say),
        groups=groups,
        heads=heads,
        illustrative=[pages.title(say, "place", one) for one in manifest["illustrative"]],
        tables={name: [_cells(row, titles, say) for row in table] for name, table in tables(rows, say).items()},
        codebook=manifest["codebook"],
    )
    path = pages.page_of(folder, language)
    path.write_bytes(text.encode("utf-8"))
    return path


def _cells(row, titles, say) -> list[dict]:
    """Return the cells of one row of a table of the page."""
    digits = 3 if row["statistic"] == "p" else 2
    this = row["this_sample"]
    said = "" if row["statistic"] == "significant" else say.number(this, digits)
    if row["statistic"] == "p" and this is not None and this < 0.001:
        said = f"< {say.number(0.001, 3)}"
    published = row["published"]
    return [
        cell(part_word(row["part"], titles, say)),
        cell(say(f"survey.statistic.{row['statistic']}")),
        cell(part_word(row["group"], titles, say)),
        cell(said, this if this is not None else math.nan),
        cell(say.number(row["estimate"], 2), row["estimate"] if row["estimate"] is not None else math.nan),
        cell(row["sample"]),
        cell(row["ignorance"]),
        cell("" if published is None else say.number(published, 2), below=row["source"] if published is not None else ""),
    ]


def group_titles(manifest: dict, say) -> dict[str, str]:
    """Return the title of each group by its name: its place, and its sector where a place has several."""
    found = {}
    for group in manifest["groups"]:
        place = next(one["title"] for one in manifest["contexts"] if f"{group['title']}: ".startswith(f"{one['title']}: "))
        sector = group["title"].removeprefix(place).removeprefix(": ")
        found[group["name"]] = pages.title(say, "place", place) + (f": {say.named('group', sector)}" if sector else "")
    return found


def part_word(part: str, titles: dict[str, str], say) -> str:
    """Return a part of the questionnaire, a pair of them or a group in words."""
    for link in (" with ", " against "):
        if link in part:
            one, other = part.split(link)
            return f"{part_word(one, titles, say)} – {part_word(other, titles, say)}"
    return titles.get(part) or say.named("survey.part", part, part.replace("_", " "))


def read_summary(folder) -> list[dict]:
    """Return the rows of a survey's ``summary.csv``; numbers as float, an empty cell as None."""
    with open(Path(folder) / "summary.csv", encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        for key in ("this_sample", "estimate", "low", "high", "published"):
            row[key] = float(row[key]) if row[key] else None
    return rows


def tables(rows: list[dict], say=None) -> dict[str, list[dict]]:
    """Return the report's tables by name: each statistic once, with its value in the stored sample and its two intervals."""
    merged = {}
    for row in rows:
        one = merged.setdefault((row["statistic"], row["part"], row["group"]), dict(row))
        one[row["interval"]] = between(row["low"], row["high"], 2, say)
    chosen = {"sections": ("mean", "sd"), "reliability": ("alpha",), "tests": ("t", "p", "d", "significant"), "correlations": ("r",)}
    return {name: [row for row in merged.values() if row["statistic"] in kinds] for name, kinds in chosen.items()}


def between(low, high, digits: int, say=None) -> str:
    """Write two bounds, or a dash where there are none."""
    return (say or language()).between(low, high, digits)


def answer(rows: list[dict], manifest: dict, say=None) -> list[str]:
    """Return the survey's result in sentences."""
    say = say or language()
    at = {(row["statistic"], row["part"], row["group"]): row for row in rows if row["interval"] == SAMPLE}
    said = []
    titles = group_titles(manifest, say)
    for group in manifest["groups"]:
        row = at["mean", "practices", group["name"]]
        bounds = between(row["low"], row["high"], 2, say)
        said.append(say("survey.rates", group=titles[group["name"]], n=group["n"], mean=say.number(row["this_sample"]), bounds=bounds))
    tests = [key for key in at if key[0] == "t" and key[1] == "practices"]
    for key in tests[:1]:
        one, other = key[2].split(" against ")
        t, p, d = (at[name, *key[1:]] for name in ("t", "p", "d"))
        df, share = at["df", *key[1:]]["this_sample"], at["significant", *key[1:]]["estimate"]
        chance = f"p < {say.number(0.001, 3)}" if p["this_sample"] < 0.001 else f"p = {say.number(p['this_sample'], 3)}"
        values = {"df": f"{df:.0f}", "t": say.number(t["this_sample"]), "d": say.number(d["this_sample"])}
        said.append(say("survey.test", one=titles[one], other=titles[other], chance=chance, share=say.heads(share), **values))
    alpha = at["alpha", WHOLE, "all"]
    values = {"alpha": say.number(alpha["this_sample"]), "bounds": between(alpha["low"], alpha["high"], 2, say)}
    said.append(say("survey.alpha", items=len(manifest["codebook"]), **values))
    return said
