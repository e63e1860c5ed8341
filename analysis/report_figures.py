"""The figures of a report, each with its section, its caption and the table behind it."""

from __future__ import annotations

import math

from analysis import assumptions, causes, costs, figures, survival, uncertainty
from analysis.outcomes import KEPT_YEARS, OUTCOMES
from analysis.pages import cell, picture
from analysis.paired import FEWER, best_interval
from analysis.reading import Reading


class Album:
    """Draw the figures that the results allow, save them, and keep what a page needs of each."""

    def __init__(self, reading: Reading):
        self.reading, self.say, self.found, self.drawn = reading, reading.say, reading.found, []
        self.order, self.reference, self.mark = reading.found.order, reading.reference, reading.illustrative
        self.years, self.look = reading.manifest["years"], reading.look
        self.notes: dict[str, str] = {}  # by section: what is said where there is nothing to draw

    def add(self, section: str, name: str, figure, heads: list[str], rows: list[list[dict]], **values) -> None:
        """Save a figure and keep its title, its inline SVG, its caption and its table."""
        caption = self.say(f"caption.{name.removesuffix('_of_novices')}", **values)
        self.drawn.append({"section": section, **picture(self.found.folder, name, figure, caption, heads, rows)})

    def options(self) -> dict:
        """Return what every figure takes."""
        return {"illustrative": self.mark, "look": self.look}

    def head(self, *names: str) -> list[str]:
        """Return table heads in words."""
        return [self.say(f"head.{name}") for name in names]

    def number(self, value, digits: int = 1, factor: float = 1.0, below: str = "") -> dict:
        """Return a cell with a number."""
        return cell(self.say.number(factor * value, digits), value, below)

    def policy(self, name: str) -> dict:
        """Return a cell with a policy's title."""
        return cell(self.reading.titles.get(name, name))

    def payer(self, name: str) -> dict:
        """Return a cell with a payer."""
        return cell(self.say.named("payer", name))

    def verdict(self, scenario: str, outcome: str, group: str = "all") -> dict:
        """Return a cell with what can be claimed of a difference."""
        return cell(self.say(f"verdict.{self.reading.verdict(scenario, outcome, group)}"))

    def difference(self, row, digits: int = 1, factor: float = 1.0) -> list[dict]:
        """Return cells of a difference and its two bounds."""
        said = cell(self.say.signed(factor * row["difference"], digits), row["difference"])
        return [said, *(self.number(row[end], digits, factor) for end in ("difference_low", "difference_high"))]


def draw(reading: Reading) -> Album:
    """Draw every figure that the results allow into ``figures/``; return the album: what the page needs of each, in the report's order."""
    album = Album(reading)
    several = len(album.order) > 1
    if reading.kept:
        _hundred(album)
        _retention(album)
        if several:
            _differences(album)
            _groups(album)
    _states(album)
    _mentoring(album)
    _causes(album)
    _money(album)
    _schools(album, several)
    if several and reading.kept:
        _tornado(album)
        if len(reading.costs) and not any(figure["section"] == "same_money" for figure in album.drawn):
            album.notes["same_money"] = album.say("report.same_money.none")
    return album


def _hundred(album):
    k = album.reading.kept
    fates = survival.fates(album.found.spells, k, album.order)
    if fates.empty:
        return
    rows = [
        [album.policy(name), *(album.number(value, 1, 100) for value in mine.set_index("fate")["share"][list(survival.FATES)])]
        for name, mine in fates.groupby("scenario", sort=False)
    ]
    heads = [*album.head("policy"), *(album.say(f"fate.{fate}") for fate in survival.FATES)]
    figure = figures.heads_of_hundred(fates, k, album.reference, clear=album.reading.clearly(album.reading.headline), **album.options())
    album.add("first", "heads_of_hundred", figure, heads, rows, years=album.say.years(k))


