// The page: two worlds of the same teachers, a policy to move, a month to look at; everything else hangs on these.
'use strict';

const TEACHERS = 300, YEARS = 10, SEED = 1;
const MONTHS_A_SECOND = 5, STILL_MONTHS_A_SECOND = 1.5;
const READ_EVERY = 3;   // months: faster than that nobody reads a table while the years pass
const ROOMS = ['floor', 'time', 'match', 'paper', 'sheet'];
const OWN = 'own', STRONG = 'strong';
const id = name => document.getElementById(name);

class App {
  constructor(meta, words, evidence) {
    this.meta = meta;
    this.reviewed = words.reviewed;
    this.words = new Words(words, this.firstLanguage(words));
    this.room = 'floor';
    this.time = 0;
    this.replicate = 0;
    this.set_number = -1;
    this.seen_sets = {};
    this.person = -1;
    this.playing = false;
    const motion = window.matchMedia ? window.matchMedia('(prefers-reduced-motion: reduce)') : {matches: false};
    this.still = motion.matches;
    if (motion.addEventListener) motion.addEventListener('change', () => { this.still = motion.matches; });
    this.story = new Story(this.words);
    this.sheet = new Sheet(this, evidence);
    this.lessons = {};
    this.counted = new Numbers(this);
    Object.keys(LESSONS).forEach(name => { this.lessons[name] = new Lesson(this, name); });
    this.controls = new Controls(meta, this.words, (name, value) => this.lever(name, value));
  }

  firstLanguage(words) {
    const wished = (location.hash.match(/lang=(\w+)/) || [])[1] || (navigator.language || 'en').slice(0, 2);
    return words.tables[wished] ? wished : 'en';
  }

  placeName() { return this.words.say('place.' + this.meta.context.name, {}, this.meta.context.title); }

  policyName(name) { return [OWN, STRONG].includes(name) ? this.words.say('preset.' + name) : this.words.say('scenario.' + name, {}, this.meta.scenarios[name] ? this.meta.scenarios[name].title : name); }

  // the levers of a preset
  policy(name) { return name === STRONG ? Object.assign(this.engine.levers(), this.meta.strong) : this.engine.levers(name); }

  async start() {
    this.wire();
    this.speak();
    try {
      this.engine = await Engine.load({meta: this.meta, simd: id('simd').textContent, plain: id('plain').textContent});
    } catch (fault) {
      old(fault);
      return;
    }
    id('old').hidden = true;
    id('live').hidden = false;
    this.checked = this.engine.check();
    this.today_levers = this.engine.levers(this.meta.context.today);
    this.preset = this.meta.opens || STRONG;
    this.levers = this.policy(this.preset);
    this.pictures = [new Picture(id('canvas-today'), (p, post) => this.pick(p, post)), new Picture(id('canvas-ours'), (p, post) => this.pick(p, post))];
    this.luck = new Luck(this.engine, new Aside(this.engine, id('engine').textContent), {teachers: TEACHERS, seed: SEED});
    this.luck.today = this.today_levers;
    this.worlds();
    this.speak();
    window.addEventListener('resize', () => { this.pictures.forEach(p => p.resize()); this.draw(); });
    if (!this.still) this.play(0);
  }

  // the same teachers with the same luck, twice
  worlds() {
    (this.engines || []).forEach(world => world.close());
    const parameters = this.set_number < 0 ? this.engine.parameters() : this.engine.parameters(this.set_number);
    const asked = {teachers: TEACHERS, seed: SEED, replicate: this.replicate, years: YEARS, parameters, film: true};
    this.engines = [this.engine.world(asked), this.engine.world(asked)];
    this.today = new Lives(this.engines[0].run(this.today_levers));
    this.cohort = {new: this.today.cohort(true), all: this.today.cohort(false)};
    this.person = -1;
    id('story').hidden = true;
    id('month').max = this.today.film.months - 1;
    this.run();
  }

