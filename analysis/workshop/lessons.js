// Three lessons of 45 minutes: a question and the room's guess, two runs, the talk, and a handout of one page.
'use strict';

const MENTORED = {
  coverage: 0.8, reach_years: 3, duration_months: 24, individual_h_month: 4, meetings_per_month: 4, mentor_training_h: 16,
  imposed_share: 0.3, match_rule: 'experienced_peer',
};
// what is asked and read of a run: hours met a month, pairs that do not fit of 100, mentors on paper of 100: [outcome, multiplied by, decimals]
const READS = {met: ['delivered_hours', 1, 1], misfit: ['misfit_share', 100, 0], paper: ['on_paper_share', 100, 0]};
// runs A, B and, where it is asked for, C: no programme
const LESSONS = {
  time: {
    reads: 'met', high: 4, step: 0.1, talk: 4,
    runs: [MENTORED, Object.assign({}, MENTORED, {release_h_week: 2, mentee_load_reduction: 0.1})],
  },
  match: {
    reads: 'misfit', high: 100, step: 1, talk: 4,
    runs: [
      Object.assign({}, MENTORED, {release_h_week: 1, match_rule: 'seniority', imposed_share: 0.8}),
      Object.assign({}, MENTORED, {release_h_week: 1, match_rule: 'style+subject+communication', imposed_share: 0, rematch_window_months: 6}),
    ],
  },
  paper: {
    reads: 'paper', high: 100, step: 1, talk: 4,
    runs: [
      Object.assign({}, MENTORED, {imposed_share: 1, mentor_training_h: 0}),
      Object.assign({}, MENTORED, {
        imposed_share: 0, mentor_training_h: 32, recognition: 'certificate', mentor_pay_share: 0.05, monitoring_visits: 3, release_h_week: 1,
      }),
      {},
    ],
  },
};
const LETTERS = 'ABC', GUESSED = 2;
const fine = x => Math.abs(100 * x.difference) < 0.5 ? 2 : 1;   // decimals that tell a small difference and its bounds from nothing
// rows that compare two runs over the same districts: the first less the second
const COMPARED = [['B', 'A'], ['A', 'C']];
// assumptions named on the facilitator's sheet; what was measured comes with the page, from the evidence table
const ASSUMED = ['split', 'hours', 'pairs', 'novice', 'money', 'transfer', 'prices', 'scale'];

class Lesson {
  constructor(app, name) {
    this.app = app;
    this.name = name;
    this.plan = LESSONS[name];
    const typed = ((history.state || {}).typed || {})[name] || {};
    this.guess = typed.guess || ['', ''];
    this.reason = typed.reason || '';
    this.begun = false;   // whether the picture stands below: not before the first run, so that it gives no answer away
    this.done = this.plan.runs.map(() => false);
    this.found = {};
  }

  say(key, values) { return this.app.words.say('lesson.' + this.name + '.' + key, values); }

  run_name(k) { return this.plan.runs[k] === this.plan.runs[2] ? this.app.words.say('lesson.none') : this.say('run' + k); }

  titled(k) { return this.app.words.say('lesson.start', {letter: LETTERS[k]}) + ' ' + this.run_name(k); }

  levers(letter) { return letter === 'today' ? this.app.today_levers : Object.assign(this.app.engine.levers(), this.plan.runs[LETTERS.indexOf(letter)]); }

  // a guess that the question allows, or null
  guessed(k) {
    const value = this.guess[k] === '' ? NaN : Number(this.guess[k]);
    return value >= 0 && value <= this.plan.high ? value : null;
  }