def _retention(album):
    curves = survival.curves(album.found.spells, album.years, order=album.order)
    for kind in ("profession", "school"):
        rows = [
            [
                album.policy(row.scenario),
                album.number(row.year, 0),
                *(album.number(value, 1, 100) for value in (row.estimate, row.low, row.high)),
                album.number(row.at_risk, 0),
            ]
            for row in curves[curves["kind"] == kind].itertuples()
        ]
        k = album.reading.kept
        clear = album.reading.clearly(f"retained_{kind}_{k}y")
        figure = figures.retention(curves, album.reference, kind, years=k, clear=clear, **album.options())
        album.add("stay", f"retention_{kind}", figure, album.head("policy", "year", "of_100", "low", "high", "at_risk"), rows)


def _differences(album):
    summary, k = album.found.summary, album.reading.kept
    outcomes = [f"retained_profession_{n}y" for n in KEPT_YEARS if n <= k]
    figure = figures.differences(summary, album.reference, outcomes, **album.options())
    rows = []
    for name in album.order:
        for outcome in outcomes if name != album.reference else ():
            mine, one = album.reading.rows(outcome), album.reading.rows(outcome, kind=uncertainty.DISTRICT)
            district = [album.number(one[end].get(name, math.nan), 1, 100) for end in ("difference_low", "difference_high")]
            rows.append([album.policy(name), cell(album.say(f"outcome.{outcome}")), *album.difference(mine.loc[name], 1, 100), *district])
    heads = album.head("policy", "outcome", "difference_100", "low", "high", "district_low", "district_high")
    album.add("differ", "differences", figure, heads, rows)


def _groups(album):
    """Draw the groups twice: new teachers by the headline, and all teachers, veterans among them, by who leaves in a year."""
    summary, say = album.found.summary, album.say
    for name, outcome in (("groups", album.reading.headline), ("groups_leavers", "annual_leaver_rate")):
        mine = summary[
            (summary["outcome"] == outcome) & (summary["interval"] == best_interval(summary)) & (summary["scenario"] != album.reference)
        ]
        sizes = _sizes(album, outcome)
        groups = [group for group in figures.groups_of(summary, outcome) if sizes.get(group, 0) >= figures.FEWEST]
        rows = [
            [
                album.policy(row["scenario"]),
                cell(figures.group_word(say, row["group"], outcome)),
                album.number(sizes.get(row["group"], math.nan), 0),
                *album.difference(row, 1, 100),
                album.verdict(row["scenario"], outcome, row["group"]),
            ]
            for _, row in mine[mine["group"].isin(groups)].iterrows()
            if math.isfinite(row["difference"])
        ]
        figure = figures.by_group(summary, album.reference, outcome, sizes=sizes, **album.options())
        heads = album.head("policy", "group", "counted", "difference_100", "low", "high", "verdict")
        album.add("groups", name, figure, heads, rows)


def _sizes(album, outcome):
    """Return how many teachers of each group a run of the reference holds: of its first cohort, or in the autumn of a mean year."""
    runs = album.found.runs
    mine = runs[(runs["outcome"] == outcome) & (runs["scenario"] == album.reference)]
    years = album.years if OUTCOMES[outcome].unit.endswith("year") else 1
    return (mine.groupby("group")["denominator"].sum() / album.reading.manifest["replicates"] / years).to_dict()


def _states(album):
    yearly = album.found.states()
    for outcome in ("efficacy", "exhaustion"):
        rows = [
            [
                album.policy(row.scenario),
                album.number(row.year, 0),
                album.number(row.estimate, 2),
                album.number(row.leavers, 2),
                cell(album.say.signed(row.difference, 2), row.difference),
                album.number(row.low, 2),
                album.number(row.high, 2),
            ]
            for row in yearly[yearly["outcome"] == outcome].itertuples()
        ]
        heads = album.head("policy", "year", "in_post_sd", "leavers_sd", "difference_sd", "low", "high")
        album.add("teachers", outcome, figures.state(yearly, outcome, album.reference, **album.options()), heads, rows)


def _mentoring(album):
    table = album.found.mentoring()
    if not len(table):
        return
    rows = [
        [album.policy(row.scenario), album.number(row.planned), album.number(row.delivered), album.number(row.on_paper, 0, 100)]
        for row in table.itertuples()
    ]
    figure = figures.mentoring(table, **album.options())
    album.add("mentoring", "mentoring", figure, album.head("policy", "planned", "delivered", "on_paper"), rows)


