"""Known answers: each rule worked out on paper for a few teachers, both sides of every cut and every clamp."""

import math
from math import exp, log, sqrt

import pytest

from tests.sim import rulebook

RULES = rulebook.rules()
STATE = {"state_rate": 0.2}  # keeps 0.8 of last month; a shock of one spread is then sqrt(1 - 0.64) = 0.6
EXHAUSTION = STATE | {
    "exhaustion": 1.0, "trait_exhaustion": 2.0, "workload": 3.0, "leadership": 0.5, "support": 0.7, "warmth_felt": 1.5, "mentor_load": 0.3,
    "shock_exhaustion": 2.0, "trait_exhaustion_slope": 0.4, "workload_exhaustion": 0.25, "leadership_exhaustion": 0.3,
    "mentoring_exhaustion": 0.6, "warmth_exhaustion": 0.2, "exhaustion_noise": 0.5,
}  # fmt: skip
CYNICISM = STATE | {
    "depersonalisation": 0.5, "trait_depersonalisation": 1.5, "exhaustion": 2.0, "efficacy": 3.0, "shock_depersonalisation": -1.0,
    "trait_depersonalisation_slope": 0.6, "exhaustion_depersonalisation": 0.3, "efficacy_depersonalisation": 0.1,
    "depersonalisation_noise": 0.5,
}  # fmt: skip
WARMTH = {
    "warmth": 2.0, "delivered_hours": 6.0, "on_paper": 0.0, "tied": 1.0, "novice_weight": 0.5, "contact_share": 0.5, "contact_half": 1.5
}
BELONGING = STATE | {
    "belonging": 0.4, "trait_belonging": 2.0, "leadership": 0.5, "support": 0.8, "tenure": 3.0, "network": 0.5, "shock_belonging": 1.5,
    "trait_belonging_slope": 0.3, "leadership_belonging": 0.4, "mentoring_belonging": 0.25, "tenure_belonging": 0.6, "tenure_years": 4.0,
    "belonging_centre": 0.35, "network_belonging": 0.7, "belonging_noise": 0.5,
}  # fmt: skip
INTENTION = {
    "intention": 0.3, "trait_intention": 1.5, "exhaustion": 2.0, "depersonalisation": 3.0, "efficacy": 0.7, "leadership": 0.9,
    "belonging": 1.1, "shock_intention": 2.0, "intention_rate": 0.4, "trait_intention_slope": 0.5, "exhaustion_intention": 0.35,
    "depersonalisation_intention": 0.15, "efficacy_intention": 0.2, "leadership_intention": 0.25, "belonging_intention": 0.6,
    "intention_centre": 0.45, "intention_noise": 0.5,
}  # fmt: skip
EFFICACY = STATE | {
    "efficacy": 0.4, "exhaustion": 1.2, "trait_efficacy": 2.0, "experience": 10.0, "support": 0.7, "leadership": 0.9, "practice": 0.6,
    "mentor_gain": 0.25, "shock_efficacy": 1.5, "trait_efficacy_slope": 0.35, "efficacy_growth": 0.8, "efficacy_peak": 20.0,
    "efficacy_centre": 0.15, "mentoring_efficacy": 0.45, "leadership_efficacy": 0.3, "exhaustion_efficacy": 0.2, "mastery": 0.55,
    "efficacy_noise": 0.5,
}  # fmt: skip
PUSHES = {
    "efficacy_push": 0.7, "exhaustion_push": 1.3, "belonging_push": 0.9, "exhaustion_efficacy": 0.2, "exhaustion_depersonalisation": 0.5,
    "efficacy_depersonalisation": 0.3, "exhaustion_intention": 0.4, "depersonalisation_intention": 0.25, "efficacy_intention": 0.15,
    "belonging_intention": 0.35, "intention_leave": 0.6, "belonging_leave": 0.45,
}  # fmt: skip
PAY = {
    "experience": 2.0, "remote": 0.5, "role": 0.25, "log_supplement": 0.1, "log_hardship": 0.3, "log_bonus": 0.2, "log_mentor_pay": 0.08,
    "retention_bonus_years": 3.0,
}  # fmt: skip
LEAVE = {
    "intention": 0.8, "belonging": 0.6, "experience": 1.0, "pay_gain": 0.3, "log_attachment": 0.2, "private": 1.0, "voluntary_leave": 0.05,
    "intention_leave": 0.5, "belonging_leave": 0.4, "pay_elasticity": 2.0, "first_year_leave": 0.7, "first_year_scale": 2.0,
    "private_leave": 1.5,
}  # fmt: skip
HELD = (0.5 * 0.8 - 0.125) + (-0.4 * 0.6 - 0.08) + 0.2
MOVE = {
    "experience": 4.0, "leadership": 0.5, "belonging": 0.7, "intention": 0.9, "remote": 1.0, "private": 1.0, "asked_to_move": 0.0,
    "move": 0.12, "move_experience": 0.15, "leadership_move": 0.2, "belonging_move": 0.3, "intention_move": 0.4, "private_leave": 1.25,
    "log_hardship": 0.25, "pay_elasticity": 1.6, "pay_move": 0.5,
}  # fmt: skip
MOVE_HELD = -0.15 * 2.0 - 0.1 - 0.21 + 0.36 - 0.5 * 1.6 * 0.25 - 0.5 * (0.04 + 0.09 + 0.16)
CAUSE = {
    "present": 1.0, "leave_probability": 0.1, "voluntary_hazard": 0.3, "other_hazard": 0.2, "retirement_hazard": 0.5
}
MET = {"contact": 0.6, "effect": 1.5, "remote_share": 0.5, "remote_effect": 0.8, "paper_signal": -0.2}
WILLING = {
    "willingness": 0.0, "attested": 1.0, "recognised": 1.0, "mentor_pay_share": 0.1, "attestation": 1.0, "volunteer_recognition": 0.5,
    "volunteer_attested": 0.4, "volunteer_pay": 3.0,
}  # fmt: skip
SCORE = {
    "years": 12.0, "same_subject": 1.0, "like": 0.5, "skill": 0.7, "same_years": -0.4, "hash_rank": 0.3, "burden": 0.9,
    "weight_years": 1.5, "weight_subject": 0.8, "weight_style": 0.6, "weight_skill": 1.2, "weight_peer": 0.9,
}  # fmt: skip
PAPER = {
    "imposed": 0.5, "reward": 0.4, "overload": 0.2, "monitoring": 0.3, "planned_hours": 4.0, "paper_base": 0.05, "paper_imposed": 0.12,
    "paper_unpaid": 0.1, "paper_overload": 0.2, "paper_unmonitored": 0.15, "paper_signal": -0.2,
}  # fmt: skip
DESIGN = {
    "training_worth": 0.5, "monitoring": 0.7, "formal": 1.0, "skill": 0.8, "training_quality": 0.4, "monitoring_quality": 0.3,
    "formality_quality": 0.25, "skill_quality": 0.6, "quality_centre": 0.35,
}  # fmt: skip
WEEK = {
    "school_load": 0.5, "person_load": 0.7, "vacancy_share": 0.2, "duty_hours": 3.0, "delivered_hours": 4.0, "tied": 1.0, "role": 1.0,
    "usual_hours": 45.0, "hours_per_sd": 8.0, "load_school": 0.4, "load_person": 0.9, "cover_hours": 20.0, "usual_vacancy": 0.05,
    "release_h_week": 1.0, "mentee_load_reduction": 0.1, "load_cut_hours": 2.0, "class_size_cut": 3.0, "hours_per_pupil": 0.3,
    "circle_h_month": 4.69,
}  # fmt: skip
LEARN = {
    "knowledge": 0.4, "learning_dose": 0.5, "circle_dose": 0.3, "slowing": 2.0, "teaching": 1.0, "learning_rate": 0.1,
    "knowledge_most": 0.9, "knowledge_half_life": 6.0,
}  # fmt: skip
PRACTISE = {
    "practice": 0.3, "knowledge": 0.5, "learning_dose": 0.4, "circle_dose": 0.2, "slowing": 2.0, "teaching": 1.0, "practice_rate": 0.2,
    "practice_most": 0.8, "practice_half_life": 12.0,
}  # fmt: skip
LAPSE = {
    "unfunded": 1.0, "new_head": 0.5, "local_ownership": 0.6, "survival_base": 0.05, "survival_unfunded": 0.8, "survival_new_head": 0.3,
    "ownership_protects": 0.5,
}  # fmt: skip
FADED, FADED_TRY = 0.4 * 2 ** (-1 / 12), 0.3 * 2 ** (-1 / 24)

