"""The ledger balances, payers change when the money ends, and worth rises with what a teacher is worth."""

import numpy as np
import pandas
import pytest

from analysis import costs, paired, results
from analysis.outcomes import of_run
from sim.levers import Levers
from sim.prices import LINES, PAYERS
from sim.record import CELLS, MONTHLY, YEARLY, Outcome
from sim.scenario import Scenario


def quantities(line, amount, years=4, schools=None):
    """Return an Outcome with one ledger line, the same amount every year."""
    ledger = np.zeros((years, len(LINES)))
    ledger[:, list(LINES).index(line)] = amount
    monthly = np.zeros((12 * years, len(MONTHLY)))
    if schools is not None:
        monthly[:, MONTHLY.index("programme_schools")] = schools
    return Outcome(monthly, np.zeros((years, CELLS, len(YEARLY))), {}, ledger, 10, years)


def test_the_ledger_balances(policies, made_up):
    for policy in policies:
        outcome = made_up.district(policy)
        table = pandas.DataFrame(costs.ledger(outcome, made_up.context(), policy))
        prices = np.array([getattr(made_up.context().prices, price) for _, price, _, _ in LINES.values()])
        assert set(table["payer"]) <= set(PAYERS)
        assert table.groupby("payer")["cost"].sum().sum() == pytest.approx(table.groupby("line")["cost"].sum().sum())
        assert table["cost"].sum() == pytest.approx((outcome.ledger * prices).sum())
        np.testing.assert_allclose(table["quantity"] * table["price"], table["cost"])
        programme = costs.with_kind(table).query("programme")["cost"].sum()
        row = of_run(outcome, made_up.context(), policy)
        assert programme == pytest.approx(row["numerator"][row["outcome"].index("cost_total")])


def test_the_payer_changes_when_the_money_ends(made_up):
    donor = Scenario("d", "d", Levers(coverage=1, funding_end_month=18), payer="donor")
    table = pandas.DataFrame(costs.ledger(quantities("mentor_release", 10.0), made_up.context(), donor))
    share = table.pivot_table(index="year", columns="payer", values="quantity", fill_value=0.0)
    np.testing.assert_allclose(share["donor"], [10, 5, 0, 0])
    np.testing.assert_allclose(share["school"], [0, 5, 10, 10])


def test_schools_that_stop_with_the_money_leave_little_to_others():
    donor = Scenario("d", "d", Levers(coverage=1, funding_end_month=18), payer="donor")
    schools = np.where(np.arange(48) < 18, 10.0, 2.0)
    share = costs.outside_share(quantities("monitoring", 1.0, schools=schools), donor)
    np.testing.assert_allclose(share, [1, 60 / 72, 0, 0])


def test_recurrent_money_never_ends_and_own_time_stays_the_teachers(made_up):
    ministry = Scenario("m", "m", Levers(coverage=1))
    assert set(costs.ledger(quantities("mentor_release", 1.0), made_up.context(), ministry)["payer"]) == {"ministry"}
    assert set(costs.ledger(quantities("own_time", 1.0), made_up.context(), ministry)["payer"]) == {"teachers"}
    assert costs.ledger(quantities("own_time", 0.0), made_up.context(), ministry)["line"] == []


def test_means_of_runs_by_payer_and_line(policies, made_up):
    tables = [
        pandas.DataFrame(costs.ledger(made_up.district(policies[1], luck), made_up.context(), policies[1])).assign(
            scenario="pairs", replicate=luck
        )
        for luck in range(3)
    ]
    frame = pandas.concat(tables)
    by_payer, by_line = costs.by_payer(frame, 3, 6), costs.by_line(frame, 3)
    shown = by_line[by_line["programme"] | (by_line["line"] == "own_time")]
    assert by_payer["cost"].sum() == pytest.approx(shown["cost"].sum())
    assert by_payer["cost_a_year"].sum() * 6 == pytest.approx(by_payer["cost"].sum())
    assert list(by_line["line"]) == sorted(by_line["line"], key=list(LINES).index)


def test_worth_rises_with_what_a_leaver_fewer_is_worth():
    rows = []
    for run in range(20):
        for name, cost, left in (("base", 0.0, 100.0), ("good", 1000.0, 95.0 - run % 5), ("useless", 1000.0, 100.0)):
            rows.append((name, run, run % 5, "all", "cost_per_leaver_avoided", np.nan, cost, left))
    runs = pandas.DataFrame(
        rows, columns=["scenario", "replicate", "parameter_set", "group", "outcome", "value", "numerator", "denominator"]
    )
    found = costs.acceptability(runs, "base", 300.0, points=31)
    good = found[found["scenario"] == "good"]["probability"]
    assert good.iloc[0] == 0 and good.iloc[-1] == 1 and np.all(np.diff(good) >= 0)
    assert (found[found["scenario"] == "useless"]["probability"] == 0).all()
    assert paired.summarise(runs, "base").query("scenario == 'useless'")["estimate"].isna().all()
    assert costs.acceptability(runs[runs["scenario"] == "base"], "base", 300.0).empty
    # from 5 to 9 leavers fewer for 1000: the middle set breaks even at 1000 / 7, the steps are of 10
    assert costs.even_chances(found, "good") == pytest.approx(150.0) and np.isnan(costs.even_chances(found, "useless"))


def test_a_year_of_payers_and_of_years_is_the_cost_of_the_summary(compare_folder):
    found = results.read(compare_folder)
    runs, years = found.manifest["replicates"], found.manifest["years"]
    total = found.summary[(found.summary["outcome"] == "cost_total") & (found.summary["interval"] == "computing")]
    total = total.set_index("scenario")["estimate"]
    paid, yearly = costs.by_payer(found.ledger, runs, years), costs.by_year(found.ledger, runs)
    programme = paid[paid["payer"] != "teachers"].groupby("scenario")["cost_a_year"].sum()
    spent = yearly.groupby("scenario")["cost"].sum()
    assert "teachers" not in set(yearly["payer"]) and "teachers" in set(paid["payer"])
    for name in found.order:
        assert programme.get(name, 0.0) == pytest.approx(total[name] / years)
        assert spent.get(name, 0.0) == pytest.approx(total[name])


def test_the_plane_does_without_runs_that_have_no_first_cohort(compare_folder):
    found = results.read(compare_folder)
    reference, years = found.manifest["reference"], found.manifest["years"]
    runs = found.runs
    short = runs[~((runs["replicate"] == 4) & runs["outcome"].str.startswith("retained_"))]
    whole, less = (costs.plane(table, reference, years, found.order) for table in (runs, short))
    assert len(whole) == len(less) == 9 and np.isfinite(less[["kept", "cost"]]).all().all()
    rows = found.summary[(found.summary["interval"] == "computing") & (found.summary["group"] == "all")].set_index(["outcome", "scenario"])
    mean = whole.groupby("scenario")[["kept", "cost"]].mean()
    for name in mean.index:
        assert mean["kept"][name] == pytest.approx(100 * rows["difference"][("retained_profession_5y", name)])
        assert mean["cost"][name] == pytest.approx(rows["difference"][("cost_total", name)] / years)
