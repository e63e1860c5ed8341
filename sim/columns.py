"""State as columns: one array per variable, one row per post, school or cluster; names and order stand here once.

``COLUMN.efficacy`` is the row of ``world.f`` that holds efficacy. Kernels, views
and snapshots take their order from here.
"""

from __future__ import annotations

from collections import namedtuple

import numpy as np

NO_MENTOR, OUTSIDE_MENTOR = -1, -2
# whose a value is: the person's, carried from post to post and 0 at her first entry unless sim.people.enter says more; hers while she is
# here, begun anew by whoever comes; or the post's, whoever sits there
PERSON, HERE, POST = "the person's", "hers in this post", "the post's"
BEGINS = {"present": 1.0, "weekly_hours": 45.0, "mentor": NO_MENTOR, "spell": -1}  # what is begun anew begins at 0, but for these

# float64, one value per post: (name, unit, what it is, whose it is)
TEACHER_FLOATS = (
    ("present", "0 or 1", "1 while the post is filled", HERE),
    ("age", "years", "age", PERSON),
    ("experience", "years", "years of teaching", PERSON),
    ("tenure", "years", "years in this post", HERE),
    ("efficacy", "SD", "self-efficacy", PERSON),
    ("exhaustion", "SD", "emotional exhaustion", PERSON),
    ("depersonalisation", "SD", "depersonalisation", PERSON),
    ("belonging", "SD", "belonging to the school", PERSON),
    ("intention", "SD", "intention to leave", PERSON),
    ("knowledge", "SD", "knowledge gained from a programme; fades fast", PERSON),
    ("practice", "SD", "technique gained by practising; fades slowly", PERSON),
    ("trait_efficacy", "SD", "lasting part of efficacy", PERSON),
    ("trait_exhaustion", "SD", "lasting part of exhaustion", PERSON),
    ("trait_depersonalisation", "SD", "lasting part of depersonalisation", PERSON),
    ("trait_belonging", "SD", "lasting part of belonging", PERSON),
    ("trait_intention", "SD", "lasting part of intention", PERSON),
    ("person_load", "SD", "lasting personal workload", PERSON),
    ("attachment", "SD", "attachment to the career: security and intent", PERSON),
    ("temperament", "SD", "temperament and style, on the scale on which pairs are like or unlike", PERSON),
    ("willingness", "SD", "willingness to mentor", PERSON),
    ("fit", "SD", "relational fit with the mentor", HERE),
    ("pair_chance", "SD", "chance in the quality of the pair", HERE),
    ("warmth", "SD", "the mentor's warmth", HERE),
    ("tie_delivery", "share", "share of found hours that the pair's effort and the way leave", HERE),
    ("delivered_hours", "hours a month", "mentoring met this month, in a pair's hours", HERE),
    ("signal", "signal", "mentoring signal of this month: 1 at a usual competent mentor, below 0 harmful", HERE),
    ("learning_dose", "share", "what mentoring gives to learn from this month", HERE),
    ("weekly_hours", "hours a week", "working hours", HERE),
    ("duty_hours", "hours a week", "mentoring duty of a mentor", HERE),
    ("leave_probability", "a month", "probability of leaving this month", HERE),
    ("move_probability", "a month", "probability of asking for another school this month", HERE),
    ("expected_leave", "expected leavers", "sum of leave probabilities since autumn of who was here in autumn", POST),
)
# int32, one value per post
TEACHER_INTEGERS = (
    ("person_post", "post", "post of the person's first entry: with person_number the person's identity", PERSON),
    ("person_number", "count", "k-th first-time entrant there", PERSON),
    ("mentor", "row", "row of the mentor; -1 none, -2 from outside", HERE),
    ("mentees", "count", "mentees of a mentor", HERE),
    ("mentored_months", "months", "months mentored under this policy", PERSON),
    ("tie_month", "month", "month in which the tie began", POST),
    ("spell", "row", "row of the open spell", HERE),
    ("entrants", "count", "first-time entrants of this post so far", POST),
)
# int8, one value per post
TEACHER_BYTES = (
    ("woman", "0 or 1", "woman", PERSON),
    ("contract", "0 or 1", "on a contract without security", PERSON),
    ("subject", "code", "subject or grade", PERSON),
    ("selected", "code", "0 not decided this year, 1 to have a mentor, 2 not, 3 none was found this year", HERE),
    ("on_paper", "0 or 1", "the mentor exists on paper only", HERE),
    ("imposed", "0 or 1", "the mentor of this tie was assigned without wish", HERE),
    ("role", "code", "0 teacher, 1 mentor", HERE),
    ("trained", "0 or 1", "has had this policy's mentor training", PERSON),
    ("attested", "0 or 1", "has passed attestation", PERSON),
    ("exit_cause", "code", "why she leaves this month (sim.record.EXIT); 0 stays", HERE),
    ("asked_to_move", "0 or 1", "has asked for another school", HERE),
    ("cell", "code", "group cell of this school year", POST),
    ("at_start", "0 or 1", "was in this post in autumn", POST),
)
SCHOOL_FLOATS = (
    ("load", "SD", "school's part of workload"),
    ("head", "SD", "leadership support of the head"),
    ("leadership", "SD", "leadership support this month: head, training, interference"),
    ("remote", "0 or 1", "remote or rural"),
    ("private", "0 or 1", "private"),
    ("distance", "km", "distance to the cluster centre"),
    ("vacancy_share", "share", "vacant posts last month"),
    ("mean_practice", "SD", "mean technique last month"),
    ("programme", "0 or 1", "the programme is alive"),
)
SCHOOL_INTEGERS = (
    ("first", "row", "first post"),
    ("end", "row", "one past the last post"),
    ("takes", "code", "0 women and men, 1 women, 2 men"),
    ("new_head", "0 or 1", "a new head this year"),
)
CLUSTER_INTEGERS = (
    ("first", "row", "first post"),
    ("end", "row", "one past the last post"),
    ("first_school", "row", "first school"),
    ("end_school", "row", "one past the last school"),
    ("interference", "0 or 1", "politics disturbs postings this year"),
    ("pool_first", "row", "first row of the leavers' pool"),
    ("pool_end", "row", "one past its last row"),
    ("pool_count", "count", "leavers in the pool who will return"),
    ("pool_lost", "count", "returners for whom the pool had no room"),
    ("spell_first", "row", "first row of the spells"),
    ("spell_end", "row", "one past their last row"),
    ("spell_count", "count", "spells so far"),
    ("spell_lost", "count", "spells for which there was no room"),
)
DISTRICT_INTEGERS = (
    ("first_cluster", "row", "first cluster"),
    ("end_cluster", "row", "one past the last cluster"),
)
CARRIED_FLOATS, CARRIED_INTEGERS, CARRIED_BYTES = (
    tuple(name for name, _, _, whose in table if whose == PERSON) for table in (TEACHER_FLOATS, TEACHER_INTEGERS, TEACHER_BYTES)
)
POOL_MORE = ("left", "due", "school", "cell", "left_this_year")  # int32 beside CARRIED_INTEGERS


