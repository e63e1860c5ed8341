"""Outcomes of one run: names, groups, counts that can be pooled, and answers known by hand."""

import numpy as np
import pytest

from analysis.outcomes import CAUSE_GROUPS, INCREMENTS, OUTCOMES, kept_years, later_cohorts, of_run
from sim.record import CAUSES, CELLS, ENTRY, EXIT, GROUPS, MONTHLY, SPELL_FLOATS, SPELL_INTEGERS, YEARLY, Outcome
from sim.scenario import Scenario

NAMED = """
    annual_leaver_rate annual_mover_rate retained_profession_1y retained_profession_3y retained_profession_5y retained_school_1y
    retained_school_3y retained_school_5y efficacy exhaustion burned_out_share practice delivered_hours participation_share
    months_to_first_meeting on_paper_share mentor_dropout_rate vacancy_rate pupil_months_without_teacher extra_teachers_in_post
    programme_survival_share cost_total cost_per_teacher_retained
""".split()


def hand_made(rows, years=5):
    """Return an Outcome that holds only spells, from (person, start, end, entry, exit) rows."""
    table = {name: np.zeros(len(rows), np.int32) for name in SPELL_INTEGERS} | {name: np.zeros(len(rows)) for name in SPELL_FLOATS}
    for i, (person, start, end, entry, left_for) in enumerate(rows):
        values = {"person_post": person, "start_month": start, "end_month": end, "entry": ENTRY.index(entry), "exit": EXIT.index(left_for)}
        for name, value in (values | {"first_meeting_month": -1}).items():
            table[name][i] = value
    return Outcome(np.zeros((12 * years, len(MONTHLY))), np.zeros((years, CELLS, len(YEARLY))), table, np.zeros((years, 19)), 10, years)


def value(columns, outcome, group="all"):
    found = [v for v, o, g in zip(columns["value"], columns["outcome"], columns["group"]) if (o, g) == (outcome, group)]
    return found[0] if found else None


def test_every_named_outcome_has_a_meaning_and_a_value(policies, made_up):
    assert set(NAMED) <= set(OUTCOMES)
    found = set(of_run(made_up.district(policies[1]), made_up.context(), policies[1])["outcome"])
    assert set(NAMED) - found <= {"mentor_dropout_rate"}  # the made-up mentors never stop


def test_values_are_numerators_over_denominators(policies, made_up):
    columns = of_run(made_up.district(policies[1]), made_up.context(), policies[1])
    plain = np.array([name not in INCREMENTS for name in columns["outcome"]])
    assert np.all(columns["denominator"] != 0)
    np.testing.assert_array_equal(columns["value"][plain], (columns["numerator"] / columns["denominator"])[plain])
    assert np.isnan(columns["value"][~plain]).all()
    shares = [
        v
        for v, o in zip(columns["value"], columns["outcome"])
        if OUTCOMES[o].unit.startswith("share") and o != "expected_mover_rate" and not o.startswith(("leavers_", "leaver_rate_"))
    ]
    assert min(shares) >= 0 and max(shares) <= 1


def test_causes_sum_to_all_leavers(policies, made_up):
    columns = of_run(made_up.district(policies[1]), made_up.context(), policies[1])
    for group in CAUSE_GROUPS:
        shares = [value(columns, f"leavers_{cause}", group) for cause in CAUSES]
        rates = [value(columns, f"leaver_rate_{cause}", group) for cause in CAUSES]
        exits, heads = (
            next(d for d, o, g in zip(columns["denominator"], columns["outcome"], columns["group"]) if (o, g) == (f"{kind}_time", group))
            for kind in ("leavers", "leaver_rate")
        )
        assert sum(shares) == pytest.approx(1.0, abs=1e-12) and sum(rates) == pytest.approx(exits / heads, abs=1e-12)
    assert value(columns, "leavers_mentoring") < 0.0 < value(columns, "leavers_time")
    assert {g for g, o in zip(columns["group"], columns["outcome"]) if o.startswith("leavers_")} == set(CAUSE_GROUPS)