def _causes(album):
    for group, name in (("all", "causes"), ("novice", "causes_of_novices")):
        why = causes.frame(album.found.summary, group, album.order)
        if not len(why):
            continue
        rows = [
            [
                album.policy(row.scenario),
                cell(causes.word(album.say, row.cause)),
                album.number(row.share, 0, 100),
                album.number(row.rate, 2, 100),
                *(album.number(value, 2, 100) for value in (row.low, row.high)),
                cell(album.say.signed(100 * row.difference, 2), row.difference),
            ]
            for row in why.itertuples()
            if abs(row.rate) >= causes.SMALLEST / 10
        ]
        heads = album.head("policy", "cause", "share_of_leavers", "rate_100", "low", "high", "difference_100")
        figure = figures.causes(why, album.reference, **album.options())
        album.add("why", name, figure, heads, rows, group=album.say(f"causes.group.{group}"))


def _money(album):
    _paid(album)
    reading, order = album.reading, album.order
    say, currency, salary = album.say, reading.currency, 12.0 * reading.manifest["context"]["prices"]["month_salary"]
    posts = say.number(reading.manifest["teachers"], 0)
    points = costs.plane(album.found.runs, album.reference, album.years, order)
    if len(points) and points["cost"].abs().max() > 0:
        rows = [
            [album.policy(row.scenario), album.number(row.parameter_set, 0), album.number(row.kept, 2), cell(say.money(row.cost), row.cost)]
            for row in points.itertuples()
        ]
        figure = figures.plane(points, order, clear=reading.clearly(reading.headline), **album.options())
        album.add("money", "plane", figure, album.head("policy", "set", "kept_100", "more_a_year"), rows, currency=currency, posts=posts)
    clear = reading.clearly("annual_leaver_rate", FEWER)
    priced = reading.rows("cost_per_leaver_avoided")["estimate"].dropna()
    worth = costs.acceptability(album.found.runs, album.reference, max(3 * salary, 2 * priced.min() if len(priced) else 0.0), order)
    if len(worth):
        some = worth[worth["willingness"].isin(sorted(worth["willingness"].unique())[::5])]
        rows = [
            [album.policy(row.scenario), cell(say.money(row.willingness), row.willingness), album.number(row.probability, 0, 100)]
            for row in some.itertuples()
        ]
        figure = figures.acceptability(worth, clear=clear, salary=salary, **album.options())
        album.add("money", "worth", figure, album.head("policy", "willingness", "chances"), rows, currency=currency)
    same = costs.same_money(_differences_and_costs(reading)) if reading.kept and len(reading.costs) else []
    if len(same):
        rows = [
            [
                album.policy(row.scenario),
                album.number(row.scale, 2),
                cell(say.signed(row.kept), row.kept),
                album.number(row.low),
                album.number(row.high),
                cell(say(f"verdict.{row.verdict}")),
            ]
            for row in same.itertuples()
        ]
        figure = figures.same_money(same, album.reference, **album.options())
        cost = say.money(same["cost"].iloc[0], currency)
        heads = album.head("policy", "scale", "kept_100", "low", "high", "verdict")
        album.add("same_money", "same_money", figure, heads, rows, cost=cost, posts=posts)


def _differences_and_costs(reading):
    """Return the headline differences of 100 with what can be claimed of them and the extra cost a year, by policy."""
    rows = 100 * reading.others[["difference", "difference_low", "difference_high"]].set_axis(["kept", "low", "high"], axis=1)
    rows["cost"] = reading.costs["more"].reindex(rows.index)
    rows["verdict"] = [reading.verdict(name, reading.headline) for name in rows.index]
    return rows


