"""Universal slopes and constants: every number of the theory once.

What differs from place to place is in :mod:`sim.context`, what a policy does in :mod:`sim.levers`.
SD means one standard deviation of the reference workforce. Values follow a prototype fitted to the calibration targets
(source ``assumed`` unless evidence rows are named); ``plausible`` is the prior of the fit, and what ``parameters=prior`` draws from.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.number import number


@dataclass(frozen=True)
class Parameters:
    """Hold one parameter set. Every field carries its :class:`sim.number.Number`."""

    # calendar: when in the year people leave (twelve weights that sum to 12)
    season_term: float = number(0.35, 0, 0.5, "share of the mean month", "leaving in term", "Weight of each of the first nine months on all exits.")
    season_ninth: float = number(2.5, 0, 3, "share of the mean month", "leaving in month 10", "Weight of the tenth month on all exits.")
    season_tenth: float = number(4.5, 0, 4.5, "share of the mean month", "leaving in month 11", "Weight of the eleventh month on all exits.")
    vacation_months: float = number(2, 0, 4, "months", "vacation", "Last months of the school year without teaching or mentoring.")

    # school: heads, interference
    leadership_persistence: float = number(0.35, 0, 1, "correlation", "heads alike", "Correlation between a school's old and new head in leadership support.")
    interference_loss: float = number(0.5, 0, 3, "SD", "loss by interference", "Leadership support lost for a year when posts are filled by politics.", "S32", (0.2, 0.8))

    # programme: survival after the money ends
    survival_base: float = number(0.02, 0, 1, "a year", "programmes that lapse anyway", "Yearly chance that a school drops a funded programme.", "S70", (0.0, 0.05))
    take_up_again: float = number(0.5, 0, 1, "a year", "taken up again", "Yearly chance that a school takes a programme up again while its money lasts.", "assumed", (0.3, 0.7))
    survival_unfunded: float = number(1.2, 0, 5, "a year", "lapse after funding", "Yearly hazard of lapse once outside money has ended and nothing is locally owned.", "S70 S31", (0.7, 1.8))
    survival_new_head: float = number(0.35, 0, 5, "a year", "lapse after a new head", "Added hazard of lapse in the year of a new head when nothing is locally owned.", "S70", (0.1, 0.6))
    ownership_protects: float = number(0.85, 0, 1, "share", "what ownership protects", "Share of the hazard of lapse that full local ownership removes.", "S71", (0.6, 0.95))

    # time
    hours_per_sd: float = number(6.0, 1, 20, "hours a week per SD", "hours in one SD", "Weekly hours that make one SD of workload.")
    reference_hours: float = number(45.0, 20, 70, "hours a week", "reference hours", "Weekly hours at which workload is zero.", "W10")
    load_school: float = number(0.55, 0, 1, "SD", "school's part of load", "Spread of workload between schools.")
    load_person: float = number(0.835, 0, 1, "SD", "person's part of load", "Lasting spread of workload between persons in a school.")
    cover_hours: float = number(12.0, 0, 40, "hours a week", "covering vacancies", "Hours added for colleagues when every post but theirs is vacant.", "assumed", (4.0, 18.0))
    usual_vacancy: float = number(0.03, 0, 0.5, "share of posts", "usual vacancies", "Vacancy share that is already in the usual hours.")
    hours_per_pupil: float = number(0.15, 0, 1, "hours a week per pupil", "hours per pupil", "Marking and care per pupil in a class.", "N08")
    preparation_share: float = number(0.5, 0, 2, "share of contact", "mentor's preparation", "Mentor's preparation per hour of contact.", "W11")
    own_time_centre: float = number(1.6, -3, 4, "SD", "time found", "Workload at which half of the unreleased planned time is found.", "S51 W01", (1.2, 2.0))
    own_time_slope: float = number(1.0, 0, 5, "logit per SD", "time lost to load", "How steeply workload eats unreleased mentoring time.", "S51 W01", (0.6, 1.5))

    # matching
    fit_likeness: float = number(0.70, 0, 1, "SD per SD", "likeness in fit", "Part of relational fit that comes from like temperament and style.", "X01 S54", (0.5, 0.8))
    fit_subject: float = number(0.15, -0.5, 0.5, "SD", "same subject in fit", "Fit gained by the same subject; surface likeness is not the benefit.", "X06 M11", (0.0, 0.3))
    fit_chosen: float = number(0.25, 0, 1, "SD", "choice in fit", "Fit gained where the mentor is a volunteer who was asked.", "X05 X03", (0.1, 0.4))
    rematch_below: float = number(-0.5, -3, 1, "SD", "pairs that part", "Fit below which a pair parts inside the re-match window.", "S58 S72")
    mentor_experience: float = number(5.0, 0, 20, "years", "experience to mentor", "Years of teaching before a person can mentor.")
    mentor_capacity: float = number(2.0, 1, 10, "mentees", "mentees per mentor", "Most mentees per mentor in pair forms without release.", "S57 W12")
    mentor_leadership: float = number(0.82, 0, 2, "logit per SD", "led schools mentor more", "How much more often better-led schools give a mentor.", "M01 M02 D05", (0.6, 1.0))
    mentor_attachment: float = number(1.59, 0, 3, "logit per SD", "attached get mentors", "How much more often teachers who would stay anyway get a mentor.", "M01 M02 D05", (1.2, 1.9))

    # mentoring: contact, quality, effort, on paper
    contact_half: float = number(1.0, 0.1, 10, "hours a month", "half contact", "Hours met a month at which contact has half its effect.", "P12 M14", (0.7, 1.5))
    group_contact: float = number(0.12, 0, 1, "share", "an hour in a group", "Individual contact that an hour in a large group is worth; a pair's hour is 1.", "S23 M24 S20", (0.05, 0.25))
    training_quality: float = number(0.9, 0, 3, "SD", "training's worth", "Quality gained by full mentor training.", "X11 X03 S11", (0.5, 1.3))
    training_scale: float = number(20.0, 1, 200, "hours", "training's scale", "Hours of mentor training that give 63 per cent of its worth.")
    monitoring_quality: float = number(0.3, 0, 2, "SD", "monitoring's worth", "Quality gained by full monitoring with feedback.", "S24", (0.1, 0.5))
    formality_quality: float = number(0.3, 0, 2, "SD", "a form's worth", "Quality gained by written aims, timetable and selection.", "S10 S13", (0.1, 0.5))
    skill_quality: float = number(0.15, 0, 1, "SD per SD", "mentor's own practice", "Quality gained per SD of the mentor's practised technique and efficacy.", "M17")
    quality_centre: float = number(0.54, -1, 3, "SD", "usual design", "Design quality of usual induction, where quality is zero.", "M20")
    quality_fit: float = number(0.48, 0, 1, "SD per SD", "fit in quality", "Quality per SD of relational fit.", "X01", (0.38, 0.59))
    quality_noise: float = number(0.80, 0, 2, "SD", "chance in quality", "Spread of quality between pairs.", "M20", (0.6, 1.0))
    noise_informal: float = number(1.15, 0, 2, "factor", "spread, informal", "Factor on the spread where nothing is written down.", "S13")
    noise_formality: float = number(0.30, 0, 1, "factor", "form narrows", "How much of that factor full formality removes.", "S13", (0.15, 0.45))
    curve_zero: float = number(-1.1, -3, -0.2, "SD", "quality without effect", "Quality at which mentoring has no effect; below it harms.", "M20 P12")
    curve_bend: float = number(0.5, 0.05, 2, "1/SD", "bend of quality", "How soon more quality gives less.", "P12 M14", (0.3, 0.7))
    paper_signal: float = number(-0.35, -1, 0, "signal", "mentoring on paper", "Signal of a mentor who exists on paper only; 0 switches it off.", "S52 S53 X09", (-0.55, -0.15))
    paper_base: float = number(0.04, 0, 0.5, "probability", "on paper anyway", "Chance that a volunteer with time mentors on paper only.", "S52 M20 X08", (0.02, 0.07))
    paper_imposed: float = number(0.11, 0, 0.5, "probability", "on paper, imposed", "Added chance when imposed.", "S52 S55", (0.06, 0.16))
    paper_unpaid: float = number(0.06, 0, 0.5, "probability", "on paper, unrewarded", "Added chance when neither paid nor recognised.", "S52", (0.02, 0.1))
    paper_overload: float = number(0.07, 0, 0.5, "probability per SD", "on paper, overloaded", "Added chance per SD of the mentor's workload.", "S52 X08", (0.03, 0.11))
    paper_unmonitored: float = number(0.05, 0, 0.5, "probability", "on paper, unseen", "Added chance when nobody visits.", "S52 S24", (0.02, 0.08))
    effort_volunteer: float = number(0.92, 0, 1, "share", "volunteers' effort", "Share of found time that a volunteer uses.", "S55 X04")
    effort_imposed: float = number(0.70, 0, 1, "share", "imposed effort", "Share of found time that an imposed mentor uses.", "S55 S46", (0.5, 0.85))
    delivery_centre: float = number(2.2, -2, 5, "logit", "delivery under usual heads", "Log-odds that planned help is let happen at mean leadership.", "S16")
    delivery_leadership: float = number(0.8, 0, 3, "logit per SD", "heads in delivery", "How much heads decide whether mentoring happens.", "S16 S24", (0.4, 1.2))
    travel_loss: float = number(0.02, 0, 0.2, "share per km", "lost on the road", "Share of planned time lost per km to a mentor in another school.", "S24")
    remote_effect: float = number(0.45, 0, 1, "share", "remote contact", "Effect of a remote contact beside one in person.", "F04", (0.3, 0.7))
    remote_reach: float = number(0.5, 0, 1, "share", "remote saves time", "Share of the losses of travel and timetable that remote contact avoids.", "S71 F04")
    novice_floor: float = number(0.333, 0, 1, "share", "veterans' weight", "Effect of mentoring on an experienced teacher beside a novice.", "P11 M18", (0.2, 0.5))
    novice_years: float = number(3.0, 0.5, 15, "years", "novice years", "Years over which a novice's larger effect fades.", "P11")

    # learning
    learning_rate: float = number(0.10, 0, 1, "SD a month", "learning", "Knowledge gained a month at full dose, from none.", "M18 F02", (0.06, 0.14))
    knowledge_most: float = number(1.0, 0.1, 3, "SD", "most knowledge", "Gain of knowledge that a programme can give at most.", "M18")
    practice_rate: float = number(0.06, 0, 1, "SD a month", "practising", "Technique gained a month per SD of knowledge at full contact.", "M18", (0.03, 0.09))
    practice_most: float = number(0.8, 0.1, 3, "SD", "most technique", "Gain of technique that coaching can give at most.", "M18")
    knowledge_half_life: float = number(6.0, 0.5, 60, "months", "knowledge half-life", "Months until half a knowledge gain is lost without follow-up.", "F02 F03", (4.0, 8.0))
    practice_half_life: float = number(11.0, 1, 120, "months", "technique half-life", "Months until half a gain in technique is lost without follow-up.", "S31 F06", (8.0, 14.0))
    followup_slows: float = number(1.5, 0, 10, "factor", "follow-up slows", "Added factor on half-lives at full follow-up.", "F02 S32", (0.8, 2.5))
    context_slows: float = number(0.25, 0, 1, "log per SD", "heads and politics in fading", "Log half-life per SD of leadership support, and lost in a year of interference.", "S32 S24", (0.1, 0.4))

    # efficacy
    state_rate: float = number(0.12, 0.01, 1, "share a month", "states relax", "Monthly move of efficacy, exhaustion, depersonalisation and belonging to their set points.", "P27 P21", (0.10, 0.15))
    trait_efficacy_slope: float = number(0.71, 0, 1, "SD per SD", "trait in efficacy", "Lasting part of efficacy.", "P27")
    efficacy_growth: float = number(0.50, 0, 2, "SD", "efficacy by career", "Slow rise to mid-career and late decline.", "P08", (0.3, 0.7))
    efficacy_peak: float = number(23.0, 10, 35, "years", "peak year", "Years of experience at which efficacy peaks.", "P08")
    efficacy_centre: float = number(0.07, -2, 2, "SD", "centre of efficacy", "Sets mean efficacy of the reference workforce to zero.")
    efficacy_lift: float = number(0.45, 0, 1, "SD", "confidence at entry", "Efficacy of an entrant above the set point; its loss is the first-year dip.", "P10 S59", (0.3, 0.6))
    mentoring_efficacy: float = number(0.41, 0, 1, "SD per signal", "mentoring to efficacy", "Set point of efficacy per unit of mentoring signal, novices.", "P12 P11 M18", (0.25, 0.55))
    leadership_efficacy: float = number(0.10, 0, 1, "SD per SD", "heads to efficacy", "Efficacy per SD of leadership support.", "P15", (0.05, 0.15))
    exhaustion_efficacy: float = number(0.32, 0, 1, "SD per SD", "exhaustion to efficacy", "Efficacy lost per SD of exhaustion.", "P07 P04", (0.2, 0.4))
    mastery: float = number(0.15, 0, 1, "SD per SD", "mastery", "Efficacy per SD of practised technique.", "P26", (0.05, 0.25))
    efficacy_noise: float = number(0.56, 0, 1.2, "SD", "chance in efficacy", "Stationary spread of the monthly shocks in efficacy.", "P18")

    # burnout
    trait_exhaustion_slope: float = number(0.56, 0, 1, "SD per SD", "trait in exhaustion", "Lasting part of exhaustion.", "P27 P21")
    workload_exhaustion: float = number(0.57, 0, 1.5, "SD per SD", "workload to exhaustion", "Exhaustion per SD of workload.", "P22 P16", (0.45, 0.68))
    leadership_exhaustion: float = number(0.17, 0, 1, "SD per SD", "heads relieve", "Exhaustion relieved per SD of leadership support.", "P22 P15", (0.1, 0.25))
    mentoring_exhaustion: float = number(0.29, 0, 1, "SD per signal", "mentoring relieves", "Exhaustion relieved per unit of mentoring signal, novices.", "P12 P13 S12", (0.15, 0.4))
    warmth_exhaustion: float = number(0.10, 0, 1, "SD per SD", "warmth relieves", "Exhaustion relieved per SD of a mentor's warmth at full contact.", "S12", (0.05, 0.2))
    warmth_fit: float = number(0.6, 0, 1, "SD per SD", "fit in warmth", "Part of a mentor's warmth that comes from fit.", "X01")
    exhaustion_noise: float = number(0.57, 0, 1.2, "SD", "chance in exhaustion", "Stationary spread of the monthly shocks in exhaustion.", "P18")
    trait_depersonalisation_slope: float = number(0.50, 0, 1, "SD per SD", "trait in depersonalisation", "Lasting part of depersonalisation.")
    exhaustion_depersonalisation: float = number(0.62, 0, 1, "SD per SD", "exhaustion to depersonalisation", "Depersonalisation per SD of exhaustion.", "P04", (0.5, 0.72))
    efficacy_depersonalisation: float = number(0.24, 0, 1, "SD per SD", "efficacy to depersonalisation", "Depersonalisation lost per SD of efficacy.", "P07", (0.1, 0.3))
    depersonalisation_noise: float = number(0.46, 0, 1.2, "SD", "chance in depersonalisation", "Stationary spread of its monthly shocks.")
    burned_out_above: float = number(0.6, -1, 3, "SD", "burned out", "Mean of exhaustion and depersonalisation above which a teacher reads as burned out.", "P20")

    # mentors
    mentor_growth: float = number(0.18, 0, 1, "SD", "mentors grow", "Efficacy that mentoring gives a mentor who has the time.", "S43 S44 S45 S63", (0.12, 0.24))
    reluctant_strain: float = number(0.35, 0, 1, "SD per SD", "unwilling mentors strain", "Exhaustion of a mentor per SD by which she wished less to mentor than most.", "S55 S46", (0.2, 0.5))
    strain_threshold: float = number(0.5, 0, 10, "hours a week", "spare hours", "Unreleased duty a mentor carries without strain.", "S63")
    dropout_base: float = number(0.10, 0, 1, "a year", "mentors who stop", "Mentors who stop each year without a problem of time.", "W02", (0.06, 0.15))
    dropout_load: float = number(0.30, 0, 1, "a year", "stop under load", "Added chance to stop at full lack of time.", "W02", (0.15, 0.4))
    volunteer_centre: float = number(0.0, -3, 3, "SD", "who volunteers", "Willingness above which a teacher volunteers unrewarded.", "S46 S57")
    volunteer_recognition: float = number(1.0, 0, 3, "SD", "recognition draws", "Willingness gained by full recognition before attestation is passed.", "S62 S15", (0.5, 1.5))
    volunteer_attested: float = number(0.3, 0, 1, "share", "after attestation", "Share of that draw that remains once attestation is passed.", "S62", (0.1, 0.6))
    volunteer_pay: float = number(8.0, 0, 40, "SD per salary", "pay draws", "Willingness gained per share of salary paid to mentors.", "I08 I13", (3.0, 15.0))

    # commitment
    trait_belonging_slope: float = number(0.45, 0, 1, "SD per SD", "trait in belonging", "Lasting part of belonging.")
    leadership_belonging: float = number(0.35, 0, 1, "SD per SD", "heads to belonging", "Belonging per SD of leadership support.", "P25", (0.25, 0.45))
    mentoring_belonging: float = number(1.43, 0, 6, "SD per signal", "mentoring bonds", "Belonging per unit of mentoring signal, novices.", "C06", (0.4, 1.8))
    tenure_belonging: float = number(0.60, 0, 2, "SD", "years bond", "Belonging gained by years in the school.")
    tenure_years: float = number(3.0, 0.5, 15, "years", "years to belong", "Scale of that gain.")
    belonging_centre: float = number(0.36, -2, 2, "SD", "centre of belonging", "Sets mean belonging of the reference workforce to zero.")
    network_belonging: float = number(0.20, 0, 1, "SD", "networks bond", "Belonging from a group or cluster one meets at full contact.", "S23 S20", (0.1, 0.3))
    move_cost: float = number(0.35, 0, 2, "SD", "a move costs", "Belonging lost at once by a move.")
    belonging_noise: float = number(0.70, 0, 1.2, "SD", "chance in belonging", "Stationary spread of its monthly shocks.")
    intention_rate: float = number(0.08, 0.01, 1, "share a month", "intention relaxes", "Monthly move of intention to its set point.", "P23 P24")
    exhaustion_intention: float = number(0.47, 0, 1, "SD per SD", "exhaustion to intention", "Intention to leave per SD of exhaustion.", "P01", (0.35, 0.55))
    depersonalisation_intention: float = number(0.09, 0, 1, "SD per SD", "depersonalisation to intention", "Intention per SD of depersonalisation.", "P02", (0.0, 0.18))
    efficacy_intention: float = number(0.08, 0, 1, "SD per SD", "efficacy to intention", "Intention lost per SD of efficacy.", "P02", (0.0, 0.15))
    leadership_intention: float = number(0.20, 0, 1, "SD per SD", "heads to intention", "Intention lost per SD of leadership support.", "P25", (0.1, 0.3))
    belonging_intention: float = number(0.10, 0, 1, "SD per SD", "belonging to intention", "Intention lost per SD of belonging.", "P25", (0.0, 0.2))
    trait_intention_slope: float = number(0.46, 0, 1, "SD per SD", "trait in intention", "Lasting part of intention.", "P23")
    intention_noise: float = number(0.66, 0, 1.2, "SD", "chance in intention", "Stationary spread of its monthly shocks.", "P03 P23")
    intention_centre: float = number(-0.05, -2, 2, "SD", "centre of intention", "Sets mean intention of the reference workforce to zero.")

    # exit
    intention_leave: float = number(0.78, 0, 2, "log hazard per SD", "intention to leaving", "Log voluntary hazard per SD of intention.", "P23", (0.5, 1.1))
    belonging_leave: float = number(0.44, 0, 2, "log hazard per SD", "belonging holds", "Log voluntary hazard lost per SD of belonging.", "P25 C06", (0.2, 0.5))
    attachment_leave: float = number(0.54, 0, 2, "log hazard per SD", "attachment holds", "Log hazard of all leaving lost per SD of lasting attachment to the career.", "M01 M02 D05", (0.4, 0.65))
    first_year_scale: float = number(0.9, 0.1, 5, "years", "first-year scale", "Years over which that excess fades.", "D08")
    pay_elasticity: float = number(6.8, 0, 20, "log hazard per log pay", "pay to leaving", "Log voluntary hazard lost per log of pay; only while paid.", "I01", (3.5, 9.0))
    pay_move: float = number(0.3, 0, 1, "share", "pay and moving", "Part of the elasticity with which pay tied to a school acts on moving.", "I05")
    pay_awareness: float = number(1.0, 0, 1, "share", "who knows of it", "Share of eligible teachers who know of a payment.", "I01")
    family_bump: float = number(1.3, 0, 5, "factor", "family years", "Added factor on other exits at age 33.", "B03 B07", (0.5, 1.8))
    retire_growth: float = number(0.17, 0, 1, "log hazard per year", "retiring with age", "Log hazard of retirement per year of age, from 55.", "B04b B07")
    move_experience: float = number(0.21, 0, 1, "log hazard per root year", "moving by experience", "Log hazard of moving lost per square root of years.", "B04", (0.16, 0.26))
    leadership_move: float = number(0.21, 0, 1, "log hazard per SD", "heads and moving", "Log hazard of moving lost per SD of leadership support.", "P25", (0.1, 0.4))
    belonging_move: float = number(0.27, 0, 1, "log hazard per SD", "belonging and moving", "Log hazard of moving lost per SD of belonging.", "P25", (0.15, 0.4))
    intention_move: float = number(0.19, 0, 1, "log hazard per SD", "intention and moving", "Log hazard of moving per SD of intention.", "P24", (0.1, 0.3))

    # hiring
    return_attachment: float = number(0.8, 0, 3, "logit per SD", "attached come back", "How much more often leavers who are attached to the career come back.", "M02 B20", (0.3, 1.5))
    return_months: float = number(9.0, 1, 24, "months", "away at least", "Months away before a leaver can return.")
    return_soon: float = number(0.75, 0, 1, "share", "return within a year", "Returners who come at the first autumn; the rest a year later.", "B20")
    midyear_fill: float = number(0.10, 0, 1, "a month", "filled in the year", "Monthly chance that a vacancy is filled during the year, of the autumn's.")
