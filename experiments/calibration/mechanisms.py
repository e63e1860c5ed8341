"""Each mechanism of the model and the values that switch it off: what the ablation takes away, one at a time."""

from __future__ import annotations

from dataclasses import replace

from sim.parameters import Parameters

# mechanism: numbers of the theory at their off value; "place.": a number of every place
OFF = {
    "mentoring raises efficacy": {"mentoring_efficacy": 0.0},
    "mentoring relieves exhaustion": {"mentoring_exhaustion": 0.0},
    "mentoring bonds": {"mentoring_belonging": 0.0},
    "a mentor's warmth": {"warmth_exhaustion": 0.0},
    "quality bends the effect": {"curve_bend": 0.05},
    "chance in quality": {"quality_noise": 0.0},
    "fit in quality": {"quality_fit": 0.0},
    "likeness in fit": {"fit_likeness": 0.0},
    "same subject in fit": {"fit_subject": 0.0},
    "choice in fit": {"fit_chosen": 0.0},
    "pairs part in the window": {"rematch_below": -3.0},
    "form narrows chance": {"noise_formality": 0.0},
    "form raises quality": {"formality_quality": 0.0},
    "training raises quality": {"training_quality": 0.0},
    "monitoring raises quality": {"monitoring_quality": 0.0},
    "the mentor's own skill": {"skill_quality": 0.0},
    "heads in delivery": {"delivery_leadership": 0.0},
    "mentoring on paper": {"paper_signal": 0.0},
    "imposed mentors use less": {"effort_imposed": 0.92},
    "imposed mentors on paper": {"paper_imposed": 0.0, "paper_unpaid": 0.0, "paper_unmonitored": 0.0},
    "overload puts on paper": {"paper_overload": 0.0},
    "load eats mentoring time": {"own_time_slope": 0.0},
    "travel": {"travel_loss": 0.0},
    "remote contact acts less": {"remote_effect": 1.0},
    "remote contact saves time": {"remote_reach": 0.0},
    "covering vacancies": {"cover_hours": 0.0},
    "novices take more": {"novice_floor": 1.0},
    "technique raises efficacy": {"mastery": 0.0},
    "follow-up slows fading": {"followup_slows": 0.0},
    "heads and politics in fading": {"context_slows": 0.0},
    "networks bond": {"network_belonging": 0.0},
    "confidence at entry": {"efficacy_lift": 0.0},
    "efficacy by career": {"efficacy_growth": 0.0},
    "exhaustion lowers efficacy": {"exhaustion_efficacy": 0.0},
    "exhaustion to depersonalisation": {"exhaustion_depersonalisation": 0.0},
    "efficacy to depersonalisation": {"efficacy_depersonalisation": 0.0},
    "workload exhausts": {"workload_exhaustion": 0.0},
    "heads relieve": {"leadership_exhaustion": 0.0},
    "heads to efficacy": {"leadership_efficacy": 0.0},
    "mentors grow": {"mentor_growth": 0.0},
    "unwilling mentors strain": {"reluctant_strain": 0.0},
    "attached come back": {"return_attachment": 0.0},
    "mentors stop under load": {"dropout_load": 0.0},
    "recognition draws mentors": {"volunteer_recognition": 0.0},
    "attestation passed": {"volunteer_attested": 1.0},
    "pay draws mentors": {"volunteer_pay": 0.0},
    "years bond": {"tenure_belonging": 0.0},
    "heads to belonging": {"leadership_belonging": 0.0},
    "a move costs belonging": {"move_cost": 0.0},
    "exhaustion to intention": {"exhaustion_intention": 0.0},
    "depersonalisation to intention": {"depersonalisation_intention": 0.0},
    "efficacy to intention": {"efficacy_intention": 0.0},
    "heads to intention": {"leadership_intention": 0.0},
    "belonging to intention": {"belonging_intention": 0.0},
    "intention to leaving": {"intention_leave": 0.0},
    "belonging holds": {"belonging_leave": 0.0},
    "attachment holds": {"attachment_leave": 0.0},
    "attached get mentors": {"mentor_attachment": 0.0},
    "led schools mentor more": {"mentor_leadership": 0.0},
    "first-year leaving": {"place.first_year_leave": 0.0},
    "family years": {"family_bump": 0.0},
    "pay to leaving": {"pay_elasticity": 0.0},
    "pay tied to a school and moving": {"pay_move": 0.0},
    "moving by experience": {"move_experience": 0.0},
    "heads and moving": {"leadership_move": 0.0},
    "belonging and moving": {"belonging_move": 0.0},
    "intention and moving": {"intention_move": 0.0},
    "politics disturbs heads": {"interference_loss": 0.0},
    "local ownership protects": {"ownership_protects": 0.0},
    "a new head ends programmes": {"survival_new_head": 0.0},
    "programmes taken up again": {"take_up_again": 0.0},
    "leavers return": {"place.return_share": 0.0},
    "retirement": {"place.retirement": 0.0},
    "contracts without security": {"place.contract_attachment": 0.0},
    "other exits": {"place.other_exit": 0.0},
}


def without(mechanism: str, parameters: Parameters, places: dict, worlds: tuple[str, ...]) -> tuple[Parameters, dict]:
    """Return a parameter set with one mechanism switched off."""
    off = OFF[mechanism]
    universal = {name: value for name, value in off.items() if not name.startswith("place.")}
    local = {name.removeprefix("place."): value for name, value in off.items() if name.startswith("place.")}
    return replace(parameters, **universal), {name: {**places.get(name, {}), **local} for name in worlds}
