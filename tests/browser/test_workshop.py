"""The workshop page in headless Chromium, from a file: address and offline: words, keyboard, sliders, pictures, stories."""

import base64
import re
import zlib

import pytest

from analysis.language import LANGUAGES, RIGHT_TO_LEFT, language
from analysis.workshop.page import CLAIMS, MOST_BYTES, SCRIPTS, words
from tests.conftest import program

pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(program() is None, reason="needs chromium")]
WIDTHS = (360, 1280)


def test_one_file_that_reaches_for_nothing(built):
    text = built.read_text(encoding="utf-8")
    assert built.stat().st_size <= MOST_BYTES
    policy = "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; img-src data:; worker-src blob:"
    assert f'Content-Security-Policy" content="{policy}">' in text
    packed = base64.b64decode(re.search(r'id="scripts">([^<]*)<', text)[1])
    script = text[text.index('<script id="engine">') :] + zlib.decompress(packed, -15).decode("utf-8")
    assert "class Lesson" in script and "class Film" in script
    for word in ("fetch(", "XMLHttpRequest", "import(", "localStorage", "sessionStorage", "indexedDB", "cookie", "eval(", "importScripts"):
        assert word not in script, word
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"", text) == []


def test_every_word_that_the_scripts_use_is_in_the_tables():
    english = language("en").table("workshop.")
    from analysis.workshop import page

    source = "".join((page.HERE / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "page.html"))
    used = set(re.findall(r"w(?:ords)?\.say\('([\w.]+)'[,)]", source)) | set(re.findall(r'data-(?:say|label)="([\w.]+)"', source))
    assert len(used) > 90
    assert {key for key in used if not key.endswith(".") and f"workshop.{key}" not in english} == set()
    assert {f"workshop.claim.{name}" for name in CLAIMS} <= set(english)
    assert {f"workshop.found.{row}" for ids in CLAIMS.values() for row in ids} <= set(english)


def test_levers_on_the_page_lie_within_their_bounds():
    from analysis.workshop import page
    from sim.levers import Levers
    from sim.number import numbers

    found = re.findall(r"\['(\w+)', ([\d.]+), ([\d.]+), ([\d.]+), '(\w+)'\]", (page.HERE / "controls.js").read_text(encoding="utf-8"))
    assert len(found) > 18
    for name, low, high, _, how in found:
        spec = numbers(Levers)[name]
        assert spec.low <= float(low) < float(high) <= spec.high, (name, how)
    lessons = (page.HERE / "lessons.js").read_text(encoding="utf-8")
    plans = lessons[: lessons.index("class Lesson")]
    assert {key for key in re.findall(r"(\w+_\w+): ", plans)} <= set(numbers(Levers))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_at_every_width(opened, name, width):
    page = opened(name, width)
    page.ready()
    root = page.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    assert root == [name, "rtl" if name in RIGHT_TO_LEFT else "ltr"]
    say = language(name)
    assert page.text("#check").startswith(say("workshop.check.good", count="#").split("#")[0])
    assert page.page.evaluate("document.getElementById('draft').hidden") == (name == "en")
    for room in ("floor", "time", "match", "paper", "sheet"):
        page.page.evaluate(f"app.enter('{room}')")
        assert page.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), room
        shown = page.page.evaluate("document.body.innerText")
        assert not re.search(r"\{\w+\}|undefined|NaN|workshop\.|lesson\.\w", shown), room
    bare = "[...document.querySelectorAll('[data-say], label, button, th[scope=row]')].filter(n => !n.textContent.trim()).length"
    empty = page.page.evaluate(bare)
    assert empty == 0
    page.clean()


def test_nothing_is_said_in_english_by_default():
    said = words(list(LANGUAGES), {"context": {"name": "karachi_government"}, "scenarios": {"no_mentoring": {}}})
    for name in LANGUAGES:
        assert [key for key, text in zip(said["keys"], said["tables"][name]) if not text] == []