def test_groups_split_everybody(policies, made_up):
    columns = of_run(made_up.district(policies[1]), made_up.context(), policies[1])
    heads = {g: d for g, o, d in zip(columns["group"], columns["outcome"], columns["denominator"]) if o == "annual_leaver_rate"}
    assert set(heads) <= set(GROUPS) and "one_teacher_school" not in heads
    assert heads["woman"] + heads["man"] == heads["rural"] + heads["urban"] == heads["private"] + heads["government"] == heads["all"]


def test_retention_counts_returners_movers_and_those_who_teach_elsewhere():
    outcome = hand_made([
        (1, 0, -1, "novice", "open"),                                                     # stays
        (2, 0, 12, "novice", "moved"), (2, 12, -1, "mover", "open"),                      # another school at the first turn
        (3, 0, 11, "novice", "voluntary"), (3, 12, -1, "returner", "open"),               # gone for the summer only
        (4, 0, 20, "novice", "moved_out"),                                                # teaches in another district
        (5, 0, 13, "novice", "other"), (5, 36, -1, "returner", "open"),                   # away in autumns 2, back in 3
        (6, 0, 12, "novice", "voluntary"),                                                # gone
        (7, 12, -1, "novice", "open"), (8, 0, -1, "incumbent", "open"),                   # not of the first cohort
    ])  # fmt: skip
    columns = of_run(outcome)
    assert value(columns, "retained_profession_1y") == pytest.approx(5 / 6)
    assert value(columns, "retained_profession_3y") == pytest.approx(5 / 6)
    assert value(columns, "retained_school_1y") == pytest.approx(3 / 6)  # 1, 4 and 5 are still in the first school at month 12
    assert value(columns, "retained_school_3y") == pytest.approx(1 / 6)


def test_status_at_the_very_end_counts_open_spells_and_those_hired_then():
    outcome = hand_made([(1, 0, -1, "novice", "open"), (2, 0, 58, "novice", "voluntary"), (2, 60, -1, "returner", "open")])
    assert value(of_run(outcome), "retained_profession_5y") == 1.0


def test_only_anniversaries_that_fit():
    outcome = hand_made([(1, 0, -1, "novice", "open")], years=3)
    assert value(of_run(outcome), "retained_profession_3y") == 1.0
    assert value(of_run(outcome), "retained_profession_5y") is None
    assert [kept_years(y) for y in (0, 1, 2, 3, 4, 5, 10)] == [0, 1, 1, 3, 3, 5, 5]


def test_later_cohorts_stand_apart():
    outcome = hand_made(
        [(1, 0, 5, "novice", "other"), (2, 12, -1, "novice", "open"), (3, 12, 20, "novice", "voluntary"), (4, 14, -1, "novice", "open")]
    )
    found = later_cohorts(outcome)
    assert found["cohort"][0] == 1 and found["outcome"][0] == "retained_profession_1y"
    assert found["value"][0] == 0.5 and found["denominator"][0] == 2


def test_first_meeting_counts_from_entry():
    outcome = hand_made([(1, 0, -1, "novice", "open"), (2, 12, -1, "novice", "open"), (3, 0, -1, "novice", "open")])
    outcome.spells["first_meeting_month"][:] = [2, 16, -1]
    assert value(of_run(outcome), "months_to_first_meeting") == 3.0


def test_cost_counts_programme_lines_only(policies, made_up):
    outcome = made_up.district(policies[0])
    assert outcome.ledger.sum() > 0  # replacements are there
    assert value(of_run(outcome, made_up.context(), policies[0]), "cost_total") == 0.0


def test_no_mentoring_has_no_programme_to_survive(policies, made_up):
    outcome = made_up.district(policies[3])
    outcome.monthly[:, MONTHLY.index("programme_schools")] = 5
    assert value(of_run(outcome, made_up.context(), policies[3]), "programme_survival_share") is None
    assert value(of_run(outcome, made_up.context(), Scenario("x", "x", policies[1].levers)), "programme_survival_share") == 1.0


def test_empty_spells_leave_the_rates(made_up):
    outcome = made_up.district(Scenario("none", "none"))
    bare = Outcome(outcome.monthly, outcome.yearly, {}, outcome.ledger, outcome.posts, outcome.years)
    assert value(of_run(bare), "retained_profession_1y") is None
    assert value(of_run(bare), "annual_leaver_rate") > 0
