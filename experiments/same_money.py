"""The same money: a policy scaled until it costs what another costs, so that the two differ in what they do and not in how much is spent.

One lever of the policy is changed, and the cost is the mean over the runs of the comparison itself, so that the costs in its report agree.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from experiments.errors import BadInput
from experiments.input import amounts, cards
from experiments.input.words import unknown

TOLERANCE = 0.005  # the two costs differ by at most this share
ROUGH = 50  # runs that are enough to come near
MOST_STEPS = 25
PAID = tuple(name for name, spec in cards.LEVERS.items() if spec.paid)


@dataclass(frozen=True)
class Scaling:
    """Hold one wish: ``policy`` is to cost what ``other`` costs (a policy's name, or a sum of money), by changing ``lever``."""

    policy: str
    other: str | float
    lever: str


def scaled_lever(scenario, declared: str | None, asked: str | None) -> str:
    """Return the lever that scales a policy: the one asked for, declared in its file (``scales:``), or the one it is made of.

    Raises
    ------
    BadInput : no such lever, one that is a choice, or the policy is made of none or of several.
    """
    name = asked or declared
    if name is None:
        if scenario.levers.coverage > 0:
            return "coverage"
        set_ones = [lever for lever in PAID if getattr(scenario.levers, lever) > 0]
        if len(set_ones) != 1:
            what = "sets nothing that costs money" if not set_ones else f"sets {' and '.join(set_ones)}: either could be scaled"
            mend = f"name the lever: {scenario.name}.scales={(set_ones or ['pay_supplement'])[0]}"
            raise BadInput(f"{scenario.name} {what}", f"{scenario.name}.same_money", mend=mend)
        return set_ones[0]
    where = f"{scenario.name}.scales={name}"
    if name not in cards.LEVERS:
        raise unknown("lever", name, cards.LEVERS, where, allowed="", mend="retain list levers shows them all")
    if cards.LEVERS[name].choices:
        raise BadInput(f"{name} is a choice and cannot be scaled", where, mend=f"name a lever that is a number, such as {PAID[0]}")
    return name


def scalings(wanted: dict[str, str], levers: dict[str, str], scenarios, declared: dict[str, str | None], years: int, teachers: int):
    """Return the :class:`Scaling` of each wish, in an order in which each finds the cost of the other settled.

    Parameters
    ----------
    wanted : {policy: other policy or a sum};  levers : {policy: lever that was asked for};  scenarios : those of the comparison.
    declared : {policy: lever that its file declares};  years, teachers : of the comparison, for sums a year or a teacher.

    Raises
    ------
    BadInput : no such policy, a policy is to cost what itself costs, wishes run in a circle.
    """
    at = {scenario.name: scenario for scenario in scenarios}
    for policy, lever in levers.items():
        if policy not in wanted:
            raise BadInput(f"{policy} is not scaled", f"{policy}.scales={lever}", mend=f"add {policy}.same_money=ANOTHER")
    found = {}
    for policy, other in wanted.items():
        where = f"{policy}.same_money={other}"
        if amounts.is_sum(other):
            target = amounts.money(other, years, teachers, where)
        elif other == policy:
            raise BadInput("a policy always costs what it costs itself", where, mend="name another policy or a sum of money")
        else:
            target = other
        found[policy] = Scaling(policy, target, scaled_lever(at[policy], declared.get(policy), levers.get(policy)))
    ordered: list[Scaling] = []
    while len(ordered) < len(found):
        done = {one.policy for one in ordered}
        ready = [one for one in found.values() if one.policy not in done and (one.other not in found or one.other in done)]
        if not ready:
            circle = ", ".join(policy for policy in found if policy not in done)
            raise BadInput(f"{circle} wait for each other's cost", "same_money", mend="let one of them stand as it is")
        ordered += ready
    return ordered


def settle(plan, screen):
    """Return a plan whose scaled policies cost what they should; a plan that scales nothing comes back as it is.

    Raises
    ------
    BadInput : a policy cannot be scaled: it or the other is free, or a bound of its lever is met; or the folder cannot be used.
    """
    if not plan.scalings:
        return plan
    from experiments import store
    from experiments.execution import jobs_of, prepare
    from experiments.searching.valuation import Worlds

    store.held(plan.out)  # a folder that cannot be used is met before a minute's work
    prepare(screen)
    study = plan.study
    worlds = Worlds(study, study.replicates, None, None, jobs_of(plan))
    at = {scenario.name: scenario for scenario in study.scenarios}
    notes = []
    for scaling in plan.scalings:
        sum_of_money = isinstance(scaling.other, float)
        to = "that sum" if sum_of_money else f"what {scaling.other} costs"
        screen.say(f"Scaling {scaling.policy} by its {scaling.lever} to {to} ...")
        money = scaling.other if sum_of_money else worlds.cost(at[scaling.other])
        said = f"{scaling.policy}.same_money={f'{scaling.other:.0f}' if sum_of_money else scaling.other}"
        settled = at[scaling.policy]
        scaled, cost = scale(at[scaling.policy], scaling.lever, money, worlds, said, study.context.currency)
        named = amounts.spoken(money, study.context.currency) if sum_of_money else f"the cost of {scaling.other}"
        at[scaling.policy] = _told(settled, scaled, scaling.lever, named, study.context.currency)
        costs = f"costs {named}" if sum_of_money else f"costs what {scaling.other} costs"
        notes.append(
            f"{scaling.policy} {costs}, within {100 * abs(cost / money - 1):.2g} %: "
            f"{scaling.lever} is {getattr(scaled.levers, scaling.lever):g} instead of {getattr(settled.levers, scaling.lever):g}."
        )
    whole = dataclasses.replace(study, scenarios=tuple(at[scenario.name] for scenario in study.scenarios))
    out = plan.out
    if out.name.endswith(study.id[:8]):
        out = out.with_name(out.name.removesuffix(study.id[:8]) + whole.id[:8])
    return dataclasses.replace(plan, study=whole, out=out, notes=[*plan.notes, *notes], scalings=())


def _told(before, scaled, lever, named, currency):
    """Return the scaled policy with title and notes that say so; its own title may name a size that it no longer has."""
    from analysis import inputs
    from analysis.chart import short
    from analysis.language import language
    from experiments.tally import typed

    spec, value = cards.LEVERS[lever], getattr(scaled.levers, lever)
    size = typed(inputs.said(value, spec.unit, language(), currency))
    return dataclasses.replace(
        scaled,
        title=f"{short(before.name)}, scaled to {named} ({spec.label}: {size})",
        stated=tuple(one for one in before.stated if one != lever),
        notes=(*before.notes, f"{before.title}, scaled to {named}: {lever}={value:g}."),
    )


def scale(scenario, lever: str, money: float, worlds, where: str, currency: str):
    """Return (the scenario with its lever scaled, its cost) so that it costs ``money`` in the worlds, within :data:`TOLERANCE`.

    A bracket is narrowed by the Illinois rule (false position that halves a stale end): cost rises with the lever, mostly in a straight
    line, with small steps where single teachers come under the policy.

    Raises
    ------
    BadInput : there is no money, or the lever meets a bound before the policy costs as much.
    """
    spec = cards.LEVERS[lever]
    if money <= 0:
        raise BadInput("there is no money to scale to: the other costs nothing", where, mend="name a policy that costs something")

    def cost(value, count=None):
        return worlds.cost(dataclasses.replace(scenario, levers=dataclasses.replace(scenario.levers, **{lever: value})), count)

    def spoken(amount):
        return amounts.spoken(amount, currency)

    count = len(worlds.replicates)
    value = getattr(scenario.levers, lever)
    for runs in sorted({min(ROUGH, count), count}):
        low, high, downwards = (spec.low, None), None, 0
        if value <= spec.low:
            value = spec.low + 0.1 * (spec.high - spec.low)
        best = None
        for _ in range(MOST_STEPS):
            value = float(f"{min(max(value, spec.low), spec.high):.6g}")
            paid = cost(value, runs)
            if best is None or abs(paid - money) < abs(best[1] - money):
                best = (value, paid)
            if abs(paid - money) <= 0.2 * TOLERANCE * money:
                break
            if paid < money:
                if value >= spec.high:
                    most = f"costs at most {spoken(paid)}, with {lever} at its highest, {spec.high:g}"
                    what = f"costs nothing, whatever its {lever}" if paid == 0 else most
                    raise BadInput(
                        f"{scenario.name} {what}; {spoken(money)} are wanted",
                        where,
                        mend=f"scale another lever, with {scenario.name}.scales=LEVER",
                    )
                low = (value, paid)
            else:
                if value <= spec.low:
                    raise BadInput(
                        f"{scenario.name} costs {spoken(paid)} even with {lever}={spec.low:g}; {spoken(money)} are wanted",
                        where,
                        mend=f"scale another lever, with {scenario.name}.scales=LEVER",
                    )
                high, downwards = (value, paid), downwards + 1
            value = spec.low if low[1] is None and downwards > 1 else _next(low, high, money, spec)
            if high is not None and high[0] - low[0] <= 1e-6 * (spec.high - spec.low):
                break
        value = best[0]
    if abs(best[1] - money) > TOLERANCE * money:
        raise BadInput(
            f"{scenario.name} comes no nearer to {spoken(money)} than {spoken(best[1])}, with {lever}={best[0]:g}",
            where,
            mend="scale a finer lever, or take more teachers: few teachers cost money in steps",
        )
    return dataclasses.replace(scenario, levers=dataclasses.replace(scenario.levers, **{lever: best[0]})), best[1]


def _next(low, high, money, spec):
    """Return the next value to try from the ends of the bracket: (value, cost), the upper end None where it is not known yet."""
    if high is None:
        return spec.high if not low[1] else min(spec.high, low[0] * 1.05 * money / low[1] if low[0] > 0 else spec.high)
    if low[1] is None:
        below = high[0] * money / high[1]
        return spec.low if below <= spec.low else below * 0.98
    share = (money - low[1]) / (high[1] - low[1]) if high[1] > low[1] else 0.5
    return low[0] + (high[0] - low[0]) * min(max(share, 0.02), 0.98)
