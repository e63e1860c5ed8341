// The page: two worlds of the same teachers, a policy to move, a month to look at; everything else hangs on these.
'use strict';

const TEACHERS = 300, YEARS = 10, SEED = 1;
const MONTHS_A_SECOND = 5, STILL_MONTHS_A_SECOND = 1.5, SLOW_MONTHS_A_SECOND = 1;
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
    this.person = -1;
    this.playing = false;
    this.slow = false;
    const motion = window.matchMedia ? window.matchMedia('(prefers-reduced-motion: reduce)') : {matches: false};
    this.still = motion.matches;
    if (motion.addEventListener) motion.addEventListener('change', () => { this.still = motion.matches; });
    this.story = new Story(this.words);
    this.sheet = new Sheet(this, evidence);
    this.lessons = {};
    this.counted = new Numbers(this);
    this.headline = new Headline(this);
    this.projector = new Projector(this);
    this.chance = new Chance(this);
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
    window.addEventListener('resize', () => this.fit());
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

  // another set of parameters: -1 is the middle
  world(set) {
    this.set_number = set;
    this.worlds();
    this.chance.plausible();
    if (LESSONS[this.room]) this.lessons[this.room].afresh();
  }

  // our policy from the branch to the end; the month slider and Play only draw
  run() {
    const begun = performance.now();
    this.ours = new Lives(this.engines[1].run(this.levers));
    this.pictures[0].show(this.today, this.ours);
    this.pictures[1].show(this.ours, this.today);
    this.draw();
    this.took = performance.now() - begun;
    this.read();
    if (this.person >= 0) this.tell();
    this.controls.show(this.levers, this.today_levers);
    this.chance.ask();
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

  // the space for the headline and the pictures, then both
  fit() {
    if (!this.pictures || id('floor').hidden) return;
    this.headline.reserve();
    const room = this.projector.room();
    this.pictures.forEach(picture => picture.resize(room));
    this.draw();
  }

  // While the years pass, headline and table speak when a school year ends: both of the same month.
  play(from) {
    if (from !== undefined) this.time = from;
    if (this.time >= this.today.film.months - 1) this.time = 0;
    this.playing = true;
    this.frames = [];
    this.read();
    let before = null, shown = this.month;
    const loop = this.loop = {}, last = this.today.film.months - 1;   // a second call ends the first one's loop
    const step = now => {
      if (!this.playing || this.loop !== loop) return;
      if (before !== null) {
        this.frames.push(now - before);
        const speed = this.slow ? SLOW_MONTHS_A_SECOND : this.still ? STILL_MONTHS_A_SECOND : MONTHS_A_SECOND;
        this.time = Math.min(last, this.time + Math.min(1, speed * Math.min(250, now - before) / 1000));   // no month is leapt over
      }
      before = now;
      this.draw();
      if (this.month !== shown) {
        shown = this.month;
        if (shown % 12 === 11) this.read();
        this.story.at(shown);
      }
      if (this.time >= last) { this.pause(); return; }
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

  button() {
    id('play').textContent = this.words.say(this.playing ? 'pause' : 'play');
    id('slow').setAttribute('aria-pressed', String(this.slow));
    this.projector.button();
  }

  at(m) {
    this.time = m;
    this.draw();
    this.read();
    this.story.at(this.month);
  }

  // table and headline of the month looked at
  read() {
    this.numbers();
    this.headline.show();
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
    this.reader();
  }

  // whether the story's head lies outside the window
  outside() {
    const {top} = id('story').getBoundingClientRect();
    return top < 0 || top > window.innerHeight - 80;
  }

  // where it does, a bar leads to it
  reader() {
    const away = this.person >= 0 && (this.projector.on || this.outside());
    id('reader').textContent = '';
    id('reader').hidden = !away;
    if (!away) return;
    const text = this.words.say('story.read', {number: this.words.number(this.story.number(this.today, this.ours, this.person))});
    id('reader').append(element('button', {type: 'button', class: 'main', text, onclick: () => this.toStory()}));
  }

  toStory() {
    if (this.projector.on) this.projector.turn(false);
    id('reader').hidden = true;
    id('story').scrollIntoView({block: 'start', behavior: this.still ? 'auto' : 'smooth'});
    id('story').focus({preventScroll: true});
  }

  tell() {
    this.story.tracks = null;
    this.story.show(id('story'), this.today, this.ours, this.person, this.month);
  }

  // who is outlined now, then who is in post in one world only when the film ends; those who stay under our policy and are new come first
  find() {
    const end = this.today.film.months, fresh = new Set(this.cohort.new), now = this.pictures.map(picture => picture.outline(this.month));
    const here = (lives, who) => lives.status(who, end) === 'here';
    const rank = who => (now[1].has(who) ? 0 : now[0].has(who) ? 2 : here(this.ours, who) ? 4 : 6) + (fresh.has(who) ? 0 : 1);
    const later = this.cohort.all.filter(who => here(this.today, who) !== here(this.ours, who));
    const all = Array.from(new Set([...now[0], ...now[1], ...later])).sort((a, b) => rank(a) - rank(b) || a - b);
    if (!all.length) { id('differ').textContent = this.words.say('find.none') + ' ' + this.words.say('find.try'); return; }
    this.choose(all[(all.indexOf(this.person) + 1) % all.length]);
    id('story').scrollIntoView({block: 'nearest', behavior: this.still ? 'auto' : 'smooth'});
    id('reader').hidden = true;
  }

  numbers(afresh) { this.counted.show(afresh); }

  // how many are in post in one world and not in the other
  outlined() { return this.pictures[0].outline(this.month).size + this.pictures[1].outline(this.month).size; }

  wire() {
    const languages = id('language');
    Object.keys(this.words.tables).forEach(code => languages.append(element('option', {value: code, lang: code, text: NAMES_OF_LANGUAGES[code] || code})));
    languages.addEventListener('change', () => { this.words.language = languages.value; this.speak(); });
    id('larger').addEventListener('click', () => {
      const on = document.documentElement.classList.toggle('larger');
      id('larger').setAttribute('aria-pressed', String(on));
      this.fit();
    });
    this.projector.wire();
    id('slow').addEventListener('click', () => { this.slow = !this.slow; this.button(); });
    window.addEventListener('beforeprint', () => this.ordered());
    window.addEventListener('afterprint', () => {
      document.body.classList.remove('ordered', 'printing');
      id('handout').hidden = true;
    });
    window.addEventListener('scroll', () => { if (!id('reader').hidden && !this.outside()) id('reader').hidden = true; }, {passive: true});
    id('play').addEventListener('click', () => { if (this.playing) this.pause(); else this.play(); });
    id('month').addEventListener('input', () => { const m = Number(id('month').value); if (this.playing) this.pause(); this.at(m); });
    id('find').addEventListener('click', () => this.find());
    id('preset').addEventListener('change', () => {
      const name = id('preset').value;
      if (name !== OWN) this.set(this.policy(name), name);
    });
    id('luck-of').addEventListener('change', () => this.chance.show());
    id('another').addEventListener('click', () => this.chance.another());
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

  // where the browser's own menu prints, a lesson and the sheet give what their button gives
  ordered() {
    if (document.body.classList.contains('printing') || !LESSONS[this.room] && this.room !== 'sheet') return;
    document.body.classList.add('ordered');
    Array.from(id(LESSONS[this.room] ? 'lesson' : 'sheet').querySelectorAll('.buttons button')).pop().click();
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
    if (id('floor').hidden) id('reader').hidden = true;
    this.fit();
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
    this.headline.show();
    this.enter(this.room);
    if (this.person >= 0) { this.tell(); this.reader(); }
    if (this.heard) this.chance.show(); else this.chance.plausible();
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

let app = null;
try {
  const told = JSON.parse(new TextDecoder().decode(Engine.unpacked(id('told').textContent)));
  app = new App(told.meta, told.words, told.evidence);
  app.start();
} catch (fault) {
  old(fault);
}