  show(box) {
    const w = this.app.words;
    box.textContent = '';
    box.hidden = false;
    box.append(element('h2', {text: this.say('title')}), element('p', {text: this.say('aim')}));
    const ask = element('div', {class: 'step'}, element('h3', {text: w.say('lesson.ask')}), element('p', {class: 'question', text: this.say('question')}));
    [0, 1].forEach(k => ask.append(this.box(k)));
    const reason = element('textarea', {id: 'reason', maxlength: 300});
    reason.value = this.reason;
    reason.addEventListener('input', () => { this.reason = reason.value; keep(this.app.lessons); });
    ask.append(element('label', {for: 'reason', text: w.say('lesson.reason')}), reason);
    const run = element('div', {class: 'step'}, element('h3', {text: w.say('lesson.run')}), element('p', {text: this.say('watch')}));
    run.append(element('div', {class: 'buttons'}, ...this.plan.runs.map((_, k) => this.starter(k))), element('p', {class: 'quiet', text: w.say('lesson.own')}));
    const talk = element('div', {class: 'step'}, element('h3', {text: w.say('lesson.talk')}), this.questions());
    this.table = element('div', {id: 'results', tabindex: '-1', role: 'region', 'aria-label': w.say('lesson.seen')});
    box.append(element('div', {class: 'steps'}, ask, run, talk), element('h3', {text: w.say('lesson.seen')}), this.table,
      element('div', {class: 'buttons'}, element('button', {type: 'button', text: w.say('lesson.print'), onclick: () => this.print()})));
    this.fill();
    this.beside();
  }

  // where the room writes its guess, with a sentence where the guess cannot be
  box(k) {
    const w = this.app.words, id = 'guess-' + k, wrong = element('small', {id: id + '-wrong', class: 'wrong', role: 'alert'});
    const input = element('input', {type: 'number', id, min: 0, max: this.plan.high, step: this.plan.step, inputmode: 'decimal', 'aria-describedby': wrong.id});
    const look = () => {
      const bad = this.guess[k] !== '' && this.guessed(k) === null || input.validity.badInput;
      wrong.textContent = bad ? w.say('lesson.guess.wrong', {high: w.number(this.plan.high)}) : '';
      input.setAttribute('aria-invalid', String(bad));
    };
    input.value = this.guess[k];
    input.addEventListener('input', () => { this.guess[k] = input.value; look(); keep(this.app.lessons); this.fill(); });
    look();
    return element('p', {}, element('label', {for: id, text: LETTERS[k] + '. ' + this.say('run' + k)}), element('br'), input, ' ',
      w.say('reads.unit.' + this.plan.reads), ' ', wrong);
  }

  starter(k) { return element('button', {type: 'button', 'data-run': LETTERS[k], text: this.titled(k), onclick: () => this.run(k)}); }

  // beside Play: the next runs, and the way back to the results
  beside() {
    const w = this.app.words, old = document.getElementById('lesson-runs');
    if (old) old.remove();
    document.getElementById('play').after(element('span', {id: 'lesson-runs', class: 'buttons'}, ...this.plan.runs.map((_, k) => {
      const button = this.starter(k);
      button.textContent = w.say('lesson.again', {letter: LETTERS[k]});
      button.title = this.titled(k);
      return button;
    }), element('button', {type: 'button', id: 'to-results', text: w.say('lesson.to.results'), onclick: () => {
      this.table.focus({preventScroll: true});
      this.table.scrollIntoView({block: 'start', behavior: this.app.still ? 'auto' : 'smooth'});
    }})));
  }

  questions() {
    const list = element('ul');
    for (let k = 1; k <= this.plan.talk; k++) list.append(element('li', {text: this.say('talk' + k)}));
    return list;
  }

  run(k) {
    const app = this.app;
    this.begun = true;
    this.done[k] = true;
    document.getElementById('floor').hidden = false;
    app.fit();
    app.set(this.levers(LETTERS[k]), null, () => this.titled(k));
    this.count(this.done);
    app.play(0);
    document.getElementById('play').focus({preventScroll: true});
    document.getElementById('stage').scrollIntoView({block: 'start', behavior: app.still ? 'auto' : 'smooth'});
  }

  // ask for the pairs of the runs that are done, in the plausible world that is shown; each pair fills its rows as it is counted
  count(done) {
    const set = this.app.set_number, has = letter => done[LETTERS.indexOf(letter)];
    const wanted = [...LETTERS].filter(has).map(letter => [letter, 'today']).concat(COMPARED.filter(pair => pair.every(has)));
    if (this.set !== set) this.found = {};
    this.set = set;
    wanted.forEach(([more, less]) => this.app.luck.ask(this.levers(more), set, result => {
      if (this.set !== set) return;
      this.found[more + less] = result;
      this.fill();
    }, false, this.levers(less)));
    this.fill();
  }

  // where the world that is shown has changed, what was run is counted anew
  afresh() { if (this.done.some(Boolean)) this.count(this.done); }