ANSWERS = [
    # burnout: 0.8 of the old state, 0.2 of the set point, 0.6 of noise times shock
    ("burnout.exhaustion", EXHAUSTION, 0.8 + 0.2 * (0.8 + 0.75 + 0.3 - 0.15 - 0.42 - 0.3) + 0.6),
    ("burnout.depersonalisation", CYNICISM, 0.4 + 0.2 * (0.9 + 0.6 - 0.3) - 0.3),
    ("burnout.warmth_felt", WARMTH, 0.5 * 2.0 * 9.0 / (9.0 + 2.25)),
    ("burnout.warmth_felt", WARMTH | {"on_paper": 0.25, "tied": 0.5}, 0.5 * 0.75 * 0.8),
    ("burnout.burned_out", {"exhaustion": 2.0, "depersonalisation": 1.0, "burned_out_above": 1.4}, 1.0),
    ("burnout.burned_out", {"exhaustion": 2.0, "depersonalisation": 1.0, "burned_out_above": 1.5}, 0.0),
    ("burnout.burned_out", {"exhaustion": 0.5, "depersonalisation": 3.0, "burned_out_above": 1.7}, 1.0),
    ("burnout.burned_out", {"exhaustion": 3.0, "depersonalisation": 0.5, "burned_out_above": 1.8}, 0.0),
    # calendar
    *(("calendar.season", {"month_of_year": month, "season_term": 0.5, "season_ninth": 1.25, "season_tenth": 4.0}, weight)
      for month, weight in ((0, 0.5), (8, 0.5), (9, 1.25), (10, 4.0), (11, 2.25))),
    ("calendar.teaching", {"month_of_year": 9.0, "vacation_months": 2.0}, 1.0),
    ("calendar.teaching", {"month_of_year": 10.0, "vacation_months": 2.0}, 0.0),
    ("calendar.teaching", {"month_of_year": 11.0, "vacation_months": 0.0}, 1.0),
    ("calendar.new_head", {"head": 2.0, "mean": 0.5, "chance": 1.5, "leadership_persistence": 0.6}, 0.5 + 0.6 * 1.5 + 0.8 * 1.5),
    ("calendar.leadership", {"head": 0.7, "head_support": 0.4, "disturbed": 0.5, "interference_loss": 0.6}, 0.8),
    ("calendar.age", {"age": 30.0}, 30.0 + 1 / 12), ("calendar.experience", {"experience": 3.0}, 3.0 + 1 / 12),
    ("calendar.tenure", {"tenure": 2.0}, 2.0 + 1 / 12),
    ("calendar.expected_leave", {"expected_leave": 0.2, "leave_probability": 0.3, "at_start": 0.5}, 0.35),
    # causes: efficacy 0.7 - 0.26 = 0.44, depersonalisation 0.65 - 0.132 = 0.518
    ("causes.lasting", PUSHES | {"intention_push": 0.8}, 0.6 * (0.8 + 0.52 + 0.1295 - 0.066 - 0.315) - 0.405),
    ("causes.passing_share", {"state_rate": 0.25, "intention_rate": 0.4}, 0.4 / 0.55),
    *(("causes.step_weight", {"is_in": is_in, "others": others}, weight)
      for is_in, others, weight in ((1, 0, 1 / 3), (1, 1, 1 / 6), (1, 2, 1 / 3), (0, 0, -1 / 3), (0, 1, -1 / 6), (0, 2, -1 / 3))),
    ("causes.per_log", {"log_factor": 0.5}, (1 - exp(-0.5)) / 0.5), ("causes.per_log", {"log_factor": -0.7}, (1 - exp(0.7)) / -0.7),
    ("causes.per_log", {"log_factor": 0.0}, 1.0), ("causes.per_log", {"log_factor": 0.00005}, 1 - 0.000025),
    ("causes.per_log", {"log_factor": -0.00005}, 1 + 0.000025),
    ("causes.log_both", {"log_pay": -0.4, "first_year": 0.7}, log(exp(-0.4) + 0.7)),
    ("causes.log_both", {"log_pay": -1.0, "first_year": -0.8}, log(1e-6)),
    ("causes.log_pay_part", {"log_pay": -0.4, "first_year": 0.7}, 0.5 * (-0.4 + log(exp(-0.4) + 0.7) - log(1.7))),
    ("causes.log_first_year_part", {"log_pay": -0.4, "first_year": 0.7}, 0.5 * (log(1.7) + log(exp(-0.4) + 0.7) + 0.4)),
    # commitment
    ("commitment.belonging", BELONGING, 0.32 + 0.2 * (0.6 + 0.2 + 0.2 + 0.6 * (1 - exp(-0.75)) + 0.35 - 0.35) + 0.45),
    ("commitment.network", {"delivered_hours": 2.0, "tied": 1.0, "in_groups": 0.5, "circle_dose": 0.1, "contact_half": 1.0}, 0.5),
    ("commitment.network", {"delivered_hours": 3.0, "tied": 0.5, "in_groups": 1.0, "circle_dose": 0.05, "contact_half": 1.5}, 0.45),
    ("commitment.network", {"delivered_hours": 9.0, "tied": 1.0, "in_groups": 1.0, "circle_dose": 1.2, "contact_half": 1.0}, 1.0),
    ("commitment.intention", INTENTION, 0.18 + 0.4 * (0.75 + 0.7 + 0.45 - 0.14 - 0.225 - 0.66 - 0.45) + 0.8),
    # efficacy
    ("efficacy.career", {"experience": 10.0, "efficacy_growth": 0.8, "efficacy_peak": 20.0}, 0.16),
    ("efficacy.career", {"experience": 26.0, "efficacy_growth": 0.8, "efficacy_peak": 20.0}, 0.8 * (0.45 - 0.09)),
    ("efficacy.relax", {"state": 1.0, "set_point": 3.0, "rate": 0.2, "noise": 0.5, "shock": 2.0}, 1.4 + 0.6),
    ("efficacy.efficacy", EFFICACY, 0.32 + 0.2 * (0.7 + 0.16 - 0.15 + 0.315 + 0.33 + 0.25 + 0.27 - 0.24) + 0.45),
    # exit
    ("exit.pay_gain", PAY, 0.1 + 0.15 + 0.2 + 0.02), ("exit.pay_gain", PAY | {"experience": 3.0}, 0.1 + 0.15 + 0.02),
    ("exit.log_intention", {"intention": 2.0, "intention_leave": 0.6}, 1.2 - 0.18),
    ("exit.log_belonging", {"belonging": 2.0, "belonging_leave": 0.6}, -1.2 - 0.18),
    ("exit.log_attachment", {"attachment": 2.0, "attachment_leave": 0.6}, -1.2 - 0.18),
    ("exit.first_year", {"experience": 1.0, "first_year_leave": 0.7, "first_year_scale": 2.0}, 0.7 * exp(-0.25)),
    ("exit.voluntary_hazard", LEAVE, 0.05 * 1.5 * exp(HELD) * (exp(-0.6) + 0.7 * exp(-0.25))),
    ("exit.voluntary_hazard", LEAVE | {"private": 0.0}, 0.05 * exp(HELD) * (exp(-0.6) + 0.7 * exp(-0.25))),
    ("exit.voluntary_hazard", LEAVE | {"first_year_leave": -1.0, "experience": 0.0}, 0.0),
    ("exit.other_hazard", {"age": 38.0, "log_attachment": 0.4, "other_exit": 0.02, "family_bump": 1.3},
     0.02 * (1 + 1.3 * exp(-1)) * exp(0.4)),
    ("exit.other_hazard", {"age": 43.0, "log_attachment": 0.4, "other_exit": 0.02, "family_bump": 1.3},
     0.02 * (1 + 1.3 * exp(-4)) * exp(0.4)),
    ("exit.retirement_hazard", {"age": 62.0, "retirement": 0.12, "retirement_from": 55.0, "retire_growth": 0.2}, 0.12 * exp(0.4)),
    ("exit.retirement_hazard", {"age": 55.0, "retirement": 0.12, "retirement_from": 55.0, "retire_growth": 0.2}, 0.12 * exp(-1)),
    ("exit.retirement_hazard", {"age": 54.0, "retirement": 0.12, "retirement_from": 55.0, "retire_growth": 0.2}, 0.0),
    ("exit.move_hazard", MOVE, 0.12 * 1.25 * exp(MOVE_HELD)), ("exit.move_hazard", MOVE | {"asked_to_move": 1.0}, 0.0),
    ("exit.move_hazard", MOVE | {"private": 0.0, "remote": 0.0}, 0.12 * exp(MOVE_HELD + 0.2)),
    ("exit.leave_probability", {"voluntary_hazard": 0.3, "other_hazard": 0.2, "retirement_hazard": 0.1, "season": 4.0}, 1 - exp(-0.2)),
    ("exit.move_probability", {"move_hazard": 0.3, "season": 4.0}, 1 - exp(-0.1)),
    *(("exit.cause", CAUSE | {"luck_leave": luck}, found)
      for luck, found in ((0.02, 1.0), (0.029, 1.0), (0.031, 2.0), (0.049, 2.0), (0.051, 3.0), (0.099, 3.0), (0.1, 0.0), (0.2, 0.0))),
    ("exit.cause", CAUSE | {"luck_leave": 0.0, "voluntary_hazard": 0.0}, 2.0),
    ("exit.cause", CAUSE | {"luck_leave": 0.0, "voluntary_hazard": 0.0, "other_hazard": 0.0}, 3.0),
    ("exit.cause", CAUSE | {"luck_leave": 0.01, "present": 0.0}, 0.0),
    ("exit.cause", CAUSE | {"luck_leave": 0.0, "leave_probability": 0.0}, 0.0),
    *(("exit.asks_to_move", {"asked_to_move": asked, "present": here, "luck_move": luck, "move_probability": 0.3}, found)
      for asked, here, luck, found in ((0.0, 1.0, 0.2, 1.0), (0.0, 1.0, 0.3, 0.0), (0.0, 0.0, 0.2, 0.0), (1.0, 0.0, 0.9, 1.0))),
    # hiring
    *(("hiring.accepts", {"takes": takes, "woman": woman}, found)
      for takes, woman, found in ((0, 0.0, 1.0), (0, 1.0, 1.0), (1, 0.0, 0.0), (1, 1.0, 1.0), (2, 0.0, 1.0), (2, 1.0, 0.0))),
    ("hiring.attraction", {"hash_rank": 0.25, "remote": 1.0}, 0.125), ("hiring.attraction", {"hash_rank": 0.25, "remote": 0.0}, 0.25),
    ("hiring.fill_probability", {"remote": 1.0, "autumn_fill": 0.8, "remote_fill": 0.75}, 0.6),
    ("hiring.fill_probability", {"remote": 0.0, "autumn_fill": 0.8, "remote_fill": 0.75}, 0.8),
    *(("hiring.returns", {"luck": luck, "cause": cause, "attachment": -0.2, "return_share": 0.6, "return_attachment": 0.5,
                          "attachment_leave": 0.6}, found)
      # odds 1.5 exp(0.2) = 1.832, a chance of 0.6469
      for luck, cause, found in ((0.64, 1.0, 1.0), (0.65, 1.0, 0.0), (0.64, 2.0, 1.0), (0.1, 3.0, 0.0))),
    ("hiring.returns", {"luck": 0.99, "cause": 1.0, "attachment": 0.0, "return_share": 1.0, "return_attachment": 0.0,
                        "attachment_leave": 0.0}, 1.0),
    ("hiring.returns", {"luck": 0.5, "cause": 1.0, "attachment": 0.0, "return_share": 0.5, "return_attachment": 0.0,
                        "attachment_leave": 0.0}, 0.0),
    ("hiring.return_month", {"luck": 0.7, "month": 20.0, "return_months": 9.0, "return_soon": 0.75}, 29.0),
    ("hiring.return_month", {"luck": 0.75, "month": 20.0, "return_months": 9.0, "return_soon": 0.75}, 41.0),
    ("hiring.rested", {"state": 2.0, "lasting": 0.5, "months": 3.0, "state_rate": 0.2}, 0.5 + 1.5 * exp(-0.6)),
    ("hiring.unpractised", {"gain": 0.8, "months": 3.0, "half_life": 6.0}, 0.8 * sqrt(0.5)),
    # learning
    ("learning.dose", {"contact": 0.5, "effect": 0.6}, 0.3), ("learning.dose", {"contact": 0.5, "effect": -0.6}, 0.0),
    ("learning.circle", {"circle_h_month": 2.0, "mean_practice": 0.4, "group_contact": 0.5}, 0.9 * 0.8),
    ("learning.circle", {"circle_h_month": 2.0, "mean_practice": 4.0, "group_contact": 0.5}, 0.9 * 1.5),
    ("learning.circle", {"circle_h_month": 2.0, "mean_practice": -4.0, "group_contact": 0.5}, 0.9 * 0.2),
    ("learning.once_mentored", {"mentored_months": 1}, 1.0), ("learning.once_mentored", {"mentored_months": 0}, 0.0),
    *(("learning.slowing", {"once_mentored": 0.5, "followup": 0.6, "leadership": leadership, "disturbed": 0.5, "followup_slows": 2.0,
                            "context_slows": 0.3}, 1.6 * exp(power))
      for leadership, power in ((0.9, 0.12), (3.0, 0.45), (-3.0, -0.75))),
    ("learning.knowledge", LEARN, FADED + 0.08 * (0.9 - FADED)),
    ("learning.knowledge", LEARN | {"learning_dose": 1.9}, FADED + 0.15 * (0.9 - FADED)),
    ("learning.knowledge", LEARN | {"teaching": 0.5}, FADED + 0.04 * (0.9 - FADED)),
    ("learning.knowledge", LEARN | {"knowledge_most": 0.1}, FADED),
    ("learning.practice", PRACTISE, FADED_TRY + 0.06 * (0.8 - FADED_TRY)),
    ("learning.practice", PRACTISE | {"learning_dose": 1.9, "teaching": 0.5}, FADED_TRY + 0.05 * (0.8 - FADED_TRY)),
    ("learning.practice", PRACTISE | {"practice_most": 0.1}, FADED_TRY),
    ("ledger.released", {"released_hours": 2.0, "teaching": 0.5}, 4.345),
    # matching: what recognition draws falls to 0.4 once attested; pay draws 0.3
    *(("matching.volunteers", WILLING | {"volunteer_centre": centre, "attested": attested, "attestation": attestation}, found)
      for centre, attested, attestation, found in
      ((0.49, 1.0, 1.0, 1.0), (0.51, 1.0, 1.0, 0.0), (0.79, 0.0, 1.0, 1.0), (0.79, 1.0, 0.0, 1.0), (0.81, 0.0, 1.0, 0.0))),
    ("matching.volunteers", WILLING | {"recognised": 0.0, "volunteer_centre": 0.31}, 0.0),
    ("matching.volunteers", WILLING | {"willingness": -0.3, "volunteer_centre": 0.21}, 0.0),
    ("matching.volunteers", WILLING | {"willingness": 0.25, "recognised": 0.0, "mentor_pay_share": 0.0, "volunteer_centre": 0.25}, 0.0),
    ("matching.likeness", {"temperament": 0.5, "mentors_temperament": -0.7}, 1.1732 * (2 / sqrt(math.pi) - 1.2)),
    ("matching.score", SCORE, 1.8 + 0.8 + 0.3 + 0.84 - 0.36 + 0.3 - 0.45),
    ("matching.score", SCORE | {"same_subject": 0.0}, 1.8 + 0.3 + 0.84 - 0.36 + 0.3 - 0.45),
    ("matching.fit", {"like": 0.0, "same_subject": 0.0, "chosen": 0.0, "chance": 0.5, "mean_fit": 0.25, "fit_likeness": 0.6,
                      "fit_subject": 0.2, "fit_chosen": 0.3}, 0.25 + 0.4),
    ("matching.fit", {"like": 0.5, "same_subject": 1.0, "chosen": 0.5, "chance": 0.9, "mean_fit": 0.25, "fit_likeness": 0.6,
                      "fit_subject": 0.2, "fit_chosen": 0.3}, 0.25 + 0.3 + 0.72 + 0.2 + 0.15),
    *(("matching.parts", {"fit": fit, "months_together": months, "rematch_window_months": 6.0, "rematch_below": -0.5}, found)
      for fit, months, found in ((-0.6, 6.0, 1.0), (-0.6, 7.0, 0.0), (-0.5, 6.0, 0.0), (-0.4, 2.0, 0.0))),
    # mentoring
    ("mentoring.paper_probability", PAPER, 0.05 + 0.06 + 0.03 + 0.04 + 0.0525),
    ("mentoring.paper_probability", PAPER | {"overload": -1.0}, 0.05 + 0.06 + 0.03 + 0.0525),
    ("mentoring.paper_probability", PAPER | {"overload": 9.0}, 1.0),
    ("mentoring.paper_probability", PAPER | {"planned_hours": 0.5}, 0.05 + 0.06 + 0.03 + 0.04 + 0.0525),
    ("mentoring.paper_probability", PAPER | {"planned_hours": 0.0}, 1.0),
    ("mentoring.paper_probability", PAPER | {"paper_signal": 0.0}, 0.0),
    ("mentoring.paper_probability", PAPER | {"paper_signal": 0.0, "planned_hours": 0.0}, 0.0),
    ("mentoring.paper_probability", PAPER | {"paper_signal": 1.0}, 0.2325),
    ("mentoring.effort", {"imposed": 1.0, "effort_volunteer": 0.9, "effort_imposed": 0.6}, 0.6),
    ("mentoring.effort", {"imposed": 0.0, "effort_volunteer": 0.9, "effort_imposed": 0.6}, 0.9),
    ("mentoring.reached", {"distance": 10.0, "remote_share": 0.5, "travel_loss": 0.02, "remote_reach": 0.8}, 0.88),
    ("mentoring.reached", {"distance": 100.0, "remote_share": 0.0, "travel_loss": 0.02, "remote_reach": 0.8}, 0.0),
    ("mentoring.let_happen", {"leadership": 0.5, "delivery_centre": 0.8, "delivery_leadership": 0.6}, 1 / (1 + exp(-1.1))),
    *(("mentoring.tied", {"mentor": mentor}, found) for mentor, found in ((-1, 0.0), (0, 1.0), (-2, 1.0), (7, 1.0))),
    ("mentoring.contact", {"hours": 3.0, "contact_half": 1.5}, 0.8),
    ("mentoring.design_quality", DESIGN, 0.2 + 0.21 + 0.25 + 0.48 - 0.35),
    ("mentoring.design_quality", DESIGN | {"formal": 0.0}, 0.2 + 0.21 + 0.48 - 0.35),
    ("mentoring.quality", {"design": 0.3, "fit": 0.5, "chance": 2.0, "formal": 0.5, "quality_fit": 0.4, "quality_noise": 0.25,
                           "noise_informal": 1.2, "noise_formality": 0.8}, 0.3 + 0.2 + 0.4),
    ("mentoring.effect_of_quality", {"quality": 0.5, "curve_zero": -1.0, "curve_bend": 0.4}, (1 - exp(-0.6)) / (1 - exp(-0.4))),
    ("mentoring.signal", MET | {"on_paper": 0.0}, 0.81), ("mentoring.signal", MET | {"on_paper": 1.0}, -0.2),
    ("mentoring.novice_weight", {"experience": 3.0, "novice_floor": 0.3, "novice_years": 4.0}, 0.3 + 0.7 * exp(-0.75)),
    ("mentoring.support", {"signal": 0.5, "novice_weight": 0.6, "tied": 0.5}, 0.15),
    # mentors
    ("mentors.unreleased", {"duty_hours": 3.0, "role": 0.5, "release_h_week": 2.5}, 1.75),
    ("mentors.unreleased", {"duty_hours": 1.0, "role": 1.0, "release_h_week": 2.5}, 0.0),
    ("mentors.mentor_gain", {"duty_hours": 0.5, "unreleased": 1.0, "role": 0.5, "mentor_growth": 0.4, "strain_threshold": 0.4975}, 0.05),
    ("mentors.mentor_gain", {"duty_hours": 2.0, "unreleased": 1.0, "role": 0.5, "mentor_growth": 0.4, "strain_threshold": 0.4975}, 0.1),
    ("mentors.mentor_gain", {"duty_hours": 2.0, "unreleased": 9.0, "role": 0.5, "mentor_growth": 0.4, "strain_threshold": 0.4975}, 0.0),
    ("mentors.mentor_load", {"role": 0.5, "willingness": -0.8, "reluctant_strain": 0.3}, 0.12),
    ("mentors.mentor_load", {"role": 0.5, "willingness": 0.8, "reluctant_strain": 0.3}, 0.0),
    *(("mentors.stop_probability", {"own_time": own, "release_h_week": release, "duty_hours": duty, "dropout_base": 0.1,
                                    "dropout_load": load}, found)
      for own, release, duty, load, found in
      ((0.25, 1.0, 2.0, 0.4, 0.25), (0.25, 0.05, 0.1, 0.4, 0.34), (0.25, 3.0, 2.0, 0.4, 0.1), (0.0, 0.0, 2.0, 0.95, 1.0))),
    # programme
    ("programme.selection_probability", {"coverage_logit": 0.3, "leadership": 0.5, "attachment": 2.0, "mentor_leadership": 0.6,
                                         "mentor_attachment": 0.25}, 1 / (1 + exp(-1.1))),
    ("programme.lapse_probability", LAPSE, 1 - exp(-(0.05 + 0.95 * 0.7))),
    ("programme.take_up_probability", {"unfunded": 0.25, "take_up_again": 0.4}, 0.3),
    # time: 45 + 8 (0.2 + 0.63) + 20 x 0.15 + 2 + 8.69 / 4.345 - (2 + 0.9 + 4.5)
    ("time.weekly_hours", WEEK, 45.0 + 6.64 + 3.0 + 2.0 + 2.0 - 7.4),
    ("time.weekly_hours", WEEK | {"duty_hours": 0.5, "role": 0.8, "tied": 0.5}, 45.0 + 6.64 + 3.0 + 2.0 - 5.15),
    ("time.weekly_hours", WEEK | {"role": 0.0}, 45.0 + 6.64 + 3.0 + 3.0 + 2.0 - 7.4),
    ("time.weekly_hours", WEEK | {"load_cut_hours": 90.0}, 10.0),
    ("time.workload", {"weekly_hours": 51.0, "reference_hours": 45.0, "hours_per_sd": 8.0}, 0.75),
    ("time.own_time", {"workload": 0.5, "own_time_centre": -0.3, "own_time_slope": 1.5}, 1 / (1 + exp(1.2))),
    ("time.time_found", {"released_hours": 1.0, "needed_hours": 4.0, "own_time": 0.4}, 0.55),
    ("time.time_found", {"released_hours": 0.01, "needed_hours": 0.02, "own_time": 0.4}, 0.2 + 0.8 * 0.4),
    ("time.time_found", {"released_hours": 5.0, "needed_hours": 4.0, "own_time": 0.4}, 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "answer"), ANSWERS, ids=[f"{name}-{k}" for k, (name, _, _) in enumerate(ANSWERS)])
