"""Persons coming and going: entering a post for the first time, being carried from post to post, leaving a spell behind."""

from __future__ import annotations

from sim.arithmetic import log_unit
from sim.columns import (
    BEGUN_B,
    BEGUN_B_AT,
    BEGUN_F,
    BEGUN_F_AT,
    BEGUN_I,
    BEGUN_I_AT,
    BYTE,
    CARRIED_B,
    CARRIED_F,
    CARRIED_I,
    CLOCK,
    CLUSTER,
    COLUMN,
    INTEGER,
    NO_MENTOR,
    SCHOOL,
    SITE,
)
from sim.compiled import typed
from sim.draws import ATTESTED, CAREER, ENTRY, TRAITS, TRAITS_MORE, normals, uniforms
from sim.record import (
    CELL_MENTOR,
    CELL_ONE_TEACHER,
    CELL_PRIVATE,
    CELL_REMOTE,
    CELL_STAGE,
    CELL_WOMAN,
    DUE,
    NOVICE_YEARS,
    SPELL_FLOATS,
    SPELL_INTEGERS,
    VETERAN_YEARS,
)
from sim.rules import efficacy, exit, hiring
from sim.school import part
from sim.vector import P

ENTRY_INCUMBENT, ENTRY_NOVICE, ENTRY_MOVER, ENTRY_RETURNER = 0, 1, 2, 3
EXIT_MOVED, EXIT_MOVED_OUT = 4, 5
OPEN = -1
_I = {name: k for k, name in enumerate(SPELL_INTEGERS)}
_F = {name: k for k, name in enumerate(SPELL_FLOATS)}
S_PERSON, S_NUMBER, S_POST, S_SCHOOL, S_START, S_END = (
    _I["person_post"], _I["person_number"], _I["post"], _I["school"], _I["start_month"], _I["end_month"]
)
S_ENTRY, S_EXIT, S_CELL, S_MENTORED, S_PAPER, S_FIRST = (
    _I["entry"], _I["exit"], _I["cell"], _I["mentored_months"], _I["paper_months"], _I["first_meeting_month"]
)
F_EXPERIENCE, F_AGE, F_EFFICACY, F_EXHAUSTION, F_PRACTICE, F_DELIVERED = (
    _F["experience_start"], _F["age_start"], _F["efficacy_end"], _F["exhaustion_end"], _F["practice_end"], _F["delivered_hours"]
)
F_VOLUNTARY, F_OTHER, F_RETIRED, F_MOVE = _F["hazard_voluntary"], _F["hazard_other"], _F["hazard_retired"], _F["hazard_move"]
F_INTENTION, F_BELONGING, F_PAY, F_FIRST, F_ATTACHMENT = (
    _F["log_intention"], _F["log_belonging"], _F["log_pay"], _F["factor_first_year"], _F["log_attachment"]
)
F_DUE = _F[DUE[0]]


@typed("i", "Wi")
def cell(world, i):
    """Return the group cell of the teacher in row ``i`` (see sim.record.GROUPS)."""
    s = world.post_school[i]
    code = CELL_WOMAN * int(world.b[BYTE.woman, i]) + CELL_REMOTE * int(world.school_f[SCHOOL.remote, s])
    if world.school_i[SITE.end, s] - world.school_i[SITE.first, s] == 1:
        code += CELL_ONE_TEACHER
    code += CELL_PRIVATE * int(world.school_f[SCHOOL.private, s]) + CELL_MENTOR * int(world.b[BYTE.role, i])
    if world.f[COLUMN.experience, i] >= VETERAN_YEARS:
        return code + 2 * CELL_STAGE
    return code + (CELL_STAGE if world.f[COLUMN.experience, i] > NOVICE_YEARS else 0)


@typed("v", "Wi")
def read_spell(world, i):
    """Write the last values of the teacher in row ``i`` into the spell."""
    k = world.i[INTEGER.spell, i]
    if k >= 0:
        world.spell_f[F_EFFICACY, k] = world.f[COLUMN.efficacy, i]
        world.spell_f[F_EXHAUSTION, k] = world.f[COLUMN.exhaustion, i]
        world.spell_f[F_PRACTICE, k] = world.f[COLUMN.practice, i]


