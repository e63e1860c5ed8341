"""Measure again what is released, and say where this machine finds other numbers: ``python -m experiments.reproduce``."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

from analysis import scoreboard
from experiments import document, release
from experiments.errors import BadInput
from experiments.runner import processors
from experiments.screen import Screen
from experiments.validate import Question, judged, parameter_sets

NUMBER = re.compile(r"[\d,]+")
README = Path(__file__).resolve().parent.parent / "README.md"


def released_question(jobs: int) -> Question:
    """Return what the released scoreboard was made of: sets, runs, posts and seed, as they stand beside it.

    Raises
    ------
    BadInput : the file of facts is missing, torn, or of another ensemble.
    """
    path = release.RELEASED / release.BOARD_FACTS
    mend = "retain validate release=true makes it anew"
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        sets, runs, posts, seed = (
            int(NUMBER.match(facts[key])[0].replace(",", "")) for key in ("Parameter sets", "Runs of each place", "Posts", "Seed")
        )
        ensemble = facts["Ensemble"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path.name} cannot be read ({error})", mend=mend) from None
    if ensemble != release.digest():
        raise BadInput(f"the scoreboard is of another ensemble ({ensemble}, not {release.digest()})", mend=mend)
    return Question(source="calibrated", parameter_sets=sets, replicates=runs, teachers=posts, seed=seed, jobs=jobs)


def differing(released: str, measured: str) -> list[str]:
    """Return a sentence for each row of two scoreboards (CSV text) that is not the same in both."""
    old, new = ({row["id"]: row for row in csv.DictReader(io.StringIO(text))} for text in (released, measured))
    found = []
    for name in dict.fromkeys([*old, *new]):
        here, there = old.get(name), new.get(name)
        if here is None or there is None:
            found.append(f"{name} stands in one of the two only")
            continue
        for key in here:
            if here[key] != there.get(key):
                found.append(f"{name}, {key}: released {here[key]}, here {there.get(key)}")
    return found


def claims() -> dict[str, str]:
    """Return what the front page must say, word for word, by where each number comes from."""
    about = release.provenance()
    with open(release.RELEASED / release.BOARD, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    met = {}
    for kind in ("T", "SF"):
        judged_rows = [(row["id"].rstrip("abcdefghij"), row["pass"]) for row in rows if row["id"].startswith(kind) and row["pass"]]
        every, failed = {name for name, _ in judged_rows}, {name for name, passed in judged_rows if passed != "yes"}
        met[kind] = (len(every - failed), len(every))
    share = {year: round(100 * about["causal_share"][f"year_{year}"]["pooled"]) for year in (2, 5)}
    return {
        "sets": f"{about['sets']} parameter sets",
        "numbers fitted to": f"({about['numbers_fitted_to']} numbers,",
        "scoreboard": f"{met['T'][0]} of {met['T'][1]} targets and {met['SF'][0]} of {met['SF'][1]} directions are met",
        "numbers fitted": f"of the {len(about['numbers'])} numbers;",
        "causal share": f"{share[2]} of 100 parts in year two and {share[5]} in year five",
    }


def missing_claims(text: str) -> list[str]:
    """Return a sentence for each claim that the front page does not make as it is released."""
    plain = " ".join(text.split())
    return [f"README.md does not say ({what}): {claim}" for what, claim in claims().items() if claim not in plain]


def main() -> int:
    """Measure the released scoreboard anew; compare every row, the generated chapters and the front page; 0 when all are the same."""
    screen = Screen()
    try:
        question = released_question(processors())
        screen.say(f"The released scoreboard once more: {question.parameter_sets} sets, {question.replicates} runs of each place ...")
        rows = judged(question, parameter_sets(question), screen)
        released = (release.RELEASED / release.BOARD).read_text(encoding="utf-8")
        found = differing(released, scoreboard.table(rows))
        text = document.README.read_text(encoding="utf-8")
        if document.renewed(text) != text:
            found.append("sim/README.md: its tables are not those of the code; python -m experiments.document renews them")
        found += missing_claims(README.read_text(encoding="utf-8"))
    except BadInput as error:
        screen.say(str(error))
        return 2
    for line in found:
        screen.say(line)
    screen.say(f"{len(found)} differences." if found else "Reproduced: every row, every table of the model description, every claim.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
