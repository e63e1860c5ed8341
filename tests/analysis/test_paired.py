"""Paired differences: exact zeros, kinds of interval kept apart, luck taken out of ignorance, sentences in heads."""

import numpy as np
import pandas
import pytest

from analysis import paired, uncertainty, words

SETS, EACH = 25, 4


def table(numerators, denominator=100.0, sets=5, outcome="retained_profession_5y"):
    """Return a table of runs from {scenario: numerators by run}."""
    rows = [
        (name, run, run % sets, "all", outcome, n / denominator, float(n), denominator)
        for name, numbers in numerators.items() for run, n in enumerate(numbers)
    ]  # fmt: skip
    return pandas.DataFrame(
        rows, columns=["scenario", "replicate", "parameter_set", "group", "outcome", "value", "numerator", "denominator"]
    )


def only(summary, scenario, kind):
    return summary[(summary["scenario"] == scenario) & (summary["interval"] == kind)].iloc[0]


def test_columns_kinds_and_order(made_up_runs):
    _, runs = made_up_runs
    summary = paired.summarise(runs, "no_mentoring", order=["no_mentoring", "pairs", "on_paper", "pay_supplement"], currency="PKR")
    assert tuple(summary.columns) == paired.COLUMNS
    assert set(summary["interval"]) == {"computing", "ignorance", "district"}
    assert list(dict.fromkeys(summary["scenario"])) == ["no_mentoring", "pairs", "on_paper", "pay_supplement"]
    assert set(summary[summary["outcome"] == "cost_total"]["unit"]) == {"PKR"}
    assert not summary.duplicated(["scenario", "group", "outcome", "interval"]).any()
    known = summary.dropna(subset=["difference", "difference_low", "difference_high"])
    assert (known["difference_low"] <= known["difference_high"]).all()


def test_identical_scenarios_differ_by_exactly_nothing(made_up_runs):
    _, runs = made_up_runs
    mine = runs[runs["scenario"] == "pairs"]
    summary = paired.summarise(pandas.concat([mine, mine.assign(scenario="twin")]), "pairs")
    twin = summary[(summary["scenario"] == "twin") & summary["difference"].notna()]
    assert len(twin) > 100
    assert (twin[["difference", "difference_low", "difference_high"]] == 0).all().all()


def test_same_input_same_bytes(made_up_runs):
    _, runs = made_up_runs
    first, again = (paired.summarise(runs, "no_mentoring").to_csv(index=False) for _ in range(2))
    order = list(dict.fromkeys(runs["scenario"]))
    shuffled = paired.summarise(runs.sample(frac=1, random_state=1), "no_mentoring", order=order).to_csv(index=False)
    assert first == again == shuffled


def test_rounding_makes_no_direction():
    runs = table({"a": [1.0, 1.0, 1.0], "b": [1.0, 1.0, 1.0]}, denominator=10.0)
    runs.loc[runs["scenario"] == "b", "numerator"] *= 1 + 3e-16
    row = only(paired.summarise(runs, "a"), "b", "computing")
    assert row["difference"] == row["difference_low"] == row["difference_high"] == 0
    assert len(repr(float(only(paired.summarise(table({"a": [1, 1]}, denominator=3.0), "a"), "a", "computing")["estimate"]))) <= 12


def test_ratios_are_pooled_not_averaged():
    runs = table({"a": [1, 90]})
    runs["denominator"] = [2.0, 100.0]
    assert only(paired.summarise(runs, "a"), "a", "computing")["estimate"] == pytest.approx(91 / 102)


def test_computing_bounds_agree_with_scipy_on_plain_means():
    from scipy.stats import bootstrap

    luck = np.random.default_rng(1)
    a, b = luck.normal(60, 5, 40), luck.normal(55, 5, 40)
    row = only(paired.summarise(table({"b": b, "a": a}), "b"), "a", "computing")
    said = bootstrap(
        (a / 100, b / 100),
        lambda x, y, axis=-1: x.mean(axis=axis) - y.mean(axis=axis),
        paired=True,
        confidence_level=0.9,
        method="percentile",
        n_resamples=999,
        rng=np.random.default_rng(2),
    ).confidence_interval
    assert row["difference_low"] == pytest.approx(said.low, abs=0.003)
    assert row["difference_high"] == pytest.approx(said.high, abs=0.003)


