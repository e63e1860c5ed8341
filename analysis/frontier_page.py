"""The page of a search: the answer, what money buys, the mix and where its money goes, built from the stored files alone."""

from __future__ import annotations

from pathlib import Path

from analysis import costs, figures, frontier, frontier_figures, pages, results, survival
from analysis.frontier_words import Words
from analysis.pages import cell
from analysis.reading import Reading


def build(folder, language: str | None = None) -> Path:
    """Draw the figures and write ``report.html`` of a search; return its path.

    Parameters
    ----------
    language : None takes the one that the manifest names, else English.
    """
    folder = Path(folder)
    about = pages.read_manifest(folder)
    words = Words(about, pages.spoken(about, language))
    say, rows, levers = words.say, frontier.read(folder), _read(folder / "levers.csv")
    text = pages.render(
        "optimise.html",
        say,
        manifest=about,
        words=words,
        draft=say.is_draft(),
        illustrative=say("optimise.illustrative", place=words.place) if about["illustrative"] else "",
        missed=words.missed(rows),
        answer=[sentence for sentence in words.answer(rows) if sentence != words.missed(rows)],
        pictures=_pictures(folder, rows, levers, words),
        chosen={name: pages.compared(folder, name, about["contexts"][0]) for name in frontier.chosen(about)},
        mixes={name: _mix(words, mine) for name, mine in levers.groupby("policy", sort=False)},
        policies=_policies(rows, words),
        does=[(words.policy(row["policy"]), _does(row["policy"], words)) for _, row in rows.iterrows()],
        searched=[[cell(part) for part in words.reach(said)] for said in about["over"]],
        ignorance=rows["interval"].iloc[0] == "ignorance",
        method=_method(words),
    )
    path = pages.page_of(folder, language)
    path.write_bytes(text.encode("utf-8"))
    return path


def _read(path):
    import pandas

    return pandas.read_csv(path, encoding="utf-8")


def _pictures(folder, rows, levers, words) -> dict[str, dict]:
    """Draw every figure into ``figures/``; return what the page shows of each, by name."""
    about, say, drawn = words.about, words.say, {}

    def add(name, figure, caption, heads=(), cells=()):
        drawn[name] = pages.picture(folder, name, figure, caption, heads, cells)

    candidates = _read(folder / "candidates.csv")
    for goal in about["goals"]:
        caption = say(f"optimise.caption.{goal}", year=words.context["price_year"])
        add(f"front_{goal}", frontier_figures.money_buys(words, rows, candidates, goal), caption)
    chosen = frontier.chosen(about)
    if chosen:
        found = results.read(folder / "comparison")
        years = int(about["outcome"].rsplit("_", 1)[1][:-1])
        fates = survival.fates(found.spells, years, order=[about["reference"], *chosen])
        clear = Reading(found, words.say).clearly(about["outcome"])
        figure = figures.heads_of_hundred(fates, years, about["reference"], bool(about["illustrative"]), clear, look=words.look)
        add("heads", figure, say("optimise.caption.heads"))
        lines = costs.by_line(found.ledger, found.manifest["replicates"])
        values = {"years": say.years(about["years"]), "posts": say.number(about["teachers"], 0)}
        for name in chosen:
            add(f"money_{name}", frontier_figures.money_goes(words, lines, name), say("optimise.caption.money", **values))
            mine = frontier.parts(levers[levers["policy"] == name])
            if len(mine):
                add(f"levers_{name}", frontier_figures.levers_do(words, mine), say("optimise.caption.levers"))
    return drawn


def _mix(words, levers) -> dict:
    """Return what each lever of a chosen mix does, what they do only together, and the whole: heads and rows of cells."""
    say, rows = words.say, []
    parts, whole = frontier.parts(levers), levers[levers["lever"] == frontier.WHOLE]

    def add(row, label, before="", chosen=""):
        unclear = say("optimise.not_told") if row.get("clear") == frontier.NOT_CLEAR else ""
        more = cell(say.signed(100 * row["more"]), 100 * row["more"], unclear)
        rows.append([cell(label), cell(before), cell(chosen), more, cell(say.money(row["cost"], words.currency), row["cost"])])

    for _, row in parts.iterrows():
        add(row, words.lever(row["lever"]), words.value(row["lever"], row["before"]), words.value(row["lever"], row["chosen"]))
    if len(parts) > 1 and len(whole):
        add(whole[["more", "cost"]].iloc[0] - parts[["more", "cost"]].sum(), say("optimise.together"))
        add(whole.iloc[0], say("optimise.whole", policy=say("sweep.quoted", name=words.policy(words.about["base"]))))
    heads = [say("head.lever"), *(words.head(name) for name in ("before", "chosen", "because", "money"))]
    return {"heads": heads, "rows": rows}


def _policies(rows, words) -> dict:
    """Return the table of policies: heads and rows of cells."""
    about, say, lines = words.about, words.say, []
    for _, row in rows.iterrows():
        mine = row["policy"] == about["reference"]
        roles = f"{say('answer.comma')} ".join(say(f"optimise.role.{role}") for role in row["role"].split())
        line = [cell(words.policy(row["policy"]), below=roles)]
        line.append(cell(say.money(row["cost"]), row["cost"], say.between_sums(row["cost_low"], row["cost_high"])))
        if about["budget"] is not None:
            line.append(cell(say.heads(row["over_budget"]), row["over_budget"]))
        line.append(cell(say.heads(row["kept"]), row["kept"]))
        more = _bounded(words, row, "more", 100, 1, mine)
        if not mine and row["clear"] != frontier.CLEAR:
            more["below"] += f"{say('answer.join')} {say('optimise.not_told')}"
        nearer = _bounded(words, row, "nearer", 100, 1, mine)
        gap = cell(
            say.signed(100 * row["gap"]), row["gap"], "" if mine else say("optimise.nearer", n=nearer["text"], bounds=nearer["below"])
        )
        lines.append([*line, more, _bounded(words, row, "tired", 1, 2, mine), gap])
    names = ["cost", *(["over"] if about["budget"] is not None else []), "kept", "more", "tired", "gap"]
    return {"heads": [say("head.policy"), *(words.head(name) for name in names)], "rows": lines}


def _bounded(words, row, field, factor, digits, mine):
    say = words.say
    if mine:
        return cell(say.number(None), float("nan"))
    low, high = row[f"{field}_low"], row[f"{field}_high"]
    bounds = say("number.between", low=say.signed(factor * low, digits), high=say.signed(factor * high, digits)) if low == low else ""
    return cell(say.signed(factor * row[field], digits), row[field], bounds)


def _does(policy, words):
    changed = words.about["changed"].get(policy)
    return words.mix(changed) if changed is not None else pages.title(words.say, "scenario", words.about["titles"].get(policy, ""))


def _method(words) -> list[str]:
    """Return how the answer was found, in sentences."""
    about, say = words.about, words.say
    numbers = {name: say.number(about[name], 0) for name in ("tried", "different", "worlds", "checked", "check_worlds", "replicates")}
    said = [say("optimise.how", sets=about["parameter_sets"], **numbers)]
    if about["could_not_run"]:
        said.append(say("optimise.could_not_run", n=about["could_not_run"]))
    said.append(say("optimise.how.proof"))
    begins = say("optimise.begins", policy=say("sweep.quoted", name=words.policy(about["base"])))
    fixed = f"{say('answer.comma')} ".join(words.set_to(name, value) for name, value in about["fixed"].items())
    return [*said, say("optimise.costs"), begins + (f" {say('optimise.fixed', levers=fixed)}" if fixed else "")]
