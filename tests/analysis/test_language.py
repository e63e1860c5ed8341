"""Languages: every key in every table with the same fields, plural forms, numbers, and Latin words in Urdu text."""

import string

import pytest
import yaml

from analysis.language import LANGUAGES, TABLES, isolated, language, read_table
from sim.context import Place
from sim.levers import Levers
from sim.number import numbers
from sim.parameters import Parameters
from sim.prices import LINES, Prices
from sim.record import CAUSES

OTHERS = [name for name in LANGUAGES if name != "en"]
TABLES_OF_NUMBERS = (("lever", Levers), ("input", Place), ("input", Prices), ("parameter", Parameters))


def stem(key):
    return key.partition("#")[0]


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", OTHERS)
def test_every_key_is_there_with_its_fields(name):
    english, other = (read_table(TABLES / f"{one}.csv") for one in ("en", name))
    assert {stem(key) for key in other} == {stem(key) for key in english}
    wrong = [key for key, row in other.items() if key in english and fields(row["text"]) != fields(english[key]["text"])]
    assert wrong == []
    assert [key for key, row in other.items() if not row["text"].strip()] == []


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_plural_has_the_forms_of_its_language(name):
    say = language(name)
    needed = {say.form(number) for number in range(200)} | {"other"}
    stems = {stem(key) for key in say.rows if "#" in key}
    assert stems and [f"{key}#{form}" for key in stems for form in needed if f"{key}#{form}" not in say.rows] == []


def test_a_missing_key_is_an_error():
    for name in LANGUAGES:
        with pytest.raises(KeyError, match="no text for nothing.of_the_kind"):
            language(name)("nothing.of_the_kind")
    with pytest.raises(KeyError):
        language("ur")("probably.about_more")
    with pytest.raises(ValueError, match="allowed: en, ur, ru, kk"):
        language("fr")