def test_a_slider_runs_the_decade_again(opened):
    page = opened().ready()
    page.page.evaluate("app.at(59)")
    before = page.page.evaluate("[app.ours.year('delivered_hours', 59), app.today.year('delivered_hours', 59)]")
    page.page.focus("#lever-individual_h_month")
    shown = page.text("#lever-individual_h_month-value")
    for _ in range(4):
        page.page.keyboard.press("ArrowRight")
    page.until("!app.waiting")
    after = page.page.evaluate("[app.ours.year('delivered_hours', 59), app.today.year('delivered_hours', 59)]")
    assert page.text("#lever-individual_h_month-value") != shown
    assert after[0] > before[0], "more hours planned, more met"
    assert after[1] == before[1], "as today stays as it is"
    assert page.page.evaluate("app.preset") == "own"
    page.clean()


def test_the_same_policy_is_the_same_world(opened):
    page = opened().ready()
    page.page.select_option("#preset", page.page.evaluate("app.meta.context.today"))
    same = """
    [...Array(app.today.film.months).keys()].every(m => ['present', 'exhaustion', 'efficacy', 'mentor'].every(name => {
      const a = app.today.film.at(name, m), b = app.ours.film.at(name, m);
      return a.every((value, i) => value === b[i]);
    }))"""
    assert page.page.evaluate(same)
    assert page.page.evaluate("differing(app.today, app.ours, 119).size") == 0
    page.page.click("#find")
    assert page.text("#differ") == " ".join(language("en")(f"workshop.find.{key}") for key in ("none", "try"))
    page.clean()


def test_numbers_are_those_of_the_films(opened):
    """Kept of 100, counted again here from the spells."""
    page = opened().ready()
    page.page.evaluate("app.at(59)")
    counted = page.page.evaluate("""
    [app.today, app.ours].map(lives => {
      const spells = lives.film.spells(), start = new Map();
      app.today.film.spells().filter(s => s.start_month <= 0 && s.end_month !== 0 && s.experience_start <= 3)
        .forEach(s => start.set(s.person, 1));
      let kept = 0;
      start.forEach((_, who) => {
        const hers = spells.filter(s => s.person === who && s.start_month <= 60);
        kept += hers.some(s => s.end_month === -1 || s.end_month > 60) ||
          hers.some(s => s.exit === 'moved_out' && !hers.some(t => t.start_month > s.start_month));
      });
      return [100 * kept / start.size, lives.reading(app.cohort.new, 59).kept];
    })""")
    for mine, shown in counted:
        assert shown == pytest.approx(mine)
    rows = page.page.evaluate("[...document.querySelectorAll('#numbers tbody tr:first-child td strong')].map(n => n.textContent)")
    assert rows == [f"{counted[0][0]:.0f}", f"{counted[1][0]:.0f}"]
    for month in (23, 59, 95, 119):  # the difference is that of the two numbers beside it
        page.page.evaluate(f"app.at({month})")
        lines = "[...document.querySelectorAll('#numbers tbody tr')].slice(0, 3)"
        found = page.page.evaluate(f"{lines}.map(line => [...line.children].slice(1, 4).map(cell => cell.textContent))")
        for one, other, gap in found:
            assert int(gap.replace("−", "-")) == int(other) - int(one), (month, one, other, gap)


def test_with_the_keyboard_alone(opened):
    page = opened(still=True).ready()
    reached = []
    page.page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        page.page.keyboard.press("Tab")
        reached.append(page.page.evaluate("(now => now.id || now.dataset.room || now.className)(document.activeElement)"))
    wished = ("skip", "language", "larger", "floor", "play", "slow", "projector", "month", "canvas-today", "find", "preset")
    order = [reached.index(name) for name in wished]
    assert order == sorted(order)
    page.page.focus("#play")
    page.page.keyboard.press("Space")
    assert page.page.evaluate("app.playing")
    page.page.keyboard.press("Enter")
    assert not page.page.evaluate("app.playing")
    page.page.focus("#canvas-ours")
    page.page.keyboard.press("ArrowRight")
    first = page.page.evaluate("app.person")
    page.page.keyboard.press("ArrowRight")
    assert first >= 0 and page.page.evaluate("app.person") not in (-1, first)
    assert page.page.is_visible("#story h2")
    page.page.focus("#month")
    page.page.keyboard.press("End")
    assert page.page.evaluate("app.month") == 119
    page.clean()


