"""The best mix of levers for a budget, or the cheapest that reaches a target: searched, checked on fresh luck, compared, written down."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from pathlib import Path

from analysis.pages import compared, page_of
from experiments import configure, execution, extras, fieldwork, store
from experiments.errors import BadInput, RunFailed
from experiments.input import amounts, library
from experiments.input.request import request
from experiments.input.settings import SETTINGS, check_setting
from experiments.input.words import as_typed, unknown
from experiments.journal import Journal
from experiments.plan import Plan
from experiments.screen import Screen, said_years
from experiments.searching import mixes
from experiments.searching.files import BEST, CHEAPEST, scenario_of, write
from experiments.searching.search import CHECK, CHECKED, FINAL, GOALS, SEARCH, SHOWN, SHOWN_OTHER, Search, Wish, front, thinned
from experiments.searching.valuation import Measure, Worlds

PRESET = {"over": list(mixes.OVER), "goals": list(GOALS), "equity": ["rural", "urban"], "tries": 300, "worlds": 16}
OWN = ("budget", "target", "over", "goals", "outcome", "equity", "tries", "worlds")
FILES = ("optimise.csv", "candidates.csv", "report.html")
JOURNAL, COMPARISON = "journal.jsonl", "comparison"
CHECKS_A_SET = 2  # lucks of each parameter set in the check
CONFIRMED = 8  # mixes that are valued in the comparison's worlds before it, about: nominees, and the answer without each of its levers


@dataclass
class Optimisation:
    """Hold a search that was asked for: what decides it, the plan of its runs, where it goes, what is wished, what may be chosen."""

    inquiry: fieldwork.Inquiry
    plan: Plan
    folder: Path
    asked: dict
    wish: Wish
    space: mixes.Space
    measure: Measure

    @property
    def study(self):
        """Return the study that every run is one of."""
        return self.plan.study

    @property
    def reference(self):
        """Return the scenario that every difference is against."""
        return next(scenario for scenario in self.study.scenarios if scenario.name == self.study.reference)


def main(command) -> int:
    """Do ``retain optimise``; return the exit code."""
    import sys

    from analysis import frontier_page

    begun = time.perf_counter()
    screen = Screen()
    asked = plan(command.words, command.settings, command.typed)
    try:
        if fieldwork.is_complete(asked.folder, asked.inquiry, FILES):
            screen.say(f"This search is complete in {asked.folder}; nothing is run again.")
            fieldwork.speak(asked.folder, asked.plan.language, frontier_page.build)
        else:
            carry_out(asked, screen)
    except (KeyboardInterrupt, execution.Interrupted):
        print(f"Stopped: what is finished is kept in {asked.folder}. Type the same command again to go on.", file=sys.stderr)
        return 130
    with store.reading(asked.folder):
        show(asked.folder, screen)
    screen.say(f"Report: {page_of(asked.folder, asked.plan.language)}")
    screen.say(f"Finished: {time.perf_counter() - begun:.1f} seconds.")
    return 0


def optimise(scenario=None, quiet: bool = True, **settings) -> Path:
    """Search for the best mix and return the folder of results; settings as on the command line, dotted ones in the dictionary ``change``.

    Examples
    --------
    >>> optimise(budget="100million", context="karachi_government")  # doctest: +SKIP
    """
    change = settings.pop("change", None) or {}
    words, given, line = as_typed("optimise", [] if scenario is None else [scenario], {**settings, **change})
    asked = plan(words, given, line)
    if not fieldwork.is_complete(asked.folder, asked.inquiry, FILES):
        carry_out(asked, Screen(quiet))
    return asked.folder


def plan(words: list[str], given: dict[str, str], line: str) -> Optimisation:
    """Check everything that was typed; raise :class:`BadInput` at the first fault, before anything is run."""
    table = SETTINGS["optimise"]
    _check_words(words, given)
    own = PRESET | {key: check_setting(key, given[key], table[key]) for key in OWN if key in given}
    asked = request("optimise", words, {key: text for key, text in given.items() if key not in OWN}, line)
    fixed = asked.levers.pop(None, {})
    asked.scenarios = asked.scenarios or [_today(asked)]
    made = configure.plan(asked)
    study = made.study
    base = configure.changed(study.scenarios[0], fixed) if fixed else study.scenarios[0]
    space = mixes.space(own["over"], base, fixed)
    if "budget" not in own and "target" not in own:
        raise BadInput(
            "a search needs to know what there is or what is wanted",
            mend="write budget=100million for the money, or target=3 for three more of 100 new teachers",
        )
    _check_prices(made)
    own["target"], outcome = amounts.gain(own["target"]) if "target" in own else (None, None)
    own["outcome"] = _outcome(own.get("outcome"), outcome, study.years)
    own["budget"] = amounts.money(own["budget"], study.years, study.teachers) if "budget" in own else None
    _check_names(own)
    wish = Wish(own["budget"], own["target"], tuple(own["goals"]))
    own["over"] = [_said(lever) for lever in space.levers]
    own["base"], own["fixed"] = base.name, fixed
    inquiry = fieldwork.Inquiry("optimise", (study,), tuple(own.items()))
    folder = made.out if "out" in asked.settings else Path(configure.RESULTS) / f"optimise-{study.context.name}-{inquiry.id[:8]}"
    execution.check_size(dataclasses.replace(made, study=_sized(study, own)))
    extras.check("optuna", "analysis", "a search")
    return Optimisation(inquiry, made, folder, own, wish, space, Measure(own["outcome"], tuple(own["equity"])))


def _today(asked):
    """Return the name or the file of the policy that is in force in the context."""
    card = library.find("context", asked.settings.get("context", configure.defaults()["context"]))
    return str(card.today.path) if card.today else str(card.values.get("today", "no_mentoring"))


def _check_prices(made):
    """Refuse a budget in a currency whose prices nobody has given."""
    from experiments.input.cards import PRICES

    borrowed = made.borrowed or {"from": None, "fields": []}
    missing = [name for name in PRICES if name in borrowed["fields"]]
    context = made.study.context
    parent = borrowed["from"]
    foreign = parent == "the model's own defaults" or (parent and library.find("context", parent).made().currency != context.currency)
    if missing and foreign:
        raise BadInput(
            f"{context.title} has no prices of its own in {context.currency} ({', '.join(missing[:3])}{' ...' if missing[3:] else ''})",
            f"context={context.name}",
            mend="write them under prices:, or begin the file from a context of the same country with from:",
        )
    if missing and parent:
        made.notes.append(f"{len(missing)} of {len(PRICES)} prices are borrowed from {parent}: {', '.join(missing)}.")


def _check_words(words, given):
    """Meet a sum that was written with a space, so that its second half stands as a policy."""
    sizes = [word for word in words if word.lower().rstrip("s") in amounts.SIZES]
    if sizes and "budget" in given:
        sums = f"budget={given['budget']}"
        raise BadInput(f"{sizes[0]} stands alone", sums, mend=f"write the sum without a space: {sums}{sizes[0].lower()}")


def _outcome(asked, wanted, years):
    found = asked or wanted
    if asked and wanted and asked != wanted:
        raise BadInput(f"the target is about {wanted}, outcome= about {asked}", "target", mend="name the outcome once")
    if found is None:
        return f"retained_profession_{max([k for k in (1, 3, 5) if k <= years])}y"
    if int(found.rsplit("_", 1)[1][:-1]) > years:
        mend = "let the policies run longer, with years=10"
        raise BadInput(f"{found} is not known after {said_years(years)}", f"years={years}", mend=mend)
    return found


def _check_names(own):
    from sim.record import GROUPS

    for goal in own["goals"]:
        if goal not in GOALS:
            raise unknown("goal", goal, GOALS, f"goals={','.join(own['goals'])}", allowed=", ".join(GOALS))
    if len(own["equity"]) != 2:
        raise BadInput("a gap lies between two groups", f"equity={','.join(own['equity'])}", mend="write equity=rural,urban")
    for group in own["equity"]:
        if group not in GROUPS:
            raise unknown("group of teachers called", group, GROUPS, f"equity={','.join(own['equity'])}", allowed=", ".join(GROUPS))


def _said(lever):
    return f"{lever.name}:{':'.join(lever.choices)}" if lever.choices else f"{lever.name}:{lever.low:g}:{lever.high:g}"


def _sized(study, own):
    """Return a study of as many runs as the whole search has, to guess its time."""
    checks = _check_worlds(study) * (CHECKED + len(own["over"]))
    shown = study.replicates * (SHOWN + 4 + CONFIRMED)
    return dataclasses.replace(study, scenarios=study.scenarios[:1], replicates=own["tries"] * own["worlds"] + checks + shown)


def _check_worlds(study):
    return CHECKS_A_SET * min(study.parameter_sets, max(1, study.replicates))


def carry_out(asked: Optimisation, screen: Screen) -> None:
    """Search, check, compare, and write every file.

    Raises
    ------
    BadInput : the folder cannot be used.
    RunFailed : not one mix could be run, or a run of the comparison failed.
    """
    begun = time.perf_counter()
    jobs = execution.jobs_of(asked.plan)
    try:
        asked.folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadInput(
            f"the folder cannot be made ({fault.strerror})", f"out={asked.folder}", mend="name another folder with out="
        ) from None
    store.write_manifest(asked.folder, fieldwork.about(asked.inquiry, [asked.plan], {}, 0.0) | {"status": store.RUNNING})
    journal = Journal(asked.folder / JOURNAL, {"search": asked.inquiry.id}, "the folder holds another search")
    try:
        _announce(asked, screen, len(journal.entries))
        execution.prepare(screen)
        worlds = [
            Worlds(asked.study, asked.asked["worlds"], SEARCH, asked.measure, jobs),
            Worlds(asked.study, _check_worlds(asked.study), CHECK, asked.measure, jobs),
            Worlds(asked.study, asked.study.replicates, None, asked.measure, jobs),
        ]
        search = Search(asked.space, asked.wish, asked.reference, worlds, asked.asked["tries"], asked.study.seed, journal, screen)
        with screen.progress(asked.asked["tries"] * asked.asked["worlds"]):
            search.run()
        worlds[SEARCH].forget()
        candidates = search.candidates()
        if not candidates:
            raise RunFailed("Not one mix could be run within the budget; the lines above say why.")
        screen.say(f"Checking {len(candidates)} mixes in {len(worlds[CHECK].replicates)} fresh worlds each ...")
        with screen.progress(len(candidates) * len(worlds[CHECK].replicates)):
            checked = search.check(candidates)
        screen.say(f"Confirming the answer in the {len(worlds[FINAL].replicates)} worlds of the comparison ...")
        answers = search.chosen(checked)
        parts = {role: search.parts_of(mix) for role, (mix, _) in answers.items()}
        shown = _shown(asked, search, checked, answers)
        checks = _checks(asked, search, shown)
    finally:
        journal.close()
    done = _compare(asked, shown, screen)
    if done.failures:
        raise RunFailed(f"{len(done.failures)} runs of the comparison failed: see {done.folder / store.FAILURES}.")
    write(asked, search, checked, shown, checks, parts, done, begun)


def _announce(asked, screen, entries):
    study, own = asked.study, asked.asked
    money = f"a budget of {amounts.said(own['budget'], study)}" if own["budget"] is not None else ""
    gain = f"{100 * own['target']:g} more of 100 ({own['outcome']})" if own["target"] is not None else ""
    screen.say(f"{study.context.title}: the best mix of {len(asked.space.levers)} levers for {' and '.join(filter(None, (money, gain)))}.")
    if study.context.illustrative:
        screen.say("Illustrative: how many teachers leave here has not been measured; differences mean more than levels.")
    for note in asked.plan.notes:
        screen.say(f"Note: {note}")
    if entries:
        screen.say(f"{entries} valuations are already stored in {asked.folder}; the search goes on from there.")
    sized = dataclasses.replace(asked.plan, study=_sized(study, own))
    wait = execution.said_time(execution.expected_seconds(sized, sized.study.replicates))
    worlds = f"{own['worlds']} worlds of {study.teachers:,} teachers over {said_years(study.years)}"
    screen.say(f"{own['tries']} mixes, each in {worlds}, then checks and a comparison; about {wait} in all.")


def _shown(asked, search, checked, answers):
    """Return the policies of the final comparison: {name: (roles, mix)}; the answers first, then each front from cheap to dear."""
    taken = {scenario.name for scenario in asked.study.scenarios}
    shown = {}
    whole = []
    for role, (mix, before) in answers.items():
        whole.append(before)
        name = {"best": BEST, "cheapest": CHEAPEST}[role]
        while name in taken:
            name += "_again"
        twin = next((known for known, (_, other) in shown.items() if other == mix), None)
        if twin:
            shown[twin][0].append(role)
        else:
            shown[name] = ([role], mix)
    # what the budget does not pay for is shown only where it pays for nothing
    paid = [pair for pair in checked if asked.wish.affords(pair[1])] or checked
    others: list[tuple[float, list[str], dict]] = []
    for goal in asked.wish.goals:
        sign = -1.0 if goal == "exhaustion" else 1.0
        points = front([(found["cost"], sign * found[GOALS[goal]]) for _, found in paid])
        room = SHOWN if goal == asked.wish.goals[0] else SHOWN_OTHER
        for i in thinned(points, room):
            mix, found = paid[i]
            if mix in whole:
                continue  # it is shown without the levers that do nothing
            known = next((roles for _, roles, other in others if other == mix), None)
            roles = known or next((roles for roles, other in shown.values() if other == mix), None)
            if roles is not None:
                roles.append(goal)
            else:
                others.append((found["cost"], [goal], mix))
    for number, (_, roles, mix) in enumerate(sorted(others, key=lambda one: one[0]), start=1):
        shown[f"mix_{number}"] = (roles, mix)
    return shown


def _checks(asked, search, shown):
    """Return what the check claims of each policy that is shown."""
    mixes = {name: mix for name, (_, mix) in shown.items()} | {asked.study.scenarios[0].name: asked.space.own()}
    valued = {name: search.valued(CHECK, mix) for name, mix in mixes.items()}
    return {name: found["clear"] for name, found in valued.items() if found}


def _compare(asked, shown, screen):
    """Compare the policies with today's, exactly as ``retain compare`` does, in a folder of their own."""
    from experiments.compare import carry_out as compare

    study = asked.study
    made = [scenario_of(asked, name, mix) for name, (_, mix) in shown.items()]
    shown_too = [scenario for scenario in study.scenarios if scenario.name == study.reference or asked.asked["fixed"] == {}]
    whole = dataclasses.replace(study, verb="compare", scenarios=(*shown_too, *made))
    return compare(dataclasses.replace(asked.plan, study=whole, out=asked.folder / COMPARISON, notes=[]), screen)


def show(folder: Path, screen: Screen) -> None:
    """Show the answer of a finished search: its sentences, and the table of policies."""
    from analysis import frontier, frontier_words
    from experiments.tally import typed

    about, rows = store.read_manifest(folder), frontier.read(folder)
    words = frontier_words.Words(about)
    screen.say()
    for sentence in words.answer(rows):
        screen.say(typed(sentence))
    screen.say()
    heads, lines = frontier_words.table(rows, about)
    screen.table(heads, [[typed(cell) for cell in line] for line in lines], "The policies of the front, and what is there today")
    screen.say(typed(words.say("optimise.clear")))
    for name in frontier.chosen(about):
        screen.say(f"As a file: {compared(folder, name, about['contexts'][0])}")
    missed = words.missed(rows)
    if missed:
        screen.warn(f"The target of {100 * about['target']:g} more of 100 is not reached, or not surely: see the first lines above.")