@typed("v", "Wiiii")
def open_spell(world, c, i, entry, month):
    """Open the spell of the teacher in row ``i``, cluster ``c``, from ``month`` on."""
    k = world.cluster_i[CLUSTER.spell_first, c] + world.cluster_i[CLUSTER.spell_count, c]
    if k >= world.cluster_i[CLUSTER.spell_end, c]:
        world.cluster_i[CLUSTER.spell_lost, c] += 1
        world.i[INTEGER.spell, i] = -1
        return
    world.cluster_i[CLUSTER.spell_count, c] += 1
    world.i[INTEGER.spell, i] = k
    row = world.spell_i[:, k]
    row[S_PERSON] = world.i[INTEGER.person_post, i]
    row[S_NUMBER] = world.i[INTEGER.person_number, i]
    row[S_POST] = i
    row[S_SCHOOL] = world.post_school[i]
    row[S_START] = month - world.clock[CLOCK.branch]
    row[S_END] = OPEN
    row[S_ENTRY] = entry
    row[S_EXIT] = 0
    row[S_CELL] = cell(world, i)
    row[S_MENTORED] = 0
    row[S_PAPER] = 0
    row[S_FIRST] = -1
    values = world.spell_f[:, k]
    values[:] = 0.0
    values[F_EXPERIENCE] = world.f[COLUMN.experience, i]
    values[F_AGE] = world.f[COLUMN.age, i]
    read_spell(world, i)


@typed("v", "WiV")
def note_hazards(world, i, p):
    """Write the hazards that the teacher in row ``i`` had this month, with their parts, into the spell.

    Before any tie ends: a mentor who loses the mentee in the same month was paid as a mentor until then.
    """
    k = world.i[INTEGER.spell, i]
    if k < 0:
        return
    f = world.f
    s = world.post_school[i]
    # the hazard of the month just ended was read before a month was added to age and experience
    experience = f[COLUMN.experience, i] - 0.08333333333333333
    age = f[COLUMN.age, i] - 0.08333333333333333
    role = float(world.b[BYTE.role, i])
    remote, private = world.school_f[SCHOOL.remote, s], world.school_f[SCHOOL.private, s]
    gain = exit.pay_gain(
        experience, remote, role, p[P.log_supplement], p[P.log_hardship], p[P.log_bonus], p[P.log_mentor_pay], p[P.retention_bonus_years],
    )
    attached = exit.log_attachment(f[COLUMN.attachment, i], p[P.attachment_leave])
    values = world.spell_f[:, k]
    values[F_VOLUNTARY] = exit.voluntary_hazard(
        f[COLUMN.intention, i], f[COLUMN.belonging, i], experience, gain, attached, private, p[P.voluntary_leave],
        p[P.intention_leave], p[P.belonging_leave], p[P.pay_elasticity], p[P.first_year_leave], p[P.first_year_scale],
        p[P.private_leave],
    )
    values[F_OTHER] = exit.other_hazard(age, attached, p[P.other_exit], p[P.family_bump])
    values[F_RETIRED] = exit.retirement_hazard(age, p[P.retirement], p[P.retirement_from], p[P.retire_growth])
    values[F_MOVE] = exit.move_hazard(
        experience, world.school_f[SCHOOL.leadership, s], f[COLUMN.belonging, i], f[COLUMN.intention, i],
        remote, private, 0.0, p[P.move], p[P.move_experience], p[P.leadership_move],
        p[P.belonging_move], p[P.intention_move], p[P.private_leave], p[P.log_hardship], p[P.pay_elasticity],
        p[P.pay_move],
    )
    values[F_INTENTION] = exit.log_intention(f[COLUMN.intention, i], p[P.intention_leave])
    values[F_BELONGING] = exit.log_belonging(f[COLUMN.belonging, i], p[P.belonging_leave])
    values[F_PAY] = -p[P.pay_elasticity] * gain
    values[F_FIRST] = exit.first_year(experience, p[P.first_year_leave], p[P.first_year_scale])
    values[F_ATTACHMENT] = attached


@typed("v", "Wiii")
def close_spell(world, i, cause, month):
    """Close the spell of row ``i``: ``month`` is the first month not in post."""
    k = world.i[INTEGER.spell, i]
    if k >= 0:
        read_spell(world, i)
        world.spell_i[S_END, k] = month - world.clock[CLOCK.branch]
        world.spell_i[S_EXIT, k] = cause


