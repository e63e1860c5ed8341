"""Files of a user's own: what is left blank, numbers beside ranges, and what editors make of a file."""

import pytest

from experiments.cli import main
from experiments.errors import BadInput
from experiments.input import library

PLAIN = "title: mine\nlevers:\n  coverage: 0.5\n"
RANGE = "title: x\nfrom: {parent}\nplace:\n  class_size:{number}\nranges:\n  class_size: [30, 45]\n"


def refused(group, text, here, name="own.yaml"):
    """Return the sentence that meets a file."""
    (here / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as fault:
        library.find(group, name)
    return str(fault.value)


@pytest.mark.parametrize("blank", ["", " null", " ~", "   # hours"])
def test_a_blank_lever_is_refused(blank, here):
    said = refused("scenario", f"title: x\nlevers:\n  coverage: 1\n  individual_h_month:{blank}\n  recognition: letter\n", here)
    assert said == (
        "own.yaml, line 4, levers.individual_h_month: individual_h_month is left blank; allowed: 0 to 40 (hours a month); "
        "write a number, or take the line out: individual_h_month is then 0."
    )


def test_a_blank_word_is_refused(here):
    said = refused("scenario", "title: x\nlevers:\n  recognition:\n", here)
    assert "line 3" in said and "none, letter" in said and "recognition is then none" in said
    assert "the ministry then pays" in refused("scenario", "title: x\npayer:\n", here)
    assert "expected_fit is left blank" in refused("scenario", "title: x\nfound_with:\n  expected_fit:\n", here)


def test_a_blank_lever_is_met_before_anything_is_run(here, capsys):
    assert main(["new", "scenario", "my_plan", "from=karachi_private"]) == 0
    path = here / "my_plan.yaml"
    lines = ["  individual_h_month:" if line.startswith("  individual_h_month:") else line for line in path.read_text().split("\n")]
    path.write_text("\n".join(lines))
    assert main(["compare", "my_plan.yaml"]) == 2
    assert "individual_h_month is left blank" in capsys.readouterr().err and not (here / "retain-results").exists()


@pytest.mark.parametrize("parent", ["karachi_government", "null"])
def test_a_number_and_its_range(parent, here):
    said = refused("context", RANGE.format(parent=parent, number=" 20"), here)
    assert "line 4, place.class_size: class_size is 20, outside its own range; allowed: 30 to 45" in said
    assert "leave class_size blank" in said
    for number, taken in ((" 40", 40), ("", 37.5)):
        (here / "own.yaml").write_text(RANGE.format(parent=parent, number=number))
        card = library.find("context", "own.yaml")
        made = card.made()
        assert made.place.class_size == taken and made.ranges["class_size"] == (30, 45) and "class_size" not in card.borrowed


def test_the_template_says_what_a_number_beside_its_range_means(here, capsys):
    main(["new", "context", "district"])
    said = (here / "district.yaml").read_text()
    assert "must lie in its range" in said and "three-letter code" in said
    main(["new", "scenario", "plan"])
    assert "No lever may be left blank" in (here / "plan.yaml").read_text()


def test_a_percentage_of_a_yearly_hazard(here):
    said = refused("context", "title: x\nfrom: karachi_government\nplace:\n  voluntary_leave: 6\n", here)
    assert "write 0.06 for 6 %" in said


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('title: "a"\nlevers: {}\nsource: "abc\npayer: "ministry"\n', 3),
        ('title: "a\nsource: "b"\nlevers: {}\n', 1),
        ('title: "a"\nsource: "abc\npayer: ministry\nlevers: {}\n', 2),
        ('title: a\nnotes:\n  - "one\n  - "two"\n', 3),
    ],
)
def test_a_missing_quote_is_named_with_its_own_line(text, line, here):
    said = refused("scenario", text, here)
    assert f"line {line}:" in said and "opened and not closed" in said


def test_a_quote_over_two_lines_stays_one(here):
    (here / "own.yaml").write_text('title: "a\n  b"\nsource: "c"\nlevers: {}\n')
    assert library.find("scenario", "own.yaml").made().title == "a b"


def test_a_double_ending_is_seen(here):
    (here / "p.yaml.txt").write_text("title: x\n")
    for word, part in ("p.yaml", "saved it as p.yaml.txt: rename it to p.yaml"), ("p.yaml.txt", "rename it to p.yaml"):
        with pytest.raises(BadInput, match=part):
            library.find("scenario", word)


def test_a_place_among_the_policies_and_a_policy_as_the_place(here):
    assert "name it with context=own.yaml" in refused("scenario", "title: x\nplace:\n  class_size: 40\n", here)
    assert "write own.yaml alone, and the place with context=" in refused("context", "title: x\nlevers:\n  coverage: 1\n", here)


def test_the_currency_is_a_code(here):
    said = refused("context", "title: x\nfrom: lasbella\ncurrency: Rs.\n", here)
    assert "currency is Rs." in said and "three-letter code" in said and "PKR" in said


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("  ", "\t").encode(),
        PLAIN.encode("utf-16"),
        PLAIN.replace("mine", "\u201cmine: a plan\u201d").encode(),
        PLAIN.replace("  ", "\u00a0\u00a0").encode(),
    ],
    ids=["byte order mark", "CRLF", "tabs", "UTF-16", "curly quotes", "hard spaces"],
)
def test_harmless_traces_of_an_editor(raw, here):
    (here / "mine.yaml").write_bytes(raw)
    assert library.find("scenario", "mine.yaml").made().levers.coverage == 0.5
