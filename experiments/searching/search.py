"""The search for the best mix: tried on one set of lucks, checked on others, thinned to the levers that matter, confirmed in a comparison.

A mix answers only where it clearly keeps more twice: in the check and in the worlds of the comparison, whose lucks are different. Of many
mixes that do nothing, one of twenty looks better by luck once; hardly any does so twice. So the answer never says more than its own table.

Every step follows from the valuations before it and from a seed that names the step, so that a search that was killed and goes on from its
journal ends where an undisturbed one does. The tree-structured Parzen estimator (Bergstra et al. 2011, Ozaki et al. 2022 for several
goals) proposes; local changes of the best mix so far finish.
"""

from __future__ import annotations

import json
import time
import warnings
from dataclasses import dataclass

import numpy as np

from analysis.frontier import CLEAR, NOT_CLEAR, WHOLE
from analysis.paired import MORE, UNCLEAR
from experiments.execution import said_time
from experiments.journal import Journal
from experiments.searching.mixes import Space
from experiments.searching.valuation import Worlds, claim, counts_by_world, noise, value

SEARCH, CHECK, FINAL = 0, 1, 2  # parts of the luck; the last is the comparison's own
GOALS = {"kept": "more", "exhaustion": "tired", "equity": "nearer"}
BETTER = {"more": 1.0, "tired": -1.0, "nearer": 1.0}
FIRST_SHARE, POLISH_SHARE = 0.6, 0.25  # of the mixes: for the first goal, and of these for local changes of the best
ROOM = 1.05  # mixes a little above the budget still teach something
CHECKED, SHOWN, SHOWN_OTHER = 30, 8, 3
# levers are left out that together add less than this share of the gain, or less than this share of new teachers,
WORTH_KEEPING, LEAST = 0.03, 0.0005
MOST_LOST = 0.1  # or no more than luck might, but never more than this share of the gain
DEARER = 0.005  # what leaving levers out may add to the cost: who stays is paid for
NORMAL = 1.645  # 90 % of a normal lie within so many standard errors
NEAR = 0.8  # of the target: a mix that reaches it in the check may fall so little short in the comparison


@dataclass(frozen=True)
class Wish:
    """Hold what is asked of the mix.

    Attributes
    ----------
    budget : money over all years, or None;  target : share more than under the reference, or None;  goals : names of :data:`GOALS`.
    """

    budget: float | None
    target: float | None
    goals: tuple[str, ...]

    def affords(self, found: dict, room: float = 1.0) -> bool:
        """Say whether a valuation lies within the budget."""
        return self.budget is None or found["cost"] <= room * self.budget

    def reaches(self, found: dict) -> bool:
        """Say whether a valuation reaches the target."""
        return self.target is not None and found["more"] >= self.target