@typed("v", "Wiii")
def vacate(world, i, first, end):
    """Empty the post of row ``i`` and end every tie that hangs on it (mentees lie between ``first`` and ``end``)."""
    if world.i[INTEGER.mentor, i] != NO_MENTOR:
        part(world, i)
    if world.i[INTEGER.mentees, i] > 0:
        for j in range(first, end):
            if world.i[INTEGER.mentor, j] == i:
                part(world, j)
    world.i[INTEGER.mentees, i] = 0
    world.i[INTEGER.spell, i] = -1
    world.b[BYTE.role, i] = 0
    world.b[BYTE.exit_cause, i] = 0
    world.b[BYTE.asked_to_move, i] = 0
    world.f[COLUMN.present, i] = 0.0
    world.f[COLUMN.duty_hours, i] = 0.0


@typed("v", "Wi")
def settle(world, i):
    """Make row ``i`` the post of someone who has just come: what is hers in this post begins anew (see sim.columns)."""
    for a in range(BEGUN_F.size):
        world.f[BEGUN_F[a], i] = BEGUN_F_AT[a]
    for a in range(BEGUN_I.size):
        world.i[BEGUN_I[a], i] = BEGUN_I_AT[a]
    for a in range(BEGUN_B.size):
        world.b[BEGUN_B[a], i] = BEGUN_B_AT[a]


@typed("v", "Wi")
def be_nobody(world, i):
    """Make all that a person carries 0 in row ``i``, before somebody new enters."""
    for a in range(CARRIED_F.size):
        world.f[CARRIED_F[a], i] = 0.0
    for a in range(CARRIED_I.size):
        world.i[CARRIED_I[a], i] = 0
    for a in range(CARRIED_B.size):
        world.b[CARRIED_B[a], i] = 0


@typed("v", "Wii")
def to_pool(world, i, k):
    """Copy what a person carries from row ``i`` into row ``k`` of the leavers' pool."""
    for a in range(CARRIED_F.size):
        world.pool_f[a, k] = world.f[CARRIED_F[a], i]
    for a in range(CARRIED_I.size):
        world.pool_i[a, k] = world.i[CARRIED_I[a], i]
    for a in range(CARRIED_B.size):
        world.pool_i[CARRIED_I.size + a, k] = world.b[CARRIED_B[a], i]


@typed("v", "Wii")
def from_pool(world, k, i):
    """Copy what a person carries from row ``k`` of the leavers' pool into row ``i``."""
    for a in range(CARRIED_F.size):
        world.f[CARRIED_F[a], i] = world.pool_f[a, k]
    for a in range(CARRIED_I.size):
        world.i[CARRIED_I[a], i] = world.pool_i[a, k]
    for a in range(CARRIED_B.size):
        world.b[CARRIED_B[a], i] = world.pool_i[CARRIED_I.size + a, k]


@typed("v", "WifV")
def come_back(world, i, months, p):
    """Let who has come back into row ``i`` be older by the ``months`` away, rested, and out of practice."""
    f = world.f
    f[COLUMN.age, i] += months / 12.0
    for state, trait, slope in (
        (COLUMN.exhaustion, COLUMN.trait_exhaustion, P.trait_exhaustion_slope),
        (COLUMN.depersonalisation, COLUMN.trait_depersonalisation, P.trait_depersonalisation_slope),
        (COLUMN.intention, COLUMN.trait_intention, P.trait_intention_slope),
    ):
        f[state, i] = hiring.rested(f[state, i], p[slope] * f[trait, i], months, p[P.state_rate])
    f[COLUMN.knowledge, i] = hiring.unpractised(f[COLUMN.knowledge, i], months, p[P.knowledge_half_life])
    f[COLUMN.practice, i] = hiring.unpractised(f[COLUMN.practice, i], months, p[P.practice_half_life])


@typed("v", "Wii")
def carry(world, i, j):
    """Copy what a person carries from row ``i`` to row ``j``."""
    for a in range(CARRIED_F.size):
        world.f[CARRIED_F[a], j] = world.f[CARRIED_F[a], i]
    for a in range(CARRIED_I.size):
        world.i[CARRIED_I[a], j] = world.i[CARRIED_I[a], i]
    for a in range(CARRIED_B.size):
        world.b[CARRIED_B[a], j] = world.b[CARRIED_B[a], i]