def simulated(between, within, seed):
    luck = np.random.default_rng(seed)
    own = np.tile(luck.normal(5, between, SETS), EACH)
    return table({"base": np.full(SETS * EACH, 50.0), "policy": 50 + own + luck.normal(0, within, SETS * EACH)}, sets=SETS)


def width(runs, kind):
    row = only(paired.summarise(runs, "base"), "policy", kind)
    return 100 * (row["difference_high"] - row["difference_low"])


def mean_width(between, within):
    found = []
    for seed in range(40):
        counts = paired.dense(simulated(between, within, seed))
        pair = [(counts.numerator[s], counts.denominator[s]) for s in (1, 0)]
        _, low, high = uncertainty.bounds_of_difference(*pair, counts.sets, "ignorance")
        found.append(100 * (high[0] - low[0]))
    return np.mean(found)


def test_ignorance_keeps_what_differs_between_sets_and_drops_luck():
    truth = 2 * 1.645 * 2.0
    assert mean_width(2.0, 0.1) == pytest.approx(truth, rel=0.1)
    assert mean_width(2.0, 3.0) == pytest.approx(truth, rel=0.1)  # raw set means would be a quarter wider
    assert 0 < mean_width(0.0, 3.0) < 0.75 * 2 * 1.645 * 3.0 / np.sqrt(EACH)  # narrower than raw set means, never a false certainty


def test_computing_shrinks_with_runs_and_district_does_not():
    few, many = (
        simulated(0.0, 3.0, 1),
        table({"base": np.full(1600, 50.0), "policy": np.random.default_rng(1).normal(55, 3, 1600)}, sets=SETS),
    )
    assert width(many, "computing") < 0.5 * width(few, "computing")
    assert width(many, "district") == pytest.approx(2 * 1.645 * 3, rel=0.1)


def test_one_parameter_set_has_no_bounds_of_ignorance():
    summary = paired.summarise(table({"a": [50, 52, 51], "b": [55, 54, 58]}, sets=1), "a")
    assert np.isnan(only(summary, "b", "ignorance")["difference_low"])
    assert only(summary, "b", "ignorance")["n_parameter_sets"] == 1
    assert "one parameter set" in paired.sentence(summary, "b", "retained_profession_5y")


def test_one_run_has_an_estimate_and_no_bounds():
    summary = paired.summarise(table({"a": [50], "b": [55]}, sets=1), "a")
    assert summary["difference_low"].isna().all() or (summary["scenario"] == "a").any()
    assert only(summary, "b", "computing")["difference"] == pytest.approx(0.05)
    assert np.isnan(only(summary, "b", "computing")["difference_low"])


def test_unknown_reference_is_named():
    with pytest.raises(ValueError, match="reference x is not among"):
        paired.summarise(table({"a": [1, 2]}), "x")


def price_table(extra):
    luck = np.random.default_rng(3)
    kept = luck.integers(150, 180, 50)
    also = kept + extra(luck)
    runs = table({"base": kept, "policy": also}, denominator=300.0)
    return pandas.concat([runs, priced(runs, {"base": kept, "policy": also})])


def priced(runs, kept, outcome="cost_per_teacher_retained"):
    """Return runs of a price beside runs of what it is paid for: 1000 in every run of the policy."""
    of = [float(kept[name][run]) for name, run in zip(runs["scenario"], runs["replicate"])]
    return runs.assign(outcome=outcome, value=np.nan, numerator=np.where(runs["scenario"] == "policy", 1000.0, 0.0), denominator=of)


def price_of(summary, outcome="cost_per_teacher_retained"):
    return only(summary[summary["outcome"] == outcome], "policy", "ignorance")


