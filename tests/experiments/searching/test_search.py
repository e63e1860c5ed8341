"""The search: known optima are found, lucky ones are found out, what does nothing is left out, a journal gives the same again."""

import zlib

import numpy as np
import pytest

from experiments.journal import Journal
from experiments.screen import Screen
from experiments.searching import mixes
from experiments.searching.search import CHECK, FINAL, SEARCH, Search, Wish, front, thinned
from experiments.searching.valuation import lucks, value
from sim.levers import Levers
from sim.scenario import Scenario

pytest.importorskip("optuna")
TODAY = Scenario("today", "Today", Levers(coverage=0.5, individual_h_month=1.0))
OVER = ["coverage:0:1", "individual_h_month:0:4", "mentor_training_h:0:40", "pay_supplement:0:0.1", "recognition"]


class Worlds:
    """Worlds whose numbers are known: hours keep teachers up to 3 a month, pay is dear, training does nothing."""

    def __init__(self, luck=0.0, part=SEARCH):
        self.luck, self.part, self.replicates, self.sets, self.asked = luck, part, [0, 1], [0, 1], 0

    def sums(self, scenario):
        self.asked += 1
        levers = scenario.levers
        kept = 0.6 + 0.05 * levers.coverage * min(levers.individual_h_month, 3.0) / 3.0 + 0.2 * levers.pay_supplement
        if self.luck and levers != TODAY.levers:
            kept += self.luck * np.random.default_rng([self.part, zlib.crc32(repr(levers).encode())]).normal()
        cost = 40 * levers.coverage * levers.individual_h_month + 5000 * levers.pay_supplement + 0.1 * levers.mentor_training_h
        return np.array([[1000 * kept, 1000, -levers.coverage, 1, 20 - 10 * levers.coverage, 100, 10, 100, cost]] * 2)


def searched(folder, wish, worlds=None, tries=80, over=OVER, seed=1):
    worlds = worlds or [Worlds(), Worlds(), Worlds()]
    journal = Journal(folder / "journal.jsonl", {"search": 1}, "another")
    found = Search(mixes.space(over, TODAY, {}), wish, TODAY, worlds, tries, seed, journal, Screen(quiet=True))
    found.run()
    checked = found.check(found.candidates())
    answers = found.chosen(checked)
    journal.close()
    return found, checked, answers


def test_the_best_within_a_budget_is_found_and_freed_of_what_does_nothing(tmp_path):
    _, _, answers = searched(tmp_path, Wish(120.0, None, ("kept",)))
    best, whole = answers["best"]
    # 3 hours for everybody cost exactly the budget; pay buys a tenth of that for the same money
    assert best["coverage"] >= 0.9 and 2.7 <= best["individual_h_month"] <= 3.3 and best["pay_supplement"] <= 0.004
    assert best["mentor_training_h"] == 0.0 and best["recognition"] == "none"
    gain = value(Worlds().sums(Scenario("x", "x", Levers(**best))), Worlds().sums(TODAY))["more"]
    assert gain > 0.95 * (0.05 - 0.05 * 0.5 / 3)


def test_the_cheapest_that_reaches_a_target_is_found(tmp_path):
    found, _, answers = searched(tmp_path, Wish(None, 0.02, ("kept",)))
    cheapest = found.valued(CHECK, answers["cheapest"][0])
    # 0.02 more needs 1.7 hours of everybody: 68
    assert cheapest["more"] >= 0.02 and 60 <= cheapest["cost"] <= 80
    assert "best" not in answers


def test_a_target_out_of_reach_has_no_answer(tmp_path):
    _, checked, answers = searched(tmp_path, Wish(None, 0.5, ("kept",)), tries=30)
    assert answers == {} and checked