  // a value of one world of a pair, `other` or `one`, or of their difference
  value(pair, outcome, which) {
    const x = this.found[pair] && this.found[pair].outcomes[outcome];
    return x ? x[which] : undefined;
  }

  // the rows that are to be seen: [heading, guess, cells of the columns]
  rows(done) {
    const w = this.app.words, [outcome, times, digits] = READS[this.plan.reads], currency = this.app.meta.context.currency;
    const write = (value, how) => value === undefined ? '…' : how(value), has = letter => done[LETTERS.indexOf(letter)];
    const level = (pair, which) => [
      write(this.value(pair, outcome, which), value => w.number(times * value, digits)), write(this.value(pair, 'kept_new', which), value => w.number(100 * value, 1)),
      write(this.value(pair, 'cost_total', which), value => w.money(value / LUCK_YEARS, currency)),
    ];
    const first = [...LETTERS].find(has), blank = ['–', '–', '–'];
    const rows = [[w.say('today'), '', first ? level(first + 'today', 'one') : blank]];
    this.plan.runs.forEach((_, k) => rows.push([LETTERS[k] + '. ' + this.run_name(k), k < GUESSED ? this.guessed(k) === null ? '–' : w.plain(this.guessed(k)) : '',
      done[k] ? level(LETTERS[k] + 'today', 'other') : blank]));
    COMPARED.filter(pair => this.plan.runs[LETTERS.indexOf(pair[1])]).forEach(([more, less]) => {
      const pair = more + less, kept = this.found[pair] && this.found[pair].outcomes.kept_new;
      rows.push([w.say('lesson.gap', {more, less}), '', has(more) && has(less) ? [
        write(this.value(pair, outcome, 'difference'), value => isFinite(value) ? w.signed(times * value, digits) : '–'),
        write(kept, x => w.signed(100 * x.difference, fine(x)) + ' (' + w.signed(100 * x.mean_low, fine(x)) + ' … ' + w.signed(100 * x.mean_high, fine(x)) + ')'),
        write(this.value(pair, 'cost_total', 'difference'), value => w.moneySigned(value / LUCK_YEARS, currency)),
      ] : blank]);
    });
    return rows;
  }

  // the table: on the page with the room's guess, on the handout with room to write, on the sheet without a guess
  seen(done, {blank = false, guess = true} = {}) {
    const w = this.app.words, heads = [w.say('lesson.guess'), ...[this.plan.reads, 'kept', 'cost'].map(name => w.say('reads.' + name))].slice(guess ? 0 : 1);
    const head = text => element('th', {scope: 'col', text}), cell = (text, k) => element('td', {'data-head': heads[k], text: blank && text === '–' ? '' : text});
    return element('table', {class: 'results'}, element('thead', {}, element('tr', {}, element('td'), ...heads.map(head))),
      element('tbody', {}, ...this.rows(done).map(([name, guessed, cells]) => element('tr', {}, element('th', {scope: 'row', text: name}),
        ...(guess ? [guessed, ...cells] : cells).map(cell)))));
  }

  // a sentence on each pair of runs: is it luck, and what does each further teacher kept cost
  verdicts(done) {
    return COMPARED.filter(pair => pair.every(letter => done[LETTERS.indexOf(letter)]))
      .map(([more, less]) => [more, less, this.found[more + less]]).filter(([, , result]) => result && result.done === REPLICATES)
      .map(([more, less, {outcomes}]) => this.verdict(more, less, outcomes));
  }

  verdict(more, less, {kept_new: kept, kept_new_count: count, cost_total: cost}) {
    const w = this.app.words, money = value => w.money(value, this.app.meta.context.currency), shown = x => w.signed(100 * x, fine(kept));
    const up = kept.mean_low > 0, sure = up || kept.mean_high < 0;
    const price = !sure ? 'lesson.price.unsure' : !up ? 'lesson.price.fewer' : cost.difference <= 0 ? 'lesson.price.saves' : count.mean_low > 0 ? 'lesson.price' : '';
    return [
      w.say('lesson.verdict', {more, less, mean: shown(kept.difference), low: shown(kept.mean_low), high: shown(kept.mean_high)}),
      w.say(sure ? 'luck.sure' : 'luck.unsure'),
      price && w.say(price, {
        price: money(cost.difference / count.difference), low: money(cost.difference / count.mean_high), high: money(cost.difference / count.mean_low),
      }),
    ].filter(Boolean).join(' ');
  }