def test_price_of_a_teacher_is_money_over_teachers():
    row = price_of(paired.summarise(price_table(lambda luck: luck.integers(3, 8, 50)), "base"))
    assert row["estimate"] == pytest.approx(1000 / 5, rel=0.1)
    assert row["low"] <= row["estimate"] <= row["high"] and np.isnan(row["difference"])


def test_no_price_where_nobody_may_be_kept():
    summary = paired.summarise(price_table(lambda luck: luck.integers(-4, 5, 50)), "base")
    prices = summary[summary["outcome"] == "cost_per_teacher_retained"]
    assert len(prices) and prices[["estimate", "low", "high"]].isna().all().all()


@pytest.mark.parametrize("gain", np.linspace(-1.0, 3.0, 9))
def test_a_price_stands_only_where_the_verdict_is_more_and_then_has_bounds(gain):
    for seed in range(6):
        draw = np.random.default_rng(seed)
        by_set = np.repeat(draw.normal(gain, 1.0, 25), 2)
        summary = paired.summarise(price_table(lambda luck, more=by_set: np.round(more + luck.normal(0, 1.0, 50))), "base")
        claimed = paired.verdicts(summary)["policy", "all", "retained_profession_5y"] == paired.MORE
        row = price_of(summary)
        assert np.isfinite(row["estimate"]) <= claimed
        assert np.isfinite(row["estimate"]) == np.isfinite(row["high"]) == np.isfinite(row["low"])


def test_a_leaver_fewer_has_a_price_only_where_the_rate_clearly_falls():
    heads, left = 1000.0, np.full(50, 80.0)
    for fewer, told in ((np.tile([9.0, 11.0], 25), True), (np.tile([-9.0, 11.0], 25), False)):
        kept = {"base": left, "policy": left - fewer}
        runs = table(kept, denominator=heads, sets=25, outcome="annual_leaver_rate")
        price = priced(runs, kept, "cost_per_leaver_avoided")
        row = price_of(paired.summarise(pandas.concat([runs, price]), "base"), "cost_per_leaver_avoided")
        assert np.isfinite(row["estimate"]) == told
        assert not told or row["estimate"] == pytest.approx(100.0)


def test_claims_of_a_year_are_those_of_a_summary():
    low, high = np.array([0.2, -0.3, -0.2, 0.2, np.nan, 0.004]), np.array([0.5, -0.1, 0.4, 0.5, np.nan, 0.2])
    luck = np.array([0.1, -0.4, -0.3, -0.1, np.nan, 0.1]), np.array([0.6, -0.1, 0.5, 0.6, np.nan, 0.3])
    more, fewer, unclear = paired.MORE, paired.FEWER, paired.UNCLEAR
    assert paired.claims((low, high), luck, printed=0.01).tolist() == [more, fewer, unclear, unclear, unclear, unclear]
    nothing = np.full(6, np.nan)
    assert paired.claims((nothing, nothing), luck)[0] == more, "a kind without bounds says nothing"


def test_pairing_lowers_the_variance():
    luck = np.random.default_rng(5)
    shared = luck.normal(50, 5, 60)
    found = paired.variance_ratio(table({"a": shared, "b": shared + luck.normal(3, 1, 60)}), "a")
    assert found["ratio"].iloc[0] > 10