def test_a_table_names_what_is_wrong(tmp_path):
    path = tmp_path / "xx.csv"
    path.write_text("key,text,reviewed_by,note\na.b,one,,\na.b,two,,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="holds a.b twice"):
        read_table(path)
    path.write_text("key,words\na.b,one\n", encoding="utf-8")
    with pytest.raises(ValueError, match="needs the columns"):
        read_table(path)


YEARS = [(1, "1 год"), (3, "3 года"), (5, "5 лет"), (11, "11 лет"), (21, "21 год"), (112, "112 лет"), (1.5, "1,5 года")]


@pytest.mark.parametrize(("number", "said"), YEARS)
def test_russian_years(number, said):
    assert language("ru").years(number) == said


def test_numbers_by_language():
    assert language("en").number(-1234.5, 1) == "\u22121\u202f234.5"
    assert language("ru").number(-1234.5, 1) == "\u22121\u00a0234,5"
    assert language("ur").number(1234.5, 1) == "1,234.5"
    assert language("kk").money(12_345_678, "KZT") == "12,3 млн KZT"
    # bounds in brackets behind a sum must not take its currency along in a right-to-left line
    urdu = language("ur")
    assert urdu.money(411_000, "USD") == "\u2068411,000 USD\u2069"
    assert isolated(f"{urdu.money(411_000, 'USD')} ({urdu.money(258_000)})", urdu).count("<bdi") == 1
    assert language("ru").signed(0.04) == "0,0" and language("ru").signed(2) == "+2,0"
    assert language("ru").plain(2.50) == "2,5" and language("ru").plain(100) == "100"
    assert language("ur").number(None) == "\u2013"


def test_a_language_is_a_draft_until_all_its_texts_are_reviewed(monkeypatch):
    assert not language("en").is_draft()
    say = language("ur")
    assert say.is_draft("probably.")
    monkeypatch.setattr(say, "rows", {key: row | {"reviewed_by": "A. Reader"} for key, row in say.rows.items()})
    assert not say.is_draft()
    say.rows["probably.none"] = say.rows["probably.none"] | {"reviewed_by": " "}
    assert say.is_draft("probably.") and not say.is_draft("group.")


def test_latin_words_keep_their_direction_in_urdu():
    text = isolated("پالیسی England, statutory induction (ECF) بہتر <b> ہے", language("ur"))
    assert '<bdi lang="en" dir="ltr">England, statutory induction (ECF)</bdi> بہتر' in text and "&lt;" in text
    assert isolated("<b>&", language("ru")) == "&lt;b&gt;&amp;"


def test_titles_of_shipped_cards_are_those_of_their_files(checkout):
    english = language("en")
    for kind, group in (("scenario", "scenario"), ("place", "context")):
        for path in (checkout / "configs" / group).glob("*.yaml"):
            assert english(f"{kind}.{path.stem}") == yaml.safe_load(path.read_text(encoding="utf-8"))["title"], path.stem


def test_labels_of_outcomes_are_those_of_the_table():
    from analysis.outcomes import OUTCOMES

    # leavers by cause are said with the words of their causes
    labels = {name: meaning.label for name, meaning in OUTCOMES.items() if not name.startswith(("leavers_", "leaver_rate_"))}
    assert {name: language("en")(f"outcome.{name}") for name in labels} == labels


EVERY_NUMBER = [(f"{prefix}.{name}", spec) for prefix, table in TABLES_OF_NUMBERS for name, spec in numbers(table).items()]
# a new number or lever is called by its spec's label until it is fitted, has evidence or is shipped in a policy; then it has its words
NEW = [key for key, spec in EVERY_NUMBER if key.startswith(("parameter.", "lever.")) and key not in language("en").rows]
NUMBERS = [(key, spec) for key, spec in EVERY_NUMBER if key not in NEW]


def test_what_is_fitted_or_shipped_or_has_evidence_has_its_words(checkout):
    fitted = (checkout / "configs" / "parameters" / "calibrated.csv").read_text(encoding="utf-8").split("\n", 1)[0].split(",")
    shipped = " ".join(path.read_text(encoding="utf-8") for path in (checkout / "configs" / "scenario").glob("*.yaml"))
    specs, names = dict(EVERY_NUMBER), {key: key.partition(".")[2] for key in NEW}
    assert [key for key in NEW if names[key] in fitted or f" {names[key]}:" in shipped or specs[key].source != "assumed"] == []


def test_labels_of_numbers_are_those_of_their_specs():
    english = language("en")
    assert {key: english(key) for key, _ in NUMBERS} == {key: spec.label for key, spec in NUMBERS}
    units = {spec.unit for _, spec in NUMBERS if not spec.choices}
    assert {unit: english(f"unit.{unit}") for unit in units} == {unit: unit.replace("money", "MONEY") for unit in units}
    assert {cause: english(f"cause.{cause}") for cause in CAUSES} == CAUSES


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_number_and_every_unit_shown_has_its_words(name):
    from analysis.outcomes import OUTCOMES

    say = language(name)
    keys = {key for key, _ in NUMBERS} | {f"unit.{spec.unit}" for _, spec in NUMBERS if not spec.choices}
    keys |= {f"workshop.choice.{one}" for _, spec in NUMBERS for one in spec.choices}
    keys |= {f"unit.{line[0]}" for line in LINES.values()}
    # outcomes in shares are said in heads of 100, outcomes in money with the currency of the place
    keys |= {f"unit.{one.unit.replace('share', 'heads', 1)}" for one in OUTCOMES.values() if not one.unit.startswith("money")}
    assert sorted(key for key in keys if not say.rows.get(key, {}).get("text", "").strip()) == []
    named = {key for key in say.rows if key.startswith(("parameter.", "lever.", "input."))}
    assert named - {key for key, _ in NUMBERS} == set(), "words for numbers that are no more"


def test_what_a_command_changed_and_what_a_policy_sets_are_said_in_words():
    from analysis import assumptions

    russian = language("ru")
    found = assumptions.parameters({"parameters_source": "default", "changed_parameters": {"intention_leave": 0.5}}, russian)
    assert found["changed"] == [{"label": "намерение → уход", "value": "0,5", "unit": "лог. риска на SD"}]
    (lever,) = assumptions.stated_and_assumed({"levers": {"recognition": "letter"}}, russian)["levers"]
    assert lever["value"] == russian("workshop.choice.letter") and lever["label"] == "признание"
    (source,) = {one["source"] for one in assumptions.inputs({"place": {"class_size": 40}}, russian)}
    assert source == "предположено"
