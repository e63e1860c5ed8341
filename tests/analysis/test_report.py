"""The report: from stored files alone, nothing loaded from elsewhere, names stay text, the three kinds named."""

import json
import re
import shutil

import pandas
import pytest

from analysis import pages, report, report_first, results
from analysis.language import LANGUAGES, language
from analysis.reading import Reading


@pytest.fixture(scope="module")
def page(built):
    return (built / "report.html").read_text(encoding="utf-8")


def test_nothing_is_loaded_from_elsewhere(page):
    assert not re.search(r"""\s(?:src|href)\s*=\s*["'](?!#)""", page.split("<script>")[0])
    assert "connect-src" not in page and "default-src 'none'" in page and len(page) < 2_000_000
    assert page.lower().count("<script") == 1 and "@import" not in page and "<link" not in page
    assert not re.search(r"url\((?!#)", page)


def test_hostile_names_stay_text(page):
    assert "&lt;script&gt;alert(&#39;Imposed&#39;)" in page
    assert "=HYPERLINK(pay)" in page


def test_it_says_what_it_must(page):
    command = "retain compare no_mentoring pairs context=made_up"
    certainty = ("Ignorance", "One district", "Computing", "Prior draws, not calibrated", "0.03 to 0.08", "What the same money would do")
    for words in (
        "Of 100 new teachers",
        "Illustrative.",
        "A yearly list of who left",
        ">stated<",
        ">assumed<",
        command,
        "P12",
        "seed 1",
        *certainty,
    ):
        assert words in page, words


def test_every_yearly_cost_of_a_policy_is_one_number(built, page):
    found = results.read(built)
    reading = Reading(found, language())
    table = {policy["name"]: policy["cost_a_year"] for policy in report_first.policies(reading)}
    for name in ("pairs", "on_paper", "pay_supplement"):
        cost = reading.costs["cost"][name]
        assert table[name]["text"] == language().money(cost)
        drawn = (built / "figures" / "payers.svg").read_text(encoding="utf-8")
        assert f"{language().money(cost, 'PKR')}" in drawn.replace("\u00a0", ""), "the sum beside a bar is the table's"
        assert (table[name]["below"] != "") == (reading.unpaid(name) > 0)
    assert any("unpaid time" in one["below"] for one in table.values())


def test_a_price_stands_only_where_the_verdict_allows(built):
    reading = Reading(results.read(built), language())
    wanted = {"cost_per_leaver_avoided": ("annual_leaver_rate", "fewer"), "cost_per_teacher_retained": (reading.headline, "more")}
    for outcome, (effect, word) in wanted.items():
        for name in reading.found.order:
            text, value, bounds = report_first.priced(reading, outcome, name)
            assert value is None or (reading.verdict(name, effect) == word and bounds), (outcome, name)


def test_the_first_page_names_one_price_and_the_cheapest_of_all(compare_folder, tmp_path):
    shutil.copytree(compare_folder, tmp_path / "copy")
    summary = pandas.read_csv(tmp_path / "copy" / "summary.csv")
    kept, left = "retained_profession_5y", "annual_leaver_rate"
    more, fewer, unclear = (0.02, 0.03, 0.04), (-0.04, -0.03, -0.02), (-0.01, 0.01, 0.02)
    known = {("pay_supplement", kept): more, ("pairs", kept): unclear, ("pay_supplement", left): fewer, ("pairs", left): fewer}
    for (name, outcome), difference in known.items():
        mine = (summary["scenario"] == name) & (summary["outcome"] == outcome) & (summary["group"] == "all")
        summary.loc[mine, ["difference_low", "difference", "difference_high"]] = difference
    for name, price in (("pay_supplement", 900.0), ("pairs", 100.0)):
        mine = (summary["scenario"] == name) & (summary["outcome"] == "cost_per_leaver_avoided")
        summary.loc[mine, ["low", "estimate", "high"]] = (0.5 * price, price, 2 * price)
    summary.to_csv(tmp_path / "copy" / "summary.csv", index=False)
    said = report_first.answer(Reading(results.read(tmp_path / "copy"), language()))
    assert "=HYPERLINK(pay) keeps the most" in said[1] and "probably between 2 and 4 more" in said[1]
    assert "one leaver fewer costs about 900 PKR (450 to 1\u202f800 PKR)" in said[2]
    assert "Released mentors in pairs has the lowest price; one leaver fewer costs about 100 PKR" in said[3]
    assert "new teacher kept costs" not in " ".join(said)


