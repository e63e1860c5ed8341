"""What the workshop page shows: the projector's view, one date, stories that agree with their events, print, small screens."""

import re

import pytest

from analysis.language import LANGUAGES, language
from tests.conftest import program

pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(program() is None, reason="needs chromium")]
BOXES = "['canvas-today', 'canvas-ours'].map(name => document.getElementById(name).getBoundingClientRect())"
# every verdict beside the events told below it; texts stand as their keys and dates
STORIES = """(() => {
  const say = app.words.say.bind(app.words), wrong = [], verdicts = {}, worlds = [app.today, app.ours];
  const later = app.words.date(app.today.film.months);
  app.words.say = (key, values) => key === 'date' ? say(key, values) : '<' + key + (values && values.when ? '@' + values.when : '') + '>';
  const parts = text => Array.from(text.matchAll(/<([^@>]*)(?:@([^>]*))?>/g), found => [found[1], found[2]]);
  new Set([...app.today.spells.keys(), ...app.ours.spells.keys()]).forEach(who => {
    const told = worlds.map(lives => [].concat(...app.story.events(lives, who).map(parts)));
    const [name, when] = parts(app.story.reason(app.today, app.ours, who)[0])[0];
    const gone = told.map(list => list.filter(one => /^exit/.test(one[0]) && one[0] !== 'exit.moved').map(one => one[1]));
    const came = told.map(list => list.filter(one => /^entry/.test(one[0])).map(one => one[1]));
    const check = (good, text) => { if (!good) wrong.push([who, name, when, text, JSON.stringify(told)]); };
    verdicts[name] = (verdicts[name] || 0) + 1;
    check(!told.some(list => list.some(one => one[1] === later)), 'an event after the last month');
    const leaves = /^why.(stays|moved).(ours|today)$/.exec(name), comes = /^why.comes.(ours|today)$/.exec(name);
    if (leaves) {
      const away = (leaves[1] === 'moved') === (leaves[2] === 'today') ? 0 : 1;
      check(gone[away].includes(when) && !gone[1 - away].includes(when), 'leaves in one world that month');
    }
    if (comes) check(came[comes[1] === 'ours' ? 1 : 0].includes(when), 'takes up a post that month');
    if (name === 'why.both.stay') check(!gone[0].length && !gone[1].length, 'stays');
    if (name === 'why.both.alike') check(String(gone[0]) === String(gone[1]), 'comes and goes alike');
    worlds.forEach((lives, k) => {
      if (lives.of(who).length) check(told[k].some(one => one[0] === 'story.still') === (lives.status(who, 120) === 'here'), 'how it ends');
    });
  });
  app.words.say = say;
  return {wrong, verdicts};
})()"""


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_projector_shows_both_pictures_and_one_line(opened, name):
    page = opened(name, 1024).ready()
    page.page.set_viewport_size({"width": 1024, "height": 600})
    page.page.evaluate("app.at(47)")
    small = page.page.evaluate("app.pictures.map(picture => picture.cell)")
    page.page.click("#projector")
    page.until("app.pictures.every(picture => picture.cell > 18)", 5)
    for box in page.page.evaluate(BOXES):
        assert box["top"] >= 0 and box["left"] >= 0 and box["bottom"] <= 600 and box["right"] <= 1024 and box["height"] > 400
    line = page.page.evaluate("[id('summary').clientHeight, parseFloat(getComputedStyle(id('summary')).lineHeight)]")
    assert line[0] < 1.5 * line[1], "one line"
    assert not page.page.is_visible("header") and not page.page.is_visible("#policy") and page.page.is_visible("#play")
    page.page.keyboard.press("Escape")
    page.until("!app.projector.on && document.querySelector('header').clientHeight > 0", 5)
    assert page.page.evaluate("app.pictures.map(picture => picture.cell)") == small
    page.clean()


@pytest.mark.parametrize("width", (360, 1024, 1280))
@pytest.mark.parametrize("name", ("en", "ru"))
def test_the_picture_stands_still_while_the_years_pass(opened, name, width):
    page = opened(name, width).ready()
    tops = page.page.evaluate(f"[0, 11, 23, 35, 47, 59, 71, 83, 95, 107, 119].map(m => {{ app.at(m); return {BOXES}[0].top; }})")
    assert max(tops) - min(tops) < 1, tops


def test_headline_and_table_speak_of_the_same_month(opened):
    page = opened(still=False).ready()
    page.page.evaluate("app.at(5)")
    assert "Who will stay?" in page.text("#summary"), "before a year is over one person is no finding"
    page.page.evaluate("app.play(9)")
    page.until("app.month > 12", 30)
    seen = page.page.evaluate("""
    new Promise(done => { const found = [], look = () => { found.push([id('summary').textContent, id('numbers-when').textContent]);
      if (app.month > 38) done(found); else setTimeout(look, 100); }; look(); })""")
    dates = {tuple(re.search(r"year (\d+), month (\d+)", text)[0] for text in pair) for pair in seen}
    assert all(one == other and one.endswith("month 12") for one, other in dates), dates
    assert len(dates) >= 2
    page.page.evaluate("app.pause()")
    texts = page.text("#summary"), page.text("#numbers-when")
    assert len({re.search(r"year (\d+), month (\d+)", text)[0] for text in texts}) == 1
    page.clean()