  // what alone differs between A and B, and what they share but is not so today
  unlike() {
    const [a, b, today] = ['A', 'B', 'today'].map(letter => this.levers(letter)), {controls, words: w} = this.app;
    const list = (wanted, say) => {
      const said = [...FIRST_LEVERS, ...MORE_LEVERS].filter(([name]) => wanted(name)).map(([name, , , , how]) => {
        const write = levers => how ? controls.written(how, levers[name]) : controls.choice(name, levers[name]);
        return say(controls.label(name), write, how ? ' (' + w.say('unit.' + name).replace(/^\(|\)$/g, '') + ')' : '');
      });
      return said.length ? said.reduce((all, next) => w.say('lesson.list', {one: all, other: next})) : '';
    };
    const only = list(name => a[name] !== b[name], (lever, write, unit) => w.say('lesson.only.one', {lever: lever + unit, one: write(a), other: write(b)}));
    const share = list(name => a[name] === b[name] && a[name] !== today[name],
      (lever, write) => w.say('lesson.share.one', {lever, one: write(a), other: write(today)}));
    return [w.say('lesson.only', {list: only}), share && w.say('lesson.share', {list: share})].filter(Boolean);
  }

  // what the numbers are
  about() {
    const w = this.app.words, set = this.set, {meta} = this.app;
    return [
      w.say('lesson.table', {count: w.number(REPLICATES), posts: w.number(TEACHERS), years: w.number(LUCK_YEARS), year: meta.context.price_year}),
      this.plan.reads === 'met' && w.say('lesson.holidays'),
      set >= 0 && w.say('plausible.now', {number: w.number(set + 1), count: w.number(meta.sets.count)}),
    ].filter(Boolean).join(' ');
  }

  fill() {
    if (this.heard) this.heard();
    if (!this.table) return;
    const w = this.app.words;
    const [verdicts, unlike] = [this.verdicts(this.done), this.unlike()].map(texts => texts.map(text => element('p', {text})));
    this.table.textContent = '';
    this.table.append(this.seen(this.done), ...verdicts, ...unlike, element('p', {class: 'quiet', text: this.about() + ' ' + w.say('lesson.price.how')}));
  }

  print() {
    const w = this.app.words, page = document.getElementById('handout');
    const rules = count => Array.from({length: count}, () => element('div', {class: 'rule'}));
    page.textContent = '';
    page.append(element('p', {text: w.say('handout.of') + ' · ' + this.app.placeName()}), element('h1', {text: this.say('title')}),
      element('p', {text: this.say('aim')}), element('p', {class: 'question', text: this.say('question')}),
      element('p', {}, element('strong', {text: w.say('lesson.reason') + ': '}), this.reason), ...(this.reason ? [] : rules(2)),
      element('h2', {text: w.say('lesson.seen')}), this.seen(this.done, {blank: true}), ...[...this.verdicts(this.done), this.unlike()[0], this.about()].map(text => element('p', {class: 'note-line', text})),
      element('h2', {text: w.say('handout.talk')}));
    for (let k = 1; k <= this.plan.talk; k++) page.append(element('p', {text: k + '. ' + this.say('talk' + k)}), ...rules(2));
    page.append(element('h2', {text: w.say('handout.do')}), ...rules(2),
      element('p', {class: 'note-line', text: [w.say('handout.caution'), this.app.meta.context.illustrative ? w.say('illustrative') : '', this.app.drafted() ? w.say('draft') : ''].filter(Boolean).join(' ')}));
    printed('lesson');
  }
}

// what the room has typed outlives a reload: it stays in the history of this tab, and nowhere else
function keep(lessons) {
  const typed = {};
  Object.keys(lessons).forEach(name => { typed[name] = {guess: lessons[name].guess, reason: lessons[name].reason}; });
  history.replaceState({typed}, '');
}

// print the handout alone; what kind it is decides how it is set
function printed(kind) {
  document.getElementById('handout').className = kind;
  document.body.classList.add('printing');
  document.getElementById('handout').hidden = false;
  if (document.body.classList.contains('ordered')) return;   // the browser's own order to print goes on by itself
  window.print();
  document.body.classList.remove('printing');
  document.getElementById('handout').hidden = true;
}