def test_answer(name, given, answer):
    assert rulebook.plain(RULES[name])(**given) == pytest.approx(answer, rel=1e-9, abs=1e-12)


def test_every_rule_has_an_answer():
    assert set(RULES) - {name for name, _, _ in ANSWERS} == {"causes.held"}, "causes.held has its own test below"


@pytest.mark.parametrize("months", [0, 1, 2, 5, 59, 60, 61, 200], ids="causes.held-{}".format)
def test_pushes_held_for_some_months(months):
    """The five states written down month by month, in the order of the teacher act; after five years nothing more is counted."""
    held = rulebook.plain(RULES["causes.held"])(months=months, state_rate=0.3, intention_rate=0.2, **PUSHES)
    efficacy, tired, cynical, belonging, wish = [0.0], [0.0], [0.0], [0.0], [0.0]
    for _ in range(min(months, 60)):
        efficacy.append(0.7 * efficacy[-1] + 0.3 * (0.7 - 0.2 * tired[-1]))
        tired.append(0.7 * tired[-1] + 0.3 * 1.3)
        cynical.append(0.7 * cynical[-1] + 0.3 * (0.5 * tired[-1] - 0.3 * efficacy[-1]))
        belonging.append(0.7 * belonging[-1] + 0.3 * 0.9)
        wish.append(0.8 * wish[-1] + 0.2 * (0.4 * tired[-1] + 0.25 * cynical[-1] - 0.15 * efficacy[-1] - 0.35 * belonging[-1]))
    assert held == pytest.approx(0.6 * wish[-1] - 0.45 * belonging[-1], abs=1e-12)
