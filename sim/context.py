"""A place: its people, schools, time, heads, hazards and prices."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.number import number
from sim.prices import Prices


@dataclass(frozen=True)
class Place:
    """Hold the numbers of a place. Every field carries its :class:`sim.number.Number`."""

    # schools
    one_teacher_share: float = number(0.0, 0, 1, "share of schools", "one-teacher schools", "Schools with a single post.")
    school_size: float = number(20.0, 2, 200, "posts", "school size", "Mean posts of the other schools.")
    school_size_spread: float = number(0.5, 0, 1.2, "log SD", "spread of size", "Spread of the log of school size.")
    cluster_posts: float = number(200.0, 20, 2000, "posts", "cluster size", "Posts of a cluster of neighbouring schools.")
    private_share: float = number(0.0, 0, 1, "share of schools", "private schools", "Schools that are private.")
    remote_schools: float = number(0.2, 0, 1, "share of schools", "remote schools", "Schools that are remote or rural.")
    girls_share: float = number(0.0, 0, 1, "share of schools", "girls' schools", "Schools with women teachers only.")
    boys_share: float = number(0.0, 0, 1, "share of schools", "boys' schools", "Schools with men teachers only.")
    distance: float = number(5.0, 0, 100, "km", "distance", "Mean distance of a school to its cluster centre.")
    class_size: float = number(25.0, 5, 100, "pupils", "class size", "Pupils per teacher.")
    # people
    woman_share: float = number(0.7, 0, 1, "share of teachers", "women", "Share of women among entrants where a school takes both.")
    contract_share: float = number(0.1, 0, 1, "share of entrants", "contract teachers", "Entrants on contracts without security.")
    contract_attachment: float = number(0.5, 0, 2, "SD", "insecurity", "Attachment lost by a contract without security.")
    entry_age: float = number(25.0, 18, 40, "years", "age at entry", "Age at which most enter.")
    entry_age_spread: float = number(6.0, 0, 15, "years", "late entry", "Mean years by which late entrants are older.")
    experience_mean: float = number(13.0, 1, 25, "years", "experience", "Mean experience of the workforce before the run-in.")
    subjects: float = number(6.0, 1, 20, "subjects", "subjects", "Subjects or grades taught.")
    attachment_spread: float = number(1.0, 0, 2, "SD", "unlike entrants", "Spread of attachment to the career among entrants.")
    # time, heads
    weekly_hours: float = number(45.0, 25, 60, "hours a week", "weekly hours", "Mean weekly working hours.")
    leadership: float = number(0.0, -2, 2, "SD", "heads", "Mean leadership support beside the reference.")
    fit: float = number(0.0, -2, 2, "SD", "fit", "Mean relational fit of pairs beside the reference.")
    head_change: float = number(0.18, 0, 1, "a year", "heads change", "Yearly chance of a new head.")
    interference: float = number(0.0, 0, 1, "a year", "interference", "Yearly chance that politics disturbs a cluster's postings.")
    private_leadership: float = number(0.0, -2, 2, "SD", "private heads", "Leadership support of private schools beside the others.")
    private_leave: float = number(1.0, 0.1, 10, "factor", "private leaving", "Voluntary leaving and moving in private schools beside the others.")
    # hazards (yearly)
    voluntary_leave: float = number(0.052, 0, 1, "a year", "voluntary leaving", "Yearly hazard of voluntary leaving at mean intention, belonging and pay.", "B03")
    first_year_leave: float = number(1.21, -0.8, 5, "factor", "first-year leaving", "Added factor on voluntary leaving at entry: much in the United States, about none or less in England, where induction must be completed.", "B05 B09 D08")
    other_exit: float = number(0.019, 0, 0.5, "a year", "other exits", "Yearly hazard of leaving for family, relocation, health.", "B07")
    retirement: float = number(0.128, 0, 1, "a year", "retirement at 60", "Yearly hazard of retirement at age 60.", "B04b")
    retirement_from: float = number(55.0, 45, 70, "years", "retirement from", "Age at which retirement starts.", "B04b")
    move: float = number(0.19, 0, 1, "a year", "moving", "Yearly hazard of asking for another school, at entry.", "B04")
    return_share: float = number(0.40, 0, 0.9, "share of leavers", "returners", "Share of leavers other than retired who come back.", "B20")
    # filling posts
    autumn_fill: float = number(0.97, 0, 1, "share of vacancies", "filled in autumn", "Vacancies filled before the school year starts.")
    remote_fill: float = number(0.9, 0, 1, "factor", "filled when remote", "The same share in remote schools, beside the others.")


@dataclass(frozen=True)
class Context:
    """Hold one context: numbers, prices, today's policy, and what is known of each number.

    Attributes
    ----------
    name, title, country, currency : words for listings and reports; ``currency`` is an ISO code.
    price_year : the year of the prices.
    today : name of the scenario that is in force; the reference of every comparison.
    illustrative : True where no attrition series exists; the program says so wherever a number shows.
    place, prices : the numbers.
    sources : evidence rows or ``assumed`` by field.
    ranges : {field: (low, high)} of inputs that are not known; parameter sets draw them.
    to_measure : sentences that name what would have to be measured.
    """

    name: str
    title: str
    country: str
    currency: str = "USD"
    price_year: int = 2024
    today: str = "no_mentoring"
    illustrative: bool = False
    place: Place = field(default_factory=Place)
    prices: Prices = field(default_factory=Prices)
    sources: dict = field(default_factory=dict)
    ranges: dict = field(default_factory=dict)
    to_measure: tuple[str, ...] = ()