def test_a_picture_made_of_the_one_before_it_is_the_picture_drawn_afresh(opened):
    page = opened().ready()
    page.page.evaluate("app.set(app.policy('strong'))")
    wrong = page.page.evaluate("""app.pictures.map(picture => {
      picture.selected = app.cohort.new[0];
      const {width, height} = picture, sheet = Object.assign(document.createElement('canvas'), {width, height});
      const copy = sheet.getContext('2d', {willReadFrequently: true});
      const dots = () => { copy.drawImage(picture.canvas, 0, 0); return copy.getImageData(0, 0, width, height).data; };
      let worst = 0, redrawn = 0;
      for (let k = 0; k <= 6 * 60; k++) {
        picture.draw(k / 6, false);
        if (k % 17) continue;
        const made = dots();
        picture.shown = null;
        picture.draw(k / 6, false);
        const afresh = dots();
        for (let i = 0; i < made.length; i++) worst = Math.max(worst, Math.abs(afresh[i] - made[i]));
        redrawn += 1;
      }
      return [worst, redrawn];
    })""")
    assert all(worst <= 8 and redrawn > 20 for worst, redrawn in wrong), wrong  # of 255: an edge drawn twice is a shade darker
    page.clean()


def test_a_click_follows_a_teacher(opened):
    page = opened().ready()
    page.page.evaluate("app.at(30)")
    where = page.page.evaluate("""
    (() => { const p = app.pictures[1], i = p.lives.film.at('present', 30).indexOf(1), box = p.canvas.getBoundingClientRect();
      return [i, p.x[i] * box.width / p.width, p.y[i] * box.height / p.height]; })()""")
    page.page.click("#canvas-ours", position={"x": where[1], "y": where[2]})
    assert page.page.evaluate("app.person") == page.page.evaluate(f"app.ours.film.person({where[0]}, 30)")
    page.page.click("#story details summary")
    page.until("document.querySelectorAll('#story tbody tr').length > 30", 5)
    page.clean()


def test_the_fate_that_differs_is_outlined_and_explained(opened):
    page = opened().ready()
    page.page.evaluate("app.set(Object.assign(app.engine.levers(), LESSONS.paper.runs[1], {load_cut_hours: 6, pay_supplement: 0.3}))")
    page.page.click("#find")
    who = page.page.evaluate("app.person")
    fates = page.page.evaluate(f"[app.today.status({who}, 120), app.ours.status({who}, 120)]")
    assert "here" in fates and fates[0] != fates[1]
    assert page.page.evaluate("app.today.cohort(false).includes(app.person)")
    world = "ours" if fates[1] == "here" else "today"
    other = "today" if world == "ours" else "ours"
    assert page.page.evaluate(f"differing(app.{world}, app.{other}, 119).has({who})"), "she is outlined where she stayed"
    assert page.text("#story .why")
    assert page.page.evaluate("document.querySelectorAll('#story .both ul li').length") >= 2
    page.clean()