// the facilitator's sheet: how the hour goes, what the lessons show here, what is measured and what assumed
class Sheet {
  constructor(app, evidence) {
    this.app = app;
    this.claims = evidence.claims;
    this.evidence = {};
    evidence.rows.forEach(row => { this.evidence[row.id] = row; });
  }

  show(box) {
    const w = this.app.words;
    box.textContent = '';
    box.hidden = false;
    this.fill(box);
    box.append(element('div', {class: 'buttons'}, element('button', {type: 'button', text: w.say('sheet.print'), onclick: () => {
      const page = document.getElementById('handout');
      page.textContent = '';
      if (this.app.drafted()) page.append(element('p', {class: 'why', text: w.say('draft')}));
      this.fill(page);
      printed('sheet');
    }})));
  }

  // what each lesson shows in this place, counted here: the sheet promises nothing that the model does not give
  expected() {
    const w = this.app.words, box = element('div');
    Object.keys(this.app.lessons).forEach(name => {
      const lesson = this.app.lessons[name], all = lesson.plan.runs.map(() => true);
      const fill = rows => {
        rows.textContent = '';
        rows.append(lesson.seen(all, {guess: false}), ...lesson.verdicts(all).map(text => element('p', {text})),
          element('p', {}, element('strong', {text: w.say('sheet.nil') + ' '}), lesson.say('nil')), element('p', {class: 'quiet', text: lesson.about()}));
      };
      box.append(element('h4', {text: lesson.say('tab')}), element('div', {'data-expected': name}));
      lesson.heard = () => [box, document].forEach(place => place.querySelectorAll('[data-expected=' + name + ']').forEach(fill));
      lesson.count(all);
    });
    return box;
  }

  fill(box) {
    const w = this.app.words, place = this.app.meta.context;
    const list = keys => { const made = element('ul'); keys.forEach(key => made.append(element('li', {text: w.say(key)}))); return made; };
    box.append(element('h2', {text: w.say('sheet.title')}), element('p', {text: w.say('sheet.what')}), element('h3', {text: w.say('sheet.hour')}),
      list(['sheet.hour1', 'sheet.hour2', 'sheet.hour3', 'sheet.hour4']), element('h3', {text: w.say('sheet.picture')}),
      list(['sheet.picture1', 'sheet.picture2', 'sheet.picture3', 'sheet.picture4']), element('h3', {text: w.say('sheet.expect')}),
      element('p', {text: w.say('sheet.expect.what')}), this.expected());
    const table = element('table', {}, element('thead', {}, element('tr', {}, ...['sheet.claim', 'sheet.found', 'sheet.source'].map(key => element('th', {scope: 'col', text: w.say(key)})))));
    const body = element('tbody');
    Object.keys(this.claims).forEach(claim => {
      const found = element('td'), source = element('td');
      this.claims[claim].map(row => this.evidence[row]).filter(Boolean).forEach(row => {
        found.append(element('div', {text: w.say('found.' + row.id)}));
        source.append(element('div', {class: 'en', lang: 'en', dir: 'ltr', text: row.source + (row.source.includes(row.year) ? '' : ' (' + row.year + ')')}));
      });
      body.append(element('tr', {}, element('th', {scope: 'row', text: w.say('claim.' + claim)}), found, source));
    });
    table.append(body);
    box.append(element('h3', {}, w.say('sheet.measured') + ' ', element('span', {class: 'tag', text: w.say('measured')})), element('p', {class: 'quiet', text: w.say('sheet.language')}),
      element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': w.say('sheet.measured')}, table));
    box.append(element('h3', {}, w.say('sheet.assumed') + ' ', element('span', {class: 'tag assumed', text: w.say('assumed')})),
      list(ASSUMED.map(name => 'assume.' + name)), element('h3', {text: w.say('sheet.limits')}), list(['sheet.limit1', 'sheet.limit2', 'sheet.limit3']));
    if (place.illustrative) {
      box.append(element('p', {class: 'why', text: w.say('illustrative')}), element('h3', {text: w.say('sheet.measure.here')}),
        element('ul', {}, ...(place.to_measure || []).map((text, k) => element('li', {text: w.say('measure.' + place.name + '.' + (k + 1), {}, text)}))));
    }
  }
}