@typed("v", "WifV")
def enter(world, i, experience, p):
    """Let a new person enter row ``i`` with years of ``experience`` (0: a novice): traits, age and states, all from the person's key."""
    f = world.f
    seed, replicate = world.clock[CLOCK.seed], world.clock[CLOCK.replicate]
    world.i[INTEGER.entrants, i] += 1
    number = int(world.i[INTEGER.entrants, i])
    settle(world, i)
    be_nobody(world, i)
    world.i[INTEGER.person_post, i] = i
    world.i[INTEGER.person_number, i] = number
    s = world.post_school[i]
    leadership = world.school_f[SCHOOL.leadership, s]
    t_efficacy, t_exhaustion, t_other, t_belonging = normals(seed, replicate, i, number, 0, TRAITS)
    t_intention, load, temperament, willingness = normals(seed, replicate, i, number, 0, TRAITS_MORE)
    z_efficacy, z_exhaustion, z_other, attachment = normals(seed, replicate, i, number, 0, ENTRY)
    u_woman, u_contract, u_age, u_subject = uniforms(seed, replicate, i, number, 0, CAREER)
    _, _, u_attested, z_more = uniforms(seed, replicate, i, number, 0, ATTESTED)
    takes = world.school_i[SITE.takes, s]
    woman = 1 if takes == 1 or (takes == 0 and u_woman < p[P.woman_share]) else 0
    contract = 1 if u_contract < p[P.contract_share] else 0
    late = min(20.0, -p[P.entry_age_spread] * log_unit(u_age))
    world.b[BYTE.woman, i] = woman
    world.b[BYTE.contract, i] = contract
    world.b[BYTE.subject, i] = int(u_subject * p[P.subjects])
    world.b[BYTE.attested, i] = 1 if u_attested * 40.0 < experience else 0
    f[COLUMN.age, i] = p[P.entry_age] + late + experience
    f[COLUMN.experience, i] = experience
    f[COLUMN.trait_efficacy, i] = t_efficacy
    f[COLUMN.trait_exhaustion, i] = t_exhaustion
    # lasting exhaustion and lasting depersonalisation go together (about .5: stated, not fixed by a target)
    f[COLUMN.trait_depersonalisation, i] = 0.5 * t_exhaustion + 0.8660254037844386 * t_other
    f[COLUMN.trait_belonging, i] = t_belonging
    f[COLUMN.trait_intention, i] = t_intention
    f[COLUMN.person_load, i] = load
    f[COLUMN.temperament, i] = temperament
    f[COLUMN.willingness, i] = willingness
    f[COLUMN.attachment, i] = p[P.attachment_spread] * attachment + p[P.contract_attachment] * (p[P.contract_share] - contract)
    f[COLUMN.knowledge, i] = 0.5 * p[P.preservice_worth] if experience == 0.0 else 0.0
    f[COLUMN.practice, i] = 0.3 * p[P.preservice_worth] if experience == 0.0 else 0.0
    work = p[P.load_school] * world.school_f[SCHOOL.load, s] + p[P.load_person] * load
    work += (p[P.usual_hours] - p[P.reference_hours]) / p[P.hours_per_sd]
    exhaustion = (
        p[P.trait_exhaustion_slope] * t_exhaustion + p[P.workload_exhaustion] * work - p[P.leadership_exhaustion] * leadership
        + p[P.exhaustion_noise] * z_exhaustion
    )
    lift = p[P.efficacy_lift] if experience == 0.0 else 0.0
    own = (
        p[P.trait_efficacy_slope] * t_efficacy + efficacy.career(experience, p[P.efficacy_growth], p[P.efficacy_peak])
        - p[P.efficacy_centre] + p[P.leadership_efficacy] * leadership
        - p[P.exhaustion_efficacy] * exhaustion + p[P.efficacy_noise] * z_efficacy
        + p[P.mastery] * f[COLUMN.practice, i] + lift
    )
    cynicism = (
        p[P.trait_depersonalisation_slope] * f[COLUMN.trait_depersonalisation, i] + p[P.exhaustion_depersonalisation] * exhaustion
        - p[P.efficacy_depersonalisation] * own + p[P.depersonalisation_noise] * z_other
    )
    settled = p[P.tenure_belonging] if experience > 5.0 else 0.0
    bond = p[P.trait_belonging_slope] * t_belonging + p[P.leadership_belonging] * leadership + settled - p[P.belonging_centre]
    f[COLUMN.efficacy, i] = own
    f[COLUMN.exhaustion, i] = exhaustion
    f[COLUMN.depersonalisation, i] = cynicism
    f[COLUMN.belonging, i] = bond + p[P.belonging_noise] * 2.0 * (z_more - 0.5)
    f[COLUMN.intention, i] = (
        p[P.trait_intention_slope] * t_intention + p[P.exhaustion_intention] * exhaustion + p[P.depersonalisation_intention] * cynicism
        - p[P.efficacy_intention] * own - p[P.leadership_intention] * leadership - p[P.belonging_intention] * f[COLUMN.belonging, i]
        - p[P.intention_centre]
    )