def test_why_she_left_names_the_month_in_which_the_worlds_part(opened):
    page = opened().ready()
    page.page.evaluate("app.set(Object.assign(app.engine.levers(), {pay_supplement: 0.4, load_cut_hours: 8}))")
    # few resign in these schools: other lucks are drawn until the policy has kept one of them
    parted = page.page.evaluate("""
    (() => { const end = app.today.film.months;
      for (app.replicate = 0; app.replicate < 30; app.replicate++) {
        app.worlds();
        for (const who of app.cohort.all) {
          if (app.today.status(who, end) !== 'voluntary' || app.ours.status(who, end) !== 'here') continue;
          const spell = app.today.of(who).slice(-1)[0], m = spell.end_month - 1, there = app.ours.spell(who, m);
          if (there) return {
            a: app.today.film.at('leave_probability', m)[spell.post], b: app.ours.film.at('leave_probability', m)[there.post],
            said: app.story.reason(app.today, app.ours, who).join(' ')};
        }
      }
      return null; })()""")
    assert parted, "extra pay of 40 of 100 keeps somebody who resigned"
    assert parted["a"] > parted["b"], "the same lot: only a lower chance can have kept her"
    high, low = re.search(r"was ([\d.]+) of 100 as today and ([\d.]+) under our policy", parted["said"]).groups()
    assert float(high) > float(low), "as many decimals as tell the two apart"
    rounding = 0.51 * 10.0 ** -len(high.partition(".")[2])
    assert [float(high), float(low)] == pytest.approx([100 * parted["a"], 100 * parted["b"]], abs=rounding)


def test_motion_waits_where_less_is_asked_for(opened):
    still, moving = opened(still=True), opened(still=False)
    still.until("!document.getElementById('live').hidden")
    moving.until("!document.getElementById('live').hidden")
    assert not still.page.evaluate("app.playing")
    assert moving.page.evaluate("app.playing")
    moving.until("app.month > 2", 30)
    assert "are teaching" in moving.text("#summary") or "Who will stay?" in moving.text("#summary")
    moving.clean()


def test_an_old_browser_gets_a_sentence_and_pictures(opened):
    page = opened(before="delete window.WebAssembly;")
    page.until("document.getElementById('old').hidden === false && document.getElementById('live').hidden")
    assert page.page.is_visible("#old-browser p[lang=ur]") and not page.page.is_visible("#old-module")
    for name in LANGUAGES:
        assert language(name)("workshop.old.browser") in page.text("#old")
    drawn = page.page.evaluate("[...document.querySelectorAll('#old svg path')].map(p => p.getAttribute('d')).join('')")
    assert drawn.count("h0") == 200
    assert page.page.is_visible("#old svg")


def test_the_pictures_of_an_old_browser_say_what_the_live_page_says(opened):
    """The same policy, by its name, over the same hundred districts."""
    old, live = opened(before="delete window.WebAssembly;"), opened().ready()
    live.until("app.heard && app.heard.done === 100", 90)
    kept = live.page.evaluate("[app.heard.outcomes.kept_new.one, app.heard.outcomes.kept_new.other]")
    names = live.page.evaluate("[app.policyName(app.meta.context.today), app.policyName(app.preset)]")
    said = old.page.evaluate("[...document.querySelectorAll('#old figcaption span[lang=en]')].map(one => one.textContent)")
    for share, name, text in zip(kept, names, said, strict=True):
        assert f"({name})" in text and f": {100 * share:.1f} (mean of 100 districts)" in text


@pytest.mark.parametrize("part", ("told", "simd|plain", "scripts"))
@pytest.mark.parametrize("harm", ("A" * 400, ""))
def test_a_damaged_file_says_so(opened, built, tmp_path, part, harm):
    text = built.read_text(encoding="utf-8")
    broken = re.sub(rf'(id="(?:{part})">)[A-Za-z0-9+/]{{400}}', lambda found: found[1] + harm, text)
    assert broken != text
    path = tmp_path / "damaged.html"
    path.write_text(broken, encoding="utf-8")
    page = opened(path=path)
    page.until("!document.getElementById('old-module').hidden", 20)
    assert page.page.is_visible("#old-module p[lang=kk]") and not page.page.is_visible("#old-browser")
    assert page.page.evaluate("document.getElementById('live').hidden")


@pytest.mark.parametrize("name", ("en", "ur"))
def test_accessibility_checker_finds_nothing(opened, axe, name):
    page = opened(name, before=axe).ready()
    page.page.evaluate("app.find()")
    for room in ("floor", "time", "sheet"):
        page.page.evaluate(f"app.enter('{room}')")
        found = page.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found["violations"]] == [], room