def test_it_beats_blind_trying(tmp_path):
    found, _, answers = searched(tmp_path, Wish(120.0, None, ("kept",)))
    draw = np.random.default_rng(7)
    blind = []
    for _ in range(80):
        mix = {lever.name: lever.at(int(draw.integers(0, lever.count + 1))) for lever in found.space.levers}
        valued = value(Worlds().sums(found.space.scenario("x", mix)), Worlds().sums(TODAY))
        blind.append(valued["more"] if valued["cost"] <= 120 else -1.0)
    assert found.valued(CHECK, answers["best"][0])["more"] > max(blind)


def test_the_lucky_are_found_out_by_the_check(tmp_path):
    found, checked, _ = searched(tmp_path, Wish(120.0, None, ("kept",)), [Worlds(0.01, SEARCH), Worlds(0.01, CHECK), Worlds(0.01, FINAL)])
    first = [found.known[SEARCH, key]["more"] for part, key in found.known if part == CHECK and (SEARCH, key) in found.known]
    again = [found.known[CHECK, key]["more"] for part, key in found.known if part == CHECK and (SEARCH, key) in found.known]
    assert np.mean(first) > np.mean(again) + 0.002, "the picked ones looked better than they are"


def test_a_journal_cut_anywhere_gives_the_same_again(tmp_path):
    whole, _, answers = searched(tmp_path / "whole", Wish(120.0, 0.01, ("kept", "equity")), tries=60)
    lines = (tmp_path / "whole" / "journal.jsonl").read_bytes().split(b"\n")
    for cut in (1, 7, 40, 55, 62):
        folder = tmp_path / f"cut{cut}"
        folder.mkdir()
        (folder / "journal.jsonl").write_bytes(b"\n".join(lines[:cut]) + b"\n" + lines[cut][: len(lines[cut]) // 2])
        worlds = [Worlds(), Worlds(), Worlds()]
        found, _, again = searched(folder, Wish(120.0, 0.01, ("kept", "equity")), worlds, tries=60)
        assert found.tried == whole.tried and again == answers, cut
        assert (folder / "journal.jsonl").read_bytes() == (tmp_path / "whole" / "journal.jsonl").read_bytes()
        assert cut < 50 or worlds[SEARCH].asked <= 10, "what was done is not done again"


class Scattered(Worlds):
    """Worlds that scatter: training adds a little in some and takes a little in others, and is nearly nothing on the whole."""

    def __init__(self):
        super().__init__()
        self.sets = [world // 2 for world in range(40)]

    def sums(self, scenario):
        levers = scenario.levers
        away = np.random.default_rng(7).normal(0, 0.004, 40) - 0.002  # the same worlds for every mix
        kept = 0.6 + 0.02 * levers.coverage + (0.0008 + away - away.mean()) * levers.mentor_training_h / 40
        rows = [[1000 * one, 1000, 0, 1, 20, 100, 10, 100, levers.coverage + levers.mentor_training_h] for one in np.broadcast_to(kept, 40)]
        return np.array(rows)


def test_a_lever_that_does_no_more_than_luck_is_left_out(tmp_path):
    found, _, answers = searched(tmp_path, Wish(100.0, None, ("kept",)), [Scattered(), Scattered(), Scattered()], tries=40)
    best, _ = answers["best"]
    assert best["mentor_training_h"] == 0 and best["coverage"] == 1.0 and best["pay_supplement"] == 0
    whole = best | {"mentor_training_h": 40.0}
    found.journal = Journal(tmp_path / "again.jsonl", {"search": 1}, "another")
    assert found.valued(CHECK, whole)["more"] > found.valued(CHECK, best)["more"]
    assert found._thinned(whole, lambda _: True) == best
    parts = {part["lever"]: part for part in found.parts_of(whole)}
    found.journal.close()
    assert parts["whole"]["more"] == pytest.approx(0.0108), "the base is today's policy"
    assert parts["mentor_training_h"]["clear"] == "no" and parts["coverage"]["clear"] == "yes"
    assert parts["mentor_training_h"]["more"] > 0.0006, "more than 3 % of the gain, and yet no more than luck"


class Known(Worlds):
    """Worlds in which policies are known by their pay supplement: what it adds in each world, and what it costs."""

    def __init__(self, adds):
        super().__init__()
        self.adds, self.sets = adds, [0, 0, 1, 1, 2, 2]

    def sums(self, scenario):
        pay = round(scenario.levers.pay_supplement, 3)
        added = np.broadcast_to(self.adds.get(pay, 0.0), 6)
        return np.array([[1000 * (0.6 + one), 1000, 0, 1, 20, 100, 10, 100, 1000 * pay + 20] for one in added])


SURE, BARELY, LUCK = [0.02] * 6, [0.03, 0.01, 0.03, 0.01, 0.03, 0.02], [0.09, -0.03, 0.1, -0.02, 0.08, -0.05]


def answered(folder, check, final, wish, pays=(0.01, 0.02, 0.03)):
    """Return (pay supplement of each answer, the search) where mixes of known worth are checked and then compared."""
    journal = Journal(folder / "journal.jsonl", {"search": 1}, "another")
    space = mixes.space(["pay_supplement:0:0.1"], TODAY, {})
    found = Search(space, wish, TODAY, [Known({}), Known(check), Known(final)], 10, 1, journal, Screen(quiet=True))
    answers = found.chosen(found.check([{"pay_supplement": pay} for pay in pays]))
    journal.close()
    return {role: mix["pay_supplement"] for role, (mix, _) in answers.items()}, found


@pytest.mark.parametrize(
    ("check", "final", "best"),
    [
        ({0.01: SURE, 0.02: LUCK, 0.03: LUCK}, None, 0.01),  # clear before more that is not clear
        ({0.01: SURE, 0.02: BARELY, 0.03: SURE}, None, 0.01),  # the cheapest of those that cannot be told apart
        ({0.01: SURE, 0.02: [0.04] * 6, 0.03: SURE}, None, 0.02),  # the dearer one where it clearly keeps more
        ({0.01: LUCK, 0.02: LUCK, 0.03: LUCK}, None, None),  # nothing clear: today stays
        ({0.01: [-0.02] * 6, 0.02: [-0.02] * 6}, None, None),
        ({0.01: SURE, 0.02: SURE}, {0.01: LUCK, 0.02: SURE}, 0.02),  # what the comparison does not confirm is not the answer
        ({0.01: SURE, 0.02: SURE}, {0.01: LUCK, 0.02: LUCK}, None),
        ({0.01: LUCK, 0.02: LUCK}, {0.01: SURE, 0.02: SURE}, None),  # nor what the check did not say
    ],
)
def test_the_answer_clearly_keeps_more_twice_and_is_the_cheapest_of_its_equals(tmp_path, check, final, best):
    found, _ = answered(tmp_path, check, check if final is None else final, Wish(1000.0, None, ("kept",)))
    assert found.get("best") == best


def test_where_today_cannot_be_paid_the_mixes_are_compared_alone(tmp_path):
    worth = {0.0: -0.05, 0.001: -0.01, 0.002: -0.01}
    journal = Journal(tmp_path / "journal.jsonl", {"search": 1}, "another")
    dear = Scenario("today", "Today", Levers(pay_supplement=0.05))
    space = mixes.space(["pay_supplement:0:0.1"], dear, {})
    worlds = [Known(worth), Known(worth), Known(worth)]
    found = Search(space, Wish(30.0, None, ("kept",)), dear, worlds, 10, 1, journal, Screen(quiet=True))
    answers = found.chosen(found.check([{"pay_supplement": pay} for pay in (0.0, 0.001, 0.002, 0.05)]))
    journal.close()
    assert answers["best"][0]["pay_supplement"] == 0.001, "it loses clearly less than nothing does, and what is dearer loses no less"


def test_a_target_is_reached_in_the_check_and_nearly_so_in_the_comparison(tmp_path):
    worth = {0.01: SURE, 0.02: [0.03] * 6, 0.03: [0.05] * 6}
    wish = Wish(None, 0.03, ("kept",))
    assert answered(tmp_path / "a", worth, worth | {0.02: [0.027] * 6}, wish)[0] == {"cheapest": 0.02}
    assert answered(tmp_path / "b", worth, worth | {0.02: [0.01] * 6}, wish)[0] == {"cheapest": 0.03}
    assert answered(tmp_path / "c", worth | {0.03: LUCK}, {}, wish)[0] == {}


def test_the_luck_of_many_is_hardly_ever_the_answer(tmp_path):
    """Mixes that do nothing: one search in many names one of thirty, where each alone looks clear one time in twenty."""
    named, looked = 0, 0
    for search in range(8):
        draw = np.random.default_rng(search)
        pays = [round(0.002 * at, 3) for at in range(1, 31)]
        check, final = ({pay: draw.normal(0, 0.02, 6) for pay in pays} for _ in range(2))
        answers, found = answered(tmp_path / str(search), check, final, Wish(1000.0, None, ("kept",)), pays)
        looked += any(found.valued(CHECK, {"pay_supplement": pay})["clear"] == "more" for pay in pays)
        named += bool(answers)
    assert looked >= 4 and named <= looked // 2


def test_a_mix_that_cannot_be_run_is_left_out(tmp_path, capsys):
    class Breaking(Worlds):
        def sums(self, scenario):
            if scenario.levers.pay_supplement > 0.05:
                raise RuntimeError("turnover is so high")
            return super().sums(scenario)

    found, checked, answers = searched(tmp_path, Wish(120.0, None, ("kept",)), [Breaking(), Breaking(), Breaking()], tries=40)
    assert found.faults and answers and all(mix["pay_supplement"] <= 0.05 for mix, _ in checked)
    assert "left out" in capsys.readouterr().err


def test_front_and_thinning():
    points = [(3, 1.0), (1, 0.5), (2, 0.4), (2, 0.9), (5, 1.0), (4, 2.0)]
    assert front(points) == [1, 3, 0, 5]
    assert front([]) == [] and front([(0, 0), (0, 1)]) == [1]
    assert thinned(list(range(10)), 4) == [0, 3, 6, 9] and thinned([1, 2], 5) == [1, 2] and thinned([1, 2, 3], 1) == [3]


def test_lucks_share_nothing_and_cover_the_sets():
    comparison, search, check = lucks(50, 25, None), lucks(16, 25, SEARCH), lucks(50, 25, CHECK)
    assert not set(comparison) & set(search) and not set(search) & set(check) and not set(comparison) & set(check)
    assert len({one % 25 for one in search}) == 16 and sorted(one % 25 for one in check) == sorted(list(range(25)) * 2)
    assert max(check) < 2**32 and comparison == list(range(50))


def test_levers_go_as_far_as_shipped_programmes_and_in_round_steps():
    space = mixes.space(["coverage", "group_size", "reach_years:0:5", "recognition:none:letter", "mentor_training_h"], TODAY, {})
    at = {lever.name: lever for lever in space.levers}
    assert (at["coverage"].low, at["coverage"].high, at["coverage"].step) == (0.0, 1.0, 0.02)
    assert at["group_size"].step == 1.0 and at["reach_years"].count == 5 and at["recognition"].choices == ("none", "letter")
    assert at["mentor_training_h"].high == 80.0, "the longest training of a shipped programme"
    assert at["reach_years"].snapped(60) == 5.0 and at["recognition"].snapped("attestation") == "none"
    for lever in space.levers:
        for step in range(lever.count + 1):
            assert lever.step_of(lever.at(step)) == step
    starts = space.starts()
    assert len(starts) > 20 and all(set(mix) == set(at) for mix in starts)


def test_a_pair_of_groups_comes_nearer_from_either_side():
    sums = np.array([[1, 2, 0, 1, 20, 100, 10, 100, 5.0]])
    other = sums.copy()
    other[0, 4] = 5
    assert value(other, sums)["nearer"] == pytest.approx(0.05) and value(other, sums)["gap"] == pytest.approx(-0.05)
