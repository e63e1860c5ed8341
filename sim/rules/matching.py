"""Who meets whom: willingness to mentor, the score by which a pair is made, its relational fit, and when it parts."""

from sim.arithmetic import square_root
from sim.compiled import rule


@rule
def volunteers(
    willingness, attested, recognised, mentor_pay_share, attestation, volunteer_centre, volunteer_recognition, volunteer_attested,
    volunteer_pay,
):
    """Return 1 if a teacher would mentor unasked: willingness plus what recognition and pay draw.

    The pull of attestation points weakens once attestation is passed (S62, S15).
    """
    pull = volunteer_recognition * recognised * (1.0 - (1.0 - volunteer_attested) * attested * attestation)
    return 1.0 if willingness + pull + volunteer_pay * mentor_pay_share > volunteer_centre else 0.0


@rule
def likeness(temperament, mentors_temperament):
    """Return how like two temperaments are (SD over random pairs: mean 0, spread 1)."""
    return (1.1283791670955126 - abs(temperament - mentors_temperament)) * 1.1732


@rule
def score(
    years, same_subject, like, skill, same_years, hash_rank, burden,
    weight_years, weight_subject, weight_style, weight_skill, weight_peer,
):
    """Return how highly a mentee's policy ranks a mentor; chance decides among equals, and mentors with few mentees come first.

    Match rules are weights on years of teaching, subject, likeness of style, skill and equal years (S09, S49, S58, S72, X06).
    """
    merit = weight_years * years * 0.1 + weight_subject * same_subject + weight_style * like + weight_skill * skill
    return merit + weight_peer * same_years + hash_rank - 0.5 * burden


@rule
def fit(like, same_subject, chosen, chance, mean_fit, fit_likeness, fit_subject, fit_chosen):
    """Return relational fit (SD): likeness and chance, a little from the same subject, more where chosen (X01, X05, X06, S54)."""
    rest = square_root(1.0 - fit_likeness * fit_likeness)
    return mean_fit + fit_likeness * like + rest * chance + fit_subject * same_subject + fit_chosen * chosen


@rule
def parts(fit, months_together, rematch_window_months, rematch_below):
    """Return 1 if a pair that does not fit parts inside the re-match window (S58, S72)."""
    return 1.0 if months_together <= rematch_window_months and fit < rematch_below else 0.0