def _paid(album):
    found, order, years, paid = album.found, album.order, album.years, album.reading.paid
    say, currency, ends = album.say, album.reading.currency, found.money_ends()
    if paid is None or not album.reading.costs["cost"].sum() > 0:
        return
    rows = []
    for name in order:
        mine = paid[(paid["scenario"] == name) & (paid["cost"] > 0)]
        programme = album.reading.costs["cost"][name]
        each = [(album.payer(row.payer), row.cost_a_year) for row in mine.itertuples()] + [(cell(say("head.programme")), programme)]
        rows += [[album.policy(name), who, cell(say.money(cost), cost)] for who, cost in each]
    values = {"years": say.years(years), "posts": say.number(album.reading.manifest["teachers"], 0), "currency": currency}
    heads = album.head("policy", "payer", "cost_a_year")
    album.add("money", "payers", figures.payers(paid, order, **album.options()), heads, rows, **values)
    yearly = costs.by_year(found.ledger, album.reading.manifest["replicates"])
    rows = [
        [album.policy(one.scenario), album.number(one.year, 0), album.payer(one.payer), cell(say.money(one.cost), one.cost)]
        for one in yearly.itertuples()
        if one.cost > 0
    ]
    figure = figures.spending(yearly, order, years, ends, **album.options())
    album.add("money", "spending", figure, album.head("policy", "year", "payer", "cost"), rows, currency=currency)


def _schools(album, several):
    yearly, ends = album.found.by_year(), album.found.money_ends()
    if several:
        rows = [
            [album.policy(row["scenario"]), album.number(row["year"], 0), album.number(row["estimate"], 2), *_bounds(album, row)]
            for _, row in yearly[yearly["outcome"] == "in_post"].iterrows()
        ]
        figure = figures.in_post(yearly, album.reference, ends, **album.options())
        album.add("after", "in_post", figure, album.head("policy", "year", "posts_100", "difference_posts", "low", "high"), rows)
    if ends:
        rows = [
            [album.policy(row["scenario"]), album.number(row["year"], 0), album.number(row["estimate"], 0)]
            for _, row in yearly[(yearly["outcome"] == "programme") & yearly["scenario"].isin(ends)].iterrows()
        ]
        figure = figures.after_money(yearly, ends, **album.options())
        album.add("after", "after_money", figure, album.head("policy", "year", "schools_100"), rows)
    rows = [
        [album.policy(row["scenario"]), album.number(row["year"], 0), album.number(row["estimate"], 2), *_bounds(album, row)]
        for _, row in yearly[yearly["outcome"] == "vacancies"].iterrows()
    ]
    figure = figures.vacancies(yearly, album.reference, **album.options())
    album.add("schools", "vacancies", figure, album.head("policy", "year", "vacant_100", "difference_posts", "low", "high"), rows)
    pupils = album.reading.rows("pupil_months_without_teacher")
    if several and len(pupils):
        rows = [
            [album.policy(name), album.number(row["estimate"], 0), *album.difference(row, 0)]
            for name, row in pupils.iterrows()
        ]
        figure = figures.pupils(album.found.summary, album.reference, **album.options())
        album.add("schools", "pupils", figure, album.head("policy", "pupil_months", "difference", "low", "high"), rows)


def _bounds(album, row):
    return [cell(album.say.signed(row["difference"], 2), row["difference"]), album.number(row["low"], 2), album.number(row["high"], 2)]


def _tornado(album):
    reading, found = album.reading, album.found
    swings = assumptions.swings(found.runs, found.sets, reading.best, album.reference, reading.headline, album.say)
    if swings is None:
        return
    values = {"policy": reading.titles[reading.best], "sets": len(found.sets), "numbers": len(assumptions.looked_at(found.sets))}
    if swings.empty:
        album.notes["change"] = album.say("report.change.none", **values)
        return
    rows = [
        [
            cell(row.label),
            cell(album.say.plain(row.at_low, 3), row.at_low),
            album.number(row.low, 1, 100),
            cell(album.say.plain(row.at_high, 3), row.at_high),
            album.number(row.high, 1, 100),
        ]
        for row in swings.itertuples()
    ]
    figure = figures.tornado(swings, reading.best, reading.headline, **album.options())
    heads = album.head("assumption", "at_low", "answer_low", "at_high", "answer_high")
    album.add("change", "tornado", figure, heads, rows, **values)