def test_bounds_of_difference_match_the_summary():
    runs = simulated(2.0, 1.0, 4)
    counts = paired.dense(runs)
    pair = [(counts.numerator[s], counts.denominator[s]) for s in (1, 0)]
    difference, low, high = uncertainty.bounds_of_difference(*pair, counts.sets, "ignorance")
    row = only(paired.summarise(runs, "base"), "policy", "ignorance")
    assert (difference[0], low[0], high[0]) == pytest.approx((row["difference"], row["difference_low"], row["difference_high"]))


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.03, 0.09, "probably between 3 and 9 more of 100"),
        (-0.09, -0.03, "probably between 3 and 9 fewer of 100"),
        (0.046, 0.054, "probably about 5 more of 100"),
        (0.004, 0.111, "probably between 0.4 and 11.1 more of 100"),
        (0.0, 0.0, "no difference in any of these runs"),
        (-0.02, 0.05, "not clear: between 2 fewer and 5 more of 100"),
        (-0.001, 0.04, "not clear: between 0.1 fewer and 4.0 more of 100"),
        (-0.0001, 0.04, "not clear: up to 4.0 more of 100, perhaps none"),
        (-0.03, 0.0002, "not clear: up to 3.0 fewer of 100, perhaps none"),
        (0.001, 0.004, "probably between 0.1 and 0.4 more of 100"),
        (-0.004, 0.004, "hardly any difference: less than 1 of 100 either way"),
        (float("nan"), 0.1, "no bounds can be given"),
    ],
)
def test_differences_are_said_in_heads(low, high, said):
    assert words.probably(low, high) == said


def test_what_luck_may_make_up_is_not_said_to_be_probable():
    assert words.probably(0.03, 0.09, clear=False) == "not clear: between 3 and 9 more of 100, but luck may make that up"
    assert words.probably(-0.09, -0.0001, clear=False) == "not clear: up to 9.0 fewer of 100, perhaps none"


def test_a_sentence_needs_a_share(made_up_runs):
    _, runs = made_up_runs
    summary = paired.summarise(runs, "no_mentoring")
    text = paired.sentence(summary, "pay_supplement", "retained_profession_5y", title="Pay & bonus")
    assert text.startswith("Of 100 new teachers, ") and "under Pay & bonus, against" in text
    with pytest.raises(ValueError, match="only shares"):
        paired.sentence(summary, "pairs", "efficacy")


def test_money_is_rounded_to_three_figures():
    assert words.money(12_345_678, "PKR") == "12.3 million PKR"
    assert words.money(4567, "USD") == "4\u202f570 USD"
    assert words.money(float("nan")) == words.NOT_KNOWN
    assert words.number(-0.001, 1) == "0.0" and words.number(-2.5, 1) == "\u22122.5"


def test_one_teacher_of_one_run_is_no_claim():
    same = [50.0] * 50
    one = [*same[:-1], 49.0]
    runs = table({"today": same, "one": one, "gain": [52.0, 53.0] * 25, "loss": [48.0, 47.0] * 25}, sets=25)
    found = paired.verdicts(paired.summarise(runs, "today"))
    said = {name: found[name, "all", "retained_profession_5y"] for name in ("today", "one", "gain", "loss")}
    assert said == {"today": paired.UNCLEAR, "one": paired.UNCLEAR, "gain": paired.MORE, "loss": paired.FEWER}


def test_a_bound_that_prints_as_nothing_is_no_claim():
    summary = pandas.DataFrame({
        "scenario": ["a", "a"], "group": ["all", "all"], "outcome": ["retained_profession_5y"] * 2, "unit": ["share"] * 2,
        "interval": ["computing", "ignorance"], "difference_low": [0.001, 0.0004], "difference_high": [0.01, 0.02],
    })  # fmt: skip
    assert paired.verdicts(summary)["a", "all", "retained_profession_5y"] == paired.UNCLEAR
    assert paired.verdicts(summary.assign(difference_low=0.002))["a", "all", "retained_profession_5y"] == paired.MORE
    assert paired.verdicts(summary[:1])["a", "all", "retained_profession_5y"] == paired.MORE


def test_false_claims_are_as_rare_as_the_bounds_say():
    draw = np.random.default_rng(5)
    # rare events, no policy does anything: a teacher more or fewer in few runs only, as in a small district
    claims = 0
    for _ in range(60):
        change = np.where(draw.random(50) < 0.06, draw.choice([-1.0, 1.0], 50), 0.0)
        runs = table({"today": np.full(50, 60.0), "b": 60.0 + change}, sets=25)
        claims += paired.verdicts(paired.summarise(runs, "today"))["b", "all", "retained_profession_5y"] != paired.UNCLEAR
    assert claims <= 8