  // our policy from the branch to the end; the month slider and Play only draw
  run() {
    const begun = performance.now();
    this.ours = new Lives(this.engines[1].run(this.levers));
    this.pictures[0].show(this.today, this.ours);
    this.pictures[1].show(this.ours, this.today);
    this.draw();
    this.took = performance.now() - begun;
    this.numbers();
    this.summary();
    if (this.person >= 0) this.tell();
    this.controls.show(this.levers, this.today_levers);
    this.askLuck();
  }

  // titled: says what runs, where it is no preset
  set(levers, preset, titled) {
    this.levers = levers;
    this.preset = preset || OWN;
    this.titled = titled || null;
    this.choosePreset();
    this.run();
  }

  lever(name, value) {
    this.levers = Object.assign({}, this.levers, {[name]: value});
    if (name.endsWith('_h_month')) this.levers.meetings_per_month = Math.min(20, Math.max(1, this.levers.individual_h_month + this.levers.group_h_month));
    this.preset = OWN;
    this.titled = null;
    this.choosePreset();
    if (this.waiting) return;
    this.waiting = true;   // many moves of a slider in one frame are one run
    requestAnimationFrame(() => { this.waiting = false; this.run(); });
  }

  get month() { return Math.min(this.today.film.months - 1, Math.floor(this.time)); }

  draw() {
    this.pictures.forEach(picture => { picture.selected = this.person; picture.draw(this.time, this.still || !this.playing); });
    if (Number(id('month').value) !== this.month) id('month').value = this.month;
    const name = this.words.month(this.month);
    if (id('month-name').textContent !== name) {
      id('month-name').textContent = name;
      id('month').setAttribute('aria-valuetext', name);
    }
  }