def test_nothing_to_draw_is_said(built, page):
    assert not re.search(r"surely|retain validate", page)
    assert "id=\"change\"" not in page, "three sets can show no assumption, and are not said to"


def test_when_the_money_ends_it_says_what_is_left(built):
    said = " ".join(report_first.money_ends(Reading(results.read(built), language())))
    assert "the money ends after month 24 of the policy" in said
    assert "hours a month for 100 posts" in said and "in year 2, while the money lasts" in said and "in year 3, without it" in said


def test_ids_of_pictures_do_not_meet(page):
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    pointed = set(re.findall(r'(?:href="|url\()#([^")]+)', page))
    assert pointed <= set(ids)


def test_figures_lie_in_the_folder(built, page):
    names = re.findall(r">figures/([a-z_]+)\.svg", page)
    assert len(names) >= 17
    for name in names:
        assert (built / "figures" / f"{name}.svg").is_file() and (built / "figures" / f"{name}.png").is_file()


def test_printed_commands_can_be_typed():
    assert pages.typed("retain", "report", "retain-results/compare-lasbella-1") == "retain report retain-results/compare-lasbella-1"
    assert pages.typed("retain", "report", "my results (1)", "[a,b]") == 'retain report "my results (1)" "[a,b]"'


def test_same_files_same_page(compare_folder, page):
    assert report.build(compare_folder).read_text(encoding="utf-8") == page


def test_one_scenario_alone_gives_a_report(compare_folder, tmp_path):
    folder = tmp_path / "alone"
    shutil.copytree(compare_folder, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["scenarios"] = manifest["scenarios"][:1]
    manifest["context"]["illustrative"] = False
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name in ("runs", "monthly", "spells", "ledger"):
        table = pandas.read_parquet(folder / f"{name}.parquet")
        table[table["scenario"] == "no_mentoring"].to_parquet(folder / f"{name}.parquet")
    summary = pandas.read_csv(folder / "summary.csv")
    summary[summary["scenario"] == "no_mentoring"].to_csv(folder / "summary.csv", index=False)
    text = report.build(folder).read_text(encoding="utf-8")
    assert "Of 100 new teachers" in text and "Illustrative." not in text


def test_faulty_folders_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no comparison"):
        results.read(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="cannot be read"):
        results.read(tmp_path)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ValueError, match="lacks command"):
        results.read(tmp_path)


def test_inline_pictures_keep_their_own_ids():
    text = '<?xml version="1.0"?><svg width="1pt" height="2pt"><metadata>x</metadata><g id="a"/><use href="#a" clip-path="url(#b)"/></svg>'
    found = pages.inline_svg(text, "one")
    assert found.startswith("<svg>") and "metadata" not in found and "width" not in found
    assert pages.inline_svg(text, "two") != found
    name = re.search(r'id="([^"]+)"', found).group(1)
    assert f'href="#{name}"' in found


def test_the_picture_stands_below_its_title_and_keeps_the_whole():
    found = pages.inline_svg('<svg viewBox="0 0 360 200"><g id="a"/></svg>', "one", 30.0)
    assert 'viewBox="0 30 360 170" data-whole="0 0 360 200"' in found


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_has_its_page(compare_folder, tmp_path, name):
    shutil.copytree(compare_folder, tmp_path / "copy")
    english = {path: path.read_bytes() for path in (tmp_path / "copy").rglob("*.*")}
    path = pages.build(tmp_path / "copy", name)
    text, say = path.read_text(encoding="utf-8"), language(name)
    other = "" if name == "en" else f".{name}"
    assert path.name == f"report{other}.html" and (name == "en" or all(one.read_bytes() == was for one, was in english.items()))
    assert (tmp_path / "copy" / f"summary{other}.xlsx").is_file() and f">figures{other}/" in text
    named = "" if name == "en" else f" language={name}"
    assert f"retain report {tmp_path}/copy{named}</code>" in text
    assert f'<html lang="{name}" dir="{say.direction}">' in text
    assert (say("language.draft") in text) == (name != "en")
    for section in ("stay", "money", "schools", "same_money"):
        assert say(f"report.section.{section}") in text
    assert not re.search(r'="[^"<>]*<bdi', text), "no markup inside an attribute"
    if name == "ur":
        assert '<bdi lang="en" dir="ltr">no_mentoring</bdi>' in text