def _index(name, columns):
    names = [c if isinstance(c, str) else c[0] for c in columns]
    return namedtuple(name, names)(*range(len(names)))


COLUMN = _index("Column", TEACHER_FLOATS)
INTEGER = _index("Integer", TEACHER_INTEGERS)
BYTE = _index("Byte", TEACHER_BYTES)
SCHOOL = _index("School", SCHOOL_FLOATS)
SITE = _index("Site", SCHOOL_INTEGERS)
CLUSTER = _index("Cluster", CLUSTER_INTEGERS)
DISTRICT = _index("District", DISTRICT_INTEGERS)
POOL = _index("Pool", CARRIED_INTEGERS + CARRIED_BYTES + POOL_MORE)
CARRIED_F = np.array([COLUMN._fields.index(n) for n in CARRIED_FLOATS])
CARRIED_I = np.array([INTEGER._fields.index(n) for n in CARRIED_INTEGERS])
CARRIED_B = np.array([BYTE._fields.index(n) for n in CARRIED_BYTES])


def _begun(table):
    """Return the places and the first values of the columns that whoever comes begins anew."""
    begun = [(k, BEGINS.get(name, 0)) for k, (name, _, _, whose) in enumerate(table) if whose == HERE]
    return tuple(np.array(each) for each in zip(*begun))


BEGUN_F, BEGUN_F_AT = _begun(TEACHER_FLOATS)
BEGUN_I, BEGUN_I_AT = _begun(TEACHER_INTEGERS)
BEGUN_B, BEGUN_B_AT = _begun(TEACHER_BYTES)
BYTES_PER_TEACHER = 8 * len(TEACHER_FLOATS) + 4 * len(TEACHER_INTEGERS) + len(TEACHER_BYTES) + 8  # the last: post_school


World = namedtuple(
    "World", "f i b post_school school_f school_i cluster_i district_i pool_f pool_i spell_f spell_i monthly yearly ledger p off clock"
)
World.__doc__ = """All arrays of one world.

f, i, b : float64, int32, int8 (columns, posts);  post_school : int64 (posts,)
school_f float64, school_i, cluster_i, district_i int64 : (columns, schools | clusters | districts)
pool_f, pool_i : leavers who will return;  spell_f, spell_i : (columns, rows)
monthly (districts, months, MONTHLY);  yearly (districts, years, CELLS, YEARLY);  ledger (districts, months, LINES)
p, off : the vector of numbers under the policy, and with all levers off (before its start and after its end)
clock : int64, places named by CLOCK: seed, replicate, month of the branch, start and end of the policy, end of outside money
"""
CLOCK = namedtuple("ClockIndex", "seed replicate branch start end money_end")(0, 1, 2, 3, 4, 5)