  play(from) {
    if (from !== undefined) this.time = from;
    if (this.time >= this.today.film.months - 1) this.time = 0;
    this.playing = true;
    this.frames = [];
    let before = null, shown = -1;
    const step = now => {
      if (!this.playing) return;
      if (before !== null) {
        this.frames.push(now - before);
        this.time = Math.min(this.today.film.months - 1, this.time + (this.still ? STILL_MONTHS_A_SECOND : MONTHS_A_SECOND) * Math.min(250, now - before) / 1000);
      }
      before = now;
      this.draw();
      if (this.month !== shown) {
        if (shown < 0 || this.month % 12 === 0) this.summary();
        shown = this.month;
        if (shown % READ_EVERY === 0) this.numbers();
        this.story.at(this.month);
      }
      if (this.time >= this.today.film.months - 1) { this.pause(); return; }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
    this.button();
  }

  pause() {
    this.playing = false;
    this.button();
    this.at(this.month);
  }

  button() { id('play').textContent = this.words.say(this.playing ? 'pause' : 'play'); }

  at(m) {
    this.time = m;
    this.draw();
    this.numbers();
    this.summary();
    this.story.at(this.month);
  }

  pick(picture, post) {
    const person = picture.lives.film.person(post, this.month);
    if (person < 0) return;
    this.choose(person);
  }

  choose(person) {
    this.person = person;
    this.tell();
    this.draw();
  }

  tell() {
    this.story.tracks = null;
    this.story.show(id('story'), this.today, this.ours, this.person, this.month);
  }

  // somebody whose fate differs at the end of the film; those who stay under our policy and are new come first
  find() {
    const end = this.today.film.months, fresh = new Set(this.cohort.new);
    const rank = who => (this.ours.status(who, end) === 'here' ? 0 : 2) + (fresh.has(who) ? 0 : 1);
    const all = this.cohort.all.filter(who => (this.today.status(who, end) === 'here') !== (this.ours.status(who, end) === 'here'))
      .sort((a, b) => rank(a) - rank(b) || a - b);
    if (!all.length) { id('differ').textContent = this.words.say('find.none') + ' ' + this.words.say('find.try'); return; }
    this.choose(all[(all.indexOf(this.person) + 1) % all.length]);
    id('story').scrollIntoView({block: 'nearest', behavior: this.still ? 'auto' : 'smooth'});
  }

  numbers(afresh) { this.counted.show(afresh); }

  // how many are in post in one world and not in the other
  outlined() { return this.pictures[0].outline(this.month).size + this.pictures[1].outline(this.month).size; }

  // the two worlds in one sentence, for eyes and for screen readers
  summary() {
    const w = this.words, m = this.playing ? 12 * Math.floor(this.month / 12) - 1 : this.month;   // on its way it speaks once a year
    if (m < 0) { this.announce(w.say('summary.start', {count: w.number(this.cohort.all.length)})); return; }
    const a = Math.round(100 * this.today.kept(this.cohort.new, m + 1)), b = Math.round(100 * this.ours.kept(this.cohort.new, m + 1));
    const count = this.outlined(), key = a !== b ? b > a ? 'summary.more' : 'summary.fewer' : count ? 'summary.same' : 'summary.none';
    const said = w.say(key, {when: w.date(m), today: w.number(a), ours: w.number(b), gap: w.number(Math.abs(b - a)), count: w.number(count)});
    const burned = [this.today, this.ours].map(lives => Math.round(lives.burned(m)));
    this.announce(burned[0] === burned[1] ? said : said + ' ' + w.say('summary.burned', {today: w.number(burned[0]), ours: w.number(burned[1])}));
  }

  announce(text) {
    const w = this.words;
    if (id('summary').textContent !== text) id('summary').textContent = text;
    this.pictures.forEach((picture, k) => {
      const lives = k ? this.ours : this.today, reading = lives.reading(this.cohort.new, this.month);
      picture.canvas.setAttribute('aria-label', w.say('canvas', {
        world: w.say(k ? 'ours' : 'today'), when: w.date(this.month), heads: w.number(lives.month.heads[this.month]),
        kept: w.number(reading.kept), burned: w.number(reading.burned), mentees: w.number(reading.mentees),
      }));
      picture.canvas.setAttribute('aria-describedby', 'canvas-help');
    });
  }

  askLuck() {
    const levers = this.levers, set = this.set_number;
    this.luck.hush();
    this.heard = null;
    this.counted.beside();
    id('luck-progress').value = 0;
    id('luck-answer').textContent = this.words.say('luck.wait');
    id('luck-picture').textContent = '';
    clearTimeout(this.pause_before_luck);
    this.pause_before_luck = setTimeout(() => this.luck.ask(levers, set, result => {
      if (result.done === REPLICATES && this.preset !== null) this.seen_sets[this.luck.key(levers, set)] = {set, policy: JSON.stringify(levers), result};
      if (levers === this.levers && set === this.set_number) { this.heard = result; this.showLuck(); this.counted.beside(); }
    }, true), 300);
  }

  showLuck() {
    const w = this.words, result = this.heard;
    if (!result) return;
    id('luck-progress').value = result.done;
    const name = id('luck-of').value, how = LUCK_OUTCOMES[name], x = result.outcomes[name];
    const k = how[0], money = name === 'cost_total', currency = this.meta.context.currency, picture = id('luck-picture');
    picture.textContent = '';
    if (!x || !isFinite(x.difference)) {
      const level = value => money ? w.money(value, currency) : w.number(k * value, how[1]);
      id('luck-answer').textContent = w.say('luck.only', {one: level(x ? x.one : NaN), other: level(x ? x.other : NaN)});
      this.showPlausible();
      return;
    }
    const write = value => money ? w.moneySigned(value, currency) : w.signed(k * value, how[1]);
    const sure = x.mean_low > 0 || x.mean_high < 0 ? 'luck.sure' : 'luck.unsure';
    const values = {
      done: w.number(result.done), years: w.number(LUCK_YEARS), mean: write(x.difference), near_low: write(x.mean_low), near_high: write(x.mean_high),
      low: write(x.low), high: write(x.high),
    };
    const one = values.low === values.high ? 'luck.single.none' : 'luck.single';
    id('luck-answer').textContent = result.done < REPLICATES ? w.say('luck.so.far', values)
      : [w.say('luck.answer', values), w.say(sure), w.say(one, values)].join(' ');
    picture.append(intervals([{
      label: w.say('outcome.' + name), mean: k * x.difference, low: k * x.low, high: k * x.high, near_low: k * x.mean_low, near_high: k * x.mean_high,
    }], w, Math.max(0, how[1]), ''));
    this.showPlausible();
  }

  // the mean difference in every parameter set looked at so far, for the policy as it stands
  showPlausible() {
    const w = this.words, name = id('luck-of').value, how = LUCK_OUTCOMES[name], policy = JSON.stringify(this.levers);
    const seen = Object.keys(this.seen_sets).map(key => this.seen_sets[key]).filter(one => one.policy === policy && one.result.outcomes[name] && isFinite(one.result.outcomes[name].difference)).sort((a, b) => a.set - b.set);
    const box = id('plausible-picture');
    box.textContent = '';
    id('plausible-now').textContent = this.set_number < 0 ? w.say('plausible.now.middle')
      : w.say('plausible.now', {number: w.number(this.set_number + 1), count: w.number(this.meta.sets.count)});
    if (seen.length > 1) {
      box.append(intervals(seen.map(one => {
        const x = one.result.outcomes[name];
        return {
          label: one.set < 0 ? w.say('plausible.label.middle') : w.say('plausible.label', {number: w.number(one.set + 1)}), mean: how[0] * x.difference,
          low: how[0] * x.low, high: how[0] * x.high, near_low: how[0] * x.mean_low, near_high: how[0] * x.mean_high,
        };
      }), w, Math.max(0, how[1]), ''));
    }
  }

  // draw the next set of the ensemble; sets are taken in an order that spreads over it
  another() {
    const count = this.meta.sets.count;
    let step = Math.max(1, Math.round(0.382 * count));
    while (gcd(step, count) > 1) step++;
    this.world(this.set_number < 0 ? step % count : (this.set_number + step) % count);
  }

  // another set of parameters: -1 is the middle
  world(set) {
    this.set_number = set;
    this.worlds();
    this.showPlausible();
    if (LESSONS[this.room]) this.lessons[this.room].afresh();
  }

  wire() {
    const languages = id('language');
    Object.keys(this.words.tables).forEach(code => languages.append(element('option', {value: code, lang: code, text: NAMES_OF_LANGUAGES[code] || code})));
    languages.addEventListener('change', () => { this.words.language = languages.value; this.speak(); });
    id('larger').addEventListener('click', () => {
      const on = document.documentElement.classList.toggle('larger');
      id('larger').setAttribute('aria-pressed', String(on));
      if (this.pictures) { this.pictures.forEach(p => p.resize()); this.draw(); }
    });
    id('play').addEventListener('click', () => { if (this.playing) this.pause(); else this.play(); });
    id('month').addEventListener('input', () => { const m = Number(id('month').value); if (this.playing) this.pause(); this.at(m); });
    id('find').addEventListener('click', () => this.find());
    id('preset').addEventListener('change', () => {
      const name = id('preset').value;
      if (name !== OWN) this.set(this.policy(name), name);
    });
    id('luck-of').addEventListener('change', () => this.showLuck());
    id('another').addEventListener('click', () => this.another());
    id('middle').addEventListener('click', () => this.world(-1));
    window.addEventListener('hashchange', () => keep(this.lessons));
    id('reluck').addEventListener('click', () => { this.replicate += 1; this.worlds(); });
    ['canvas-today', 'canvas-ours'].forEach((name, k) => id(name).addEventListener('keydown', event => this.key(event, k)));
  }

  // arrow keys go from teacher to teacher in the order of the posts
  key(event, k) {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const lives = this.pictures[k].lives, posts = lives.film.posts, spell = this.person < 0 ? null : lives.spell(this.person, this.month);
    let post = spell ? spell.post : step > 0 ? -1 : 0;
    for (let n = 0; n < posts; n++) {
      post = (post + step + posts) % posts;
      const person = lives.film.person(post, this.month);
      if (person >= 0) { this.choose(person); return; }
    }
  }

  choosePreset() {
    const name = this.titled ? this.titled() : this.policyName(this.preset);
    id('preset').value = this.preset;
    id('preset').querySelector('[value=' + OWN + ']').textContent = this.titled ? name : this.policyName(OWN);
    id('ours-title').textContent = name;
  }

  // whether the language's texts still wait for their reviewer
  drafted() { return this.words.language !== 'en' && !this.reviewed[this.words.language]; }

  enter(room) {
    const lesson = this.lessons[room], runs = id('lesson-runs');
    if (lesson && room !== this.room) lesson.begun = false;
    this.room = room;
    if (runs) runs.remove();
    id('floor').hidden = room === 'sheet' || Boolean(lesson && !lesson.begun);
    if (id('floor').hidden && this.playing) this.pause();
    id('lesson').hidden = true;
    id('sheet').hidden = true;
    if (lesson) lesson.show(id('lesson'));
    if (room === 'sheet') this.sheet.show(id('sheet'));
    Array.from(id('rooms').children).forEach(button => {
      if (button.dataset.room === room) button.setAttribute('aria-current', 'page'); else button.removeAttribute('aria-current');
    });
    if (!id('floor').hidden && this.pictures) { this.pictures.forEach(p => p.resize()); this.draw(); }
  }

  // every word of the page in the language chosen
  speak() {
    const w = this.words, rtl = RIGHT_TO_LEFT.includes(w.language), root = document.documentElement;
    root.lang = w.language;
    root.dir = rtl ? 'rtl' : 'ltr';
    document.title = w.say('title') + ' · ' + this.placeName();
    id('language').value = w.language;
    document.querySelectorAll('[data-say]').forEach(node => { node.textContent = w.say(node.dataset.say); });
    document.querySelectorAll('[data-label]').forEach(node => { node.setAttribute('aria-label', w.say(node.dataset.label)); });
    id('place').textContent = this.placeName() + (this.meta.context.illustrative ? ' · ' + w.say('illustrative') : '');
    id('draft').hidden = !this.drafted();
    id('draft').textContent = w.say('draft');
    this.versions();
    if (!this.engine) return;
    const rooms = id('rooms');
    rooms.textContent = '';
    ROOMS.forEach(room => rooms.append(element('button', {
      type: 'button', 'data-room': room, text: w.say(LESSONS[room] ? 'lesson.' + room + '.tab' : 'room.' + room), onclick: () => this.enter(room),
    })));
    id('today-title').textContent = this.policyName(this.meta.context.today);
    const preset = id('preset');
    preset.textContent = '';
    [STRONG, ...Object.keys(this.meta.scenarios), OWN].forEach(name => preset.append(element('option', {value: name, text: this.policyName(name)})));
    this.choosePreset();
    this.controls.build(id('levers'), FIRST_LEVERS, this.levers, this.today_levers);
    this.controls.build(id('more-levers'), MORE_LEVERS, this.levers, this.today_levers);
    const of = id('luck-of'), chosen = of.value;
    of.textContent = '';
    Object.keys(LUCK_OUTCOMES).forEach(name => of.append(element('option', {value: name, text: w.say('outcome.' + name)})));
    if (chosen) of.value = chosen;
    legend(id('legend').querySelector('ul'), w);
    this.button();
    this.numbers(true);
    this.summary();
    this.draw();
    this.enter(this.room);
    if (this.person >= 0) this.tell();
    if (this.heard) this.showLuck(); else this.showPlausible();
    const check = id('check');
    check.className = this.checked.equal ? '' : 'bad';
    check.textContent = this.checked.equal ? w.say('check.good', {count: w.number(this.checked.columns)})
      : w.say('check.bad', {list: (this.checked.different || []).join(', ')});
  }

  versions() {
    const meta = this.meta, build = this.engine ? ' · ' + this.engine.build : '';
    id('versions').textContent = 'teacher-retention ' + meta.version + ' · rules ' + meta.model + ' · parameters ' + meta.ensemble + ' · numba ' + meta.numba
      + ' · llvmlite ' + meta.llvmlite + build;
  }
}

function gcd(a, b) { return b ? gcd(b, a % b) : a; }

let app = null;
try {
  const told = JSON.parse(new TextDecoder().decode(Engine.unpacked(id('told').textContent)));
  app = new App(told.meta, told.words, told.evidence);
  app.start();
} catch (fault) {
  old(fault);
}