class Search:
    """Search a space for the mixes that are worth their money.

    Parameters
    ----------
    space, wish : what may be chosen, and what for.
    reference : the scenario that differences are against.
    worlds : [worlds of the search, worlds of the check, worlds of the comparison].
    tries : mixes that are tried.
    seed : names the draws.
    journal : where finished valuations are kept.
    screen : where progress is said.
    """

    def __init__(self, space: Space, wish: Wish, reference, worlds: list[Worlds], tries: int, seed: int, journal: Journal, screen):
        self.space, self.wish, self.reference, self.worlds, self.tries, self.seed = space, wish, reference, worlds, tries, seed
        self.journal, self.screen = journal, screen
        self.known = {(entry["part"], _key(entry["mix"])): entry["value"] for entry in journal.entries}
        self.order = [entry["mix"] for entry in journal.entries if entry["part"] == SEARCH]
        self.tried: list[tuple[dict, dict]] = []
        self.faults: list[str] = []
        self._reference = {}
        self._starts = space.starts()

    def valued(self, part: int, mix: dict) -> dict | None:
        """Return the valuation of a mix in the worlds of a part, from the journal where it is there; None where a run failed.

        After the search it holds ``by_world`` as well, the counts of each world, and ``clear``: what can be claimed of ``more``.
        """
        key = part, _key(mix)
        if key not in self.known:
            worlds = self.worlds[part]
            try:
                reference = self._of_reference(part)
                sums = worlds.sums(self.space.scenario("mix", mix))
                found = value(sums, reference)
                if part != SEARCH:
                    found["by_world"] = counts_by_world(sums)
                    found["clear"] = claim(found["by_world"], counts_by_world(reference), worlds.sets)
            except (RuntimeError, ArithmeticError, ValueError) as fault:
                found = None
                self.faults.append(f"{type(fault).__name__}: {fault}")
                self.screen.warn(f"A mix could not be run and is left out ({self.faults[-1]}): {mix}")
            self.known[key] = found
            self.journal.add({"part": part, "mix": mix, "value": found})
        return self.known[key]

    def _of_reference(self, part):
        if part not in self._reference:
            self._reference[part] = self.worlds[part].sums(self.reference)
        return self._reference[part]

    def run(self) -> None:
        """Try the mixes; :attr:`tried` holds them with their valuations in the order in which they were tried."""
        goals = self.wish.goals
        first = self.tries if len(goals) == 1 else round(FIRST_SHARE * self.tries)
        ends = [first + round((self.tries - first) * k / max(1, len(goals) - 1)) for k in range(len(goals))]
        begun, told, stored = time.perf_counter(), 0.0, len(self.order)
        for goal, end in zip(goals, ends, strict=True):
            proposer = None
            local = end - round(POLISH_SHARE * first) if goal == goals[0] else end
            while (k := len(self.tried)) < end:
                if k < stored:
                    mix = self.order[k]  # what was proposed before the stop; to propose it again would take as long
                else:
                    proposer = proposer or Proposer(self.space, self.wish, GOALS[goal], self.tried)
                    mix = self._polish(k) if k >= local else self._start(k) or proposer.propose([self.seed, k])
                found = self._try(mix)
                if proposer:
                    proposer.learn(mix, found)
                self._advance(SEARCH)
                done = (k + 1) / self.tries
                if k + 1 >= stored + 5 and done >= told + 0.2 and done < 1:
                    told = done
                    left = (time.perf_counter() - begun) / (k + 1 - stored) * (self.tries - k - 1)
                    self.screen.say(f"  {k + 1} of {self.tries} mixes tried{self._so_far()}; about {said_time(left)} left.")

    def _try(self, mix):
        found = self.known.get((SEARCH, _key(mix)))
        if len(self.tried) >= len(self.order):
            if (SEARCH, _key(mix)) in self.known:
                self.journal.add({"part": SEARCH, "mix": mix, "value": found})  # proposed once more: the order must be known
            else:
                found = self.valued(SEARCH, mix)
            self.order.append(mix)
        self.tried.append((mix, found))
        return found

    def _start(self, k):
        return self._starts[k] if k < min(len(self._starts), self.tries // 2) else None

    def _polish(self, k):
        """Return a small change of the best mix so far."""
        draw = np.random.default_rng([self.seed, k, 1])
        best = self._best(self.tried, both=k % 2)
        mix = dict(best if best is not None else self.space.mix_of(self.space.base.levers))
        levers = [lever for lever in self.space.levers if lever.count]
        for _ in range(20):
            for place in draw.choice(len(levers), size=min(len(levers), int(draw.integers(1, 4))), replace=False):
                lever = levers[place]
                if lever.choices:
                    mix[lever.name] = lever.at(int(draw.integers(0, lever.count + 1)))
                else:
                    step = lever.step_of(lever.snapped(mix[lever.name])) + int(round(draw.normal() * max(1.5, 0.12 * lever.count)))
                    mix[lever.name] = lever.at(min(max(step, 0), lever.count))
            if (SEARCH, _key(mix)) not in self.known:
                break
        return mix

    def _best(self, valued, both=0):
        """Return the mix that keeps most within the budget, or (``both``, or without a budget) the cheapest that reaches the target."""
        known = [(mix, found) for mix, found in valued if found is not None]
        reaching = [pair for pair in known if self.wish.reaches(pair[1])]
        if self.wish.target is not None and (self.wish.budget is None or both):
            if reaching:
                return min(reaching, key=lambda pair: pair[1]["cost"])[0]
        within = [pair for pair in known if self.wish.affords(pair[1])]
        return max(within, key=lambda pair: pair[1]["more"])[0] if within else None

    def _advance(self, part):
        if self.screen.is_terminal:  # elsewhere the lines of the search say more
            self.screen.advance(len(self.worlds[part].replicates))

    def _so_far(self):
        best = self._best(self.tried)
        if best is None:
            return ""
        found = self.known[SEARCH, _key(best)]
        return f", the best so far {100 * found['more']:+.1f} of 100"

    def candidates(self) -> list[dict]:
        """Return the mixes that are worth a check: each goal's front, the best of budget and target, and what mixes begin from."""
        known = [(mix, found) for mix, found in self.tried if found is not None and self.wish.affords(found, ROOM)]
        once = [pair for at, pair in enumerate(known) if pair[0] not in [mix for mix, _ in known[:at]]]
        picked = []
        for goal in self.wish.goals:
            field = GOALS[goal]
            points = front([(found["cost"], BETTER[field] * found[field]) for _, found in once])
            room = CHECKED // 2 if goal == self.wish.goals[0] else CHECKED // 6
            picked += [once[i][0] for i in thinned(points, room)]
        within = sorted((pair for pair in once if self.wish.affords(pair[1])), key=lambda pair: -pair[1]["more"])
        picked += [mix for mix, _ in within[: CHECKED // 4]]
        reaching = sorted((pair for pair in once if self.wish.reaches(pair[1])), key=lambda pair: pair[1]["cost"])
        picked += [mix for mix, _ in reaching[: CHECKED // 4]]
        if picked and self.space.base.levers != self.reference.levers:
            picked.append(self.space.own())
        return [mix for at, mix in enumerate(picked) if mix not in picked[:at]]

    def check(self, mixes: list[dict]) -> list[tuple[dict, dict]]:
        """Return mixes with their valuations on fresh luck: who was lucky in the search is not so again."""
        found = []
        for mix in mixes:
            valuation = self.valued(CHECK, mix)
            self._advance(CHECK)
            if valuation is not None:
                found.append((mix, valuation))
        return found

    def chosen(self, checked: list[tuple[dict, dict]]) -> dict[str, tuple[dict, dict]]:
        """Return the mixes that answer: ``best`` within the budget, ``cheapest`` that reaches the target, each as (thinned, whole).

        The best is one that clearly keeps more than the reference, and of those that no other clearly beats the cheapest. Where none
        clearly does, the reference is best, and no mix is named; only where the budget does not pay for the reference, the mixes are
        compared among each other alone.
        """
        within = [pair for pair in checked if self.wish.affords(pair[1])]
        clear = [pair for pair in within if pair[1]["clear"] == MORE]
        answers = {}
        if self.wish.budget is not None:
            answers["best"] = self._confirmed(self._ranked(clear), self.wish.affords)
            if within and not answers["best"] and not self.wish.affords(value(*2 * [self._of_reference(CHECK)])):
                whole = self._ranked(within)[0]
                answers["best"] = self._thinned(whole, self.wish.affords), whole
        if self.wish.target is not None:
            reaching = sorted((pair for pair in clear if self.wish.reaches(pair[1])), key=lambda pair: pair[1]["cost"])
            mixes = [mix for mix, _ in reaching]
            answers["cheapest"] = self._confirmed(mixes, self.wish.reaches, NEAR * self.wish.target)
        return {role: found for role, found in answers.items() if found}

    def _ranked(self, pairs):
        """Return checked mixes: first those that no other clearly beats, the cheapest first, then the rest, the best first."""

        def beaten(found):
            better = (other for _, other in pairs if other["more"] > found["more"])
            return any(claim(other["by_world"], found["by_world"], self.worlds[CHECK].sets) == MORE for other in better)

        ranked = [((1, -found["more"]) if beaten(found) else (0, found["cost"]), mix) for mix, found in pairs]
        return [mix for _, mix in sorted(ranked, key=lambda one: one[0])]

    def _confirmed(self, mixes, allowed, least=0.0):
        """Return (thinned, whole) of the first mix that clearly keeps more, and ``least`` at least, in the comparison's worlds too."""

        def stands(mix):
            found = self.valued(FINAL, mix)
            return found is not None and found["clear"] == MORE and found["more"] >= least

        for whole in mixes:
            if stands(whole):
                thinned = self._thinned(whole, lambda found: found["clear"] == MORE and self.wish.affords(found) and allowed(found))
                return (thinned if stands(thinned) else whole), whole
        return None

    def _thinned(self, mix, allowed):
        """Put back to the base's value what the mix does not need, the least needed first.

        What is lost is counted from the whole mix, as many small losses would add up. The lucks are the same with a lever and without,
        so what luck might do to the difference is small; a loss within it cannot be told from none.
        """
        whole, own = self.valued(CHECK, mix), self.space.own()
        singles = {}
        for name in self.space.changed(mix):
            found = self.valued(CHECK, mix | {name: own[name]})
            if found is not None:
                singles[name] = whole["more"] - found["more"]
        mix, gain = dict(mix), abs(whole["more"])
        for name in sorted(singles, key=singles.get):
            without = mix | {name: own[name]}
            found = self.valued(CHECK, without)
            if found is None or not allowed(found) or found["cost"] > whole["cost"] * (1 + DEARER):
                continue
            luck = min(NORMAL * noise(whole["by_world"], found["by_world"]), MOST_LOST * gain)
            if whole["more"] - found["more"] <= max(LEAST, WORTH_KEEPING * gain, luck):
                mix = without
        return mix

    def parts_of(self, mix: dict) -> list[dict]:
        """Return what each changed lever of a mix does: the mix without it (the base's value instead), in the comparison's worlds.

        ``clear`` says whether what it adds to those kept can be told from nothing. The last row, ``whole``, is the whole mix less the
        base.
        """
        changed = self.space.changed(mix)
        rows = [(name, *pair, mix | {name: pair[0]}) for name, pair in changed.items()] + [(WHOLE, "", "", self.space.own())]
        here, found = self.valued(FINAL, mix), []
        for name, own, chosen, other in rows if here and changed else ():
            without = self.valued(FINAL, other)
            if without is not None:
                loss = {key: here[key] - without[key] for key in ("more", "cost", "tired", "nearer")}
                clear = claim(here["by_world"], without["by_world"], self.worlds[FINAL].sets) != UNCLEAR
                found.append({"lever": name, "before": own, "chosen": chosen, **loss, "clear": CLEAR if clear else NOT_CLEAR})
        return found


class Proposer:
    """Propose mixes for one goal beside the cost."""

    def __init__(self, space: Space, wish: Wish, field: str, tried):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.space, self.wish, self.field, self._optuna = space, wish, field, optuna
        self.distributions = {}
        for lever in space.levers:
            kind = optuna.distributions
            made = kind.CategoricalDistribution(lever.choices) if lever.choices else kind.IntDistribution(0, lever.count)
            self.distributions[lever.name] = made
        self._study = optuna.create_study(directions=["minimize", "minimize"])
        for mix, found in tried:
            self.learn(mix, found)

    def learn(self, mix: dict, found: dict | None) -> None:
        """Take in a mix with its valuation; one that lies off the steps, or failed, teaches nothing."""
        if found is None:
            return
        steps = {lever.name: mix[lever.name] if lever.choices else lever.step_of(mix[lever.name]) for lever in self.space.levers}
        trial = self._optuna.trial.create_trial(params=steps, distributions=self.distributions, values=self._losses(found))
        self._study.add_trial(trial)

    def _losses(self, found):
        scale = max(self.wish.budget or 0.0, 1.0)
        over = 0.0 if self.wish.affords(found, ROOM) else found["cost"] / scale - ROOM
        # what is not affordable is worse than anything that is, the more so the dearer it is
        return [found["cost"], -BETTER[self.field] * found[self.field] + (10.0 * over + 1.0 if over else 0.0)]

    def propose(self, seed: list[int]) -> dict:
        """Return the next mix: it depends on what was learnt and on the seed, and on nothing else."""
        number = int(np.random.SeedSequence(seed).generate_state(1)[0])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._study.sampler = self._optuna.samplers.TPESampler(seed=number, multivariate=True, n_startup_trials=10)
            # asked of a copy without the open trial, so that a search that goes on later meets the same state
            trial = self._study.ask(self.distributions)
            self._study.tell(trial, state=self._optuna.trial.TrialState.FAIL)
        found = trial.params
        return {lever.name: found[lever.name] if lever.choices else lever.at(found[lever.name]) for lever in self.space.levers}


def front(points: list[tuple[float, float]]) -> list[int]:
    """Return the indices of the points that none other beats, cheapest first: (cost, worth), less cost and more worth are better."""
    order = sorted(range(len(points)), key=lambda i: (points[i][0], -points[i][1]))
    found, best = [], -np.inf
    for i in order:
        if points[i][1] > best:
            found.append(i)
            best = points[i][1]
    return found


def thinned(items: list, room: int) -> list:
    """Return at most ``room`` of some items, evenly chosen, the first and the last among them."""
    if len(items) <= room:
        return list(items)
    return [items[round(k * (len(items) - 1) / (room - 1))] for k in range(room)] if room > 1 else items[-1:]


def _key(mix):
    return json.dumps(mix, sort_keys=True)