def test_played_twice_is_not_twice_as_fast_and_slow_is_slower(opened):
    page = opened(still=False).ready()
    run = "new Promise(done => { app.play(0); app.play(0); setTimeout(() => { done(app.time); app.pause(); }, 2000); })"
    fast = page.page.evaluate(run)
    assert 2 < fast < 12.5
    page.page.click("#slow")
    assert page.page.get_attribute("#slow", "aria-pressed") == "true"
    assert page.page.evaluate(run) < min(2.6, fast)
    page.clean()


@pytest.mark.parametrize("policy", ("app.levers", "{...app.engine.levers(), pay_supplement: 0.4, load_cut_hours: 8}", "app.today_levers"))
def test_every_story_agrees_with_its_events(opened, policy):
    page = opened().ready()
    found = page.page.evaluate(f"(() => {{ app.set({policy}); return {STORIES}; }})()")
    assert found["wrong"] == []
    assert sum(found["verdicts"].values()) > 290
    if policy == "app.today_levers":
        assert set(found["verdicts"]) == {"why.both.stay", "why.both.alike"}
    page.clean()


def test_who_is_outlined_now_is_shown_first(opened):
    page = opened().ready()
    page.page.evaluate("app.set(Object.assign(app.engine.levers(), {pay_supplement: 0.4, load_cut_hours: 8})); app.at(71);")
    count = page.page.evaluate("app.outlined()")
    assert count > 1
    for _ in range(count):
        page.page.click("#find")
        assert page.page.evaluate("app.pictures.some(picture => picture.outline(71).has(app.person))")


def test_a_leaver_is_drawn_beside_whoever_came_after(opened):
    page = opened().ready()
    near = page.page.evaluate("""[].concat(...[12, 13, 24, 60].map(m => {
      const picture = app.pictures[1];
      picture.draw(m, true);
      return picture.shown.leavers.map(leaver => {
        const sign = picture.ghost(leaver, picture.shown);
        return Math.hypot(sign.x - picture.x[leaver.post], sign.y - picture.y[leaver.post]) / picture.cell;
      });
    }))""")
    assert len(near) > 10 and min(near) > 0.5, "a ring round the post would mean: gone in the other world"


def test_the_same_policy_twice_is_said_to_be_the_same(opened):
    page = opened().ready()
    page.page.select_option("#preset", page.page.evaluate("app.meta.context.today"))
    page.until("app.heard && app.heard.done === 100", 90)
    assert page.text("#luck-answer") == language("en")("workshop.luck.alike")
    page.clean()


def test_a_tap_on_a_phone_leads_to_the_story(opened):
    page = opened(width=360).ready()
    page.page.set_viewport_size({"width": 360, "height": 560})
    page.page.evaluate("app.at(30); id('canvas-ours').scrollIntoView({block: 'end'})")
    page.page.click("#canvas-ours", position={"x": 30, "y": 200})
    assert page.page.is_visible("#reader") and re.search(r"\d", page.text("#reader"))
    page.page.click("#reader button")
    assert page.page.evaluate("id('story').getBoundingClientRect().top < 200") and not page.page.is_visible("#reader")
    page.clean()


def test_the_tabs_are_whole_on_a_phone(opened):
    for name in LANGUAGES:
        page = opened(name, 360).ready()
        ends = page.page.evaluate("Array.from(id('rooms').children, tab => tab.getBoundingClientRect())")
        assert all(tab["left"] >= 0 and tab["right"] <= 360 for tab in ends), name


@pytest.mark.parametrize("name", ("en", "ur"))
def test_the_browsers_own_order_prints_what_the_button_prints(opened, name):
    page = opened(name, 1000).ready()
    for room in ("time", "floor", "paper"):
        page.page.evaluate(f"app.enter('{room}')")
        sheets = len(re.findall(rb"/Type\s*/Page\b", page.page.pdf(format="A4", prefer_css_page_size=True)))
        assert sheets == 1 if room != "floor" else sheets <= 3, room
        assert page.page.evaluate("[document.body.className, id('handout').hidden]") == ["", True]
    page.page.emulate_media(media="print")
    for room in ("floor", "sheet"):
        page.page.evaluate(f"app.enter('{room}')")
        within = "node => !node.offsetParent || node.getBoundingClientRect().left >= 0 && node.getBoundingClientRect().right <= 1000"
        assert page.page.evaluate(f"Array.from(document.querySelectorAll('main *')).every({within})"), "nothing is cut off at either side"
        assert not page.page.is_visible(".skip") and not page.page.is_visible("#levers")
    page.clean()


def test_numbers_and_money_in_the_languages_own_way(opened):
    kazakh, urdu = opened("kk").ready(), opened("ur").ready()
    said = kazakh.page.evaluate("[app.words.number(1.5, 1), app.words.plain(0.5), app.words.say('of100', {value: 3})]")
    assert said == ["1,5", "0,5", "100\u2011ден 3"]
    assert urdu.page.evaluate("[app.words.money(5.7e6, 'PKR'), app.words.list(['1', '2'])]") == ["5.7 ملین روپے", "1؛ 2"]
