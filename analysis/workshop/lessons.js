// Three lessons of 45 minutes: a question and the room's guess, two runs, the talk, and a handout of one page.
'use strict';

const MENTORED = {
  coverage: 0.8, reach_years: 3, duration_months: 24, individual_h_month: 4, meetings_per_month: 4, mentor_training_h: 16,
  imposed_share: 0.3, match_rule: 'experienced_peer',
};
// what is asked and read: hours met a month, pairs that do not fit of 100, mentors on paper of 100
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
    ],
  },
};
// assumptions named on the facilitator's sheet; what was measured comes with the page, from the evidence table
const ASSUMED = ['split', 'hours', 'pairs', 'transfer', 'prices', 'scale'];

class Lesson {
  constructor(app, name) {
    this.app = app;
    this.name = name;
    this.plan = LESSONS[name];
    this.guess = ['', ''];
    this.reason = '';
    this.done = [null, null];
  }

  say(key, values) { return this.app.words.say('lesson.' + this.name + '.' + key, values); }

  show(box) {
    const w = this.app.words;
    box.textContent = '';
    box.hidden = false;
    box.append(element('h2', {text: this.say('title')}), element('p', {text: this.say('aim')}));
    const ask = element('div', {class: 'step'}, element('h3', {text: w.say('lesson.ask')}), element('p', {class: 'question', text: this.say('question')}));
    [0, 1].forEach(k => {
      const input = element('input', {type: 'number', id: 'guess-' + k, min: 0, max: this.plan.high, step: this.plan.step, inputmode: 'decimal'});
      input.value = this.guess[k];
      input.addEventListener('input', () => { this.guess[k] = input.value; this.fill(); });
      ask.append(element('p', {}, element('label', {for: input.id, text: this.say('run' + k)}), element('br'), input, ' ', w.say('reads.unit.' + this.plan.reads)));
    });
    const reason = element('textarea', {id: 'reason'});
    reason.value = this.reason;
    reason.addEventListener('input', () => { this.reason = reason.value; });
    ask.append(element('label', {for: 'reason', text: w.say('lesson.reason')}), reason);
    const run = element('div', {class: 'step'}, element('h3', {text: w.say('lesson.run')}), element('p', {text: this.say('watch')}));
    const buttons = element('div', {class: 'buttons'});
    [0, 1].forEach(k => buttons.append(element('button', {
      type: 'button', text: w.say('lesson.start', {letter: 'AB'[k]}) + ' ' + this.say('run' + k), onclick: () => this.run(k),
    })));
    run.append(buttons, element('p', {class: 'quiet', text: w.say('lesson.own')}));
    const talk = element('div', {class: 'step'}, element('h3', {text: w.say('lesson.talk')}), this.questions());
    this.table = element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': w.say('lesson.seen')});
    box.append(element('div', {class: 'steps'}, ask, run, talk), element('h3', {text: w.say('lesson.seen')}), this.table,
      element('p', {class: 'quiet', text: w.say('lesson.table')}),
      element('div', {class: 'buttons'}, element('button', {type: 'button', text: w.say('lesson.print'), onclick: () => this.print()})));
    this.fill();
  }

  questions() {
    const list = element('ul');
    for (let k = 1; k <= this.plan.talk; k++) list.append(element('li', {text: this.say('talk' + k)}));
    return list;
  }

  run(k) {
    const app = this.app;
    app.set(Object.assign(app.engine.levers(), this.plan.runs[k]));
    this.done[k] = {misfit: app.ours.misfit(app.misfitBelow)};
    app.luck.ask(app.levers, app.set_number, result => { this.done[k].luck = result; this.fill(); }, false);
    app.play(0);
    document.getElementById('stage').scrollIntoView({block: 'start', behavior: app.still ? 'auto' : 'smooth'});
    this.fill();
  }

  // columns of the table: [heading, what a run shows]
  columns() {
    const w = this.app.words, years = LUCK_YEARS, outcome = (luck, name) => luck && luck.outcomes[name];
    return [
      ['met', done => { const x = outcome(done.luck, 'delivered_hours'); return x ? w.number(x.other, 1) : '…'; }],
      ['misfit', done => w.number(done.misfit)],
      ['paper', done => { const x = outcome(done.luck, 'on_paper_share'); return x ? w.number(100 * x.other) : '…'; }],
      ['kept', done => {
        const x = outcome(done.luck, 'kept_new');
        return x && isFinite(x.difference) ? w.signed(100 * x.difference, 1) + ' (' + w.signed(100 * x.mean_low, 1) + ' … ' + w.signed(100 * x.mean_high, 1) + ')' : '…';
      }],
      ['cost', done => {
        const x = outcome(done.luck, 'cost_total');
        return x ? w.money(x.other / years, this.app.meta.context.currency) : '…';
      }],
    ];
  }

  seen(blank) {
    const w = this.app.words, columns = this.columns();
    const table = element('table', {}, element('thead', {}, element('tr', {}, element('td'),
      element('th', {scope: 'col', text: w.say('lesson.guess') + ' (' + w.say('reads.' + this.plan.reads) + ')'}),
      ...columns.map(column => element('th', {scope: 'col', text: w.say('reads.' + column[0])})))));
    const body = element('tbody');
    [0, 1].forEach(k => {
      const done = this.done[k], guess = this.guess[k] === '' ? (blank ? '' : '–') : w.plain(Number(this.guess[k]));
      body.append(element('tr', {}, element('th', {scope: 'row', text: 'AB'[k] + '. ' + this.say('run' + k)}), element('td', {text: guess}),
        ...columns.map(column => element('td', {text: done ? column[1](done) : blank ? '' : '–'}))));
    });
    table.append(body);
    return table;
  }

  fill() { if (this.table) { this.table.textContent = ''; this.table.append(this.seen(false)); } }

  print() {
    const w = this.app.words, page = document.getElementById('handout');
    page.textContent = '';
    page.append(element('p', {text: w.say('handout.of') + ' · ' + this.app.placeName()}), element('h1', {text: this.say('title')}),
      element('p', {text: this.say('aim')}), element('h2', {text: w.say('handout.ask')}), element('p', {class: 'question', text: this.say('question')}),
      element('h2', {text: w.say('lesson.seen')}), this.seen(true), element('p', {class: 'quiet', text: w.say('lesson.table')}),
      element('h2', {text: w.say('handout.talk')}));
    for (let k = 1; k <= this.plan.talk; k++) page.append(element('p', {text: k + '. ' + this.say('talk' + k)}), element('div', {class: 'rule'}));
    page.append(element('h2', {text: w.say('handout.do')}), element('div', {class: 'rule'}), element('div', {class: 'rule'}),
      element('p', {class: 'quiet', text: w.say('handout.caution') + (this.app.meta.context.illustrative ? ' ' + w.say('illustrative') : '')}));
    printed('lesson');
  }
}

// print the handout alone; what kind it is decides how it is set
function printed(kind) {
  document.getElementById('handout').className = kind;
  document.body.classList.add('printing');
  document.getElementById('handout').hidden = false;
  window.print();
  document.body.classList.remove('printing');
  document.getElementById('handout').hidden = true;
}

// the facilitator's sheet: how the hour goes, what is measured and what assumed
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
      this.fill(page);
      printed('sheet');
    }})));
  }

  fill(box) {
    const w = this.app.words, place = this.app.meta.context;
    const list = keys => { const made = element('ul'); keys.forEach(key => made.append(element('li', {text: w.say(key)}))); return made; };
    box.append(element('h2', {text: w.say('sheet.title')}), element('p', {text: w.say('sheet.what')}), element('h3', {text: w.say('sheet.hour')}),
      list(['sheet.hour1', 'sheet.hour2', 'sheet.hour3', 'sheet.hour4']), element('h3', {text: w.say('sheet.picture')}),
      list(['sheet.picture1', 'sheet.picture2', 'sheet.picture3', 'sheet.picture4']));
    const table = element('table', {}, element('thead', {}, element('tr', {},
      ['sheet.claim', 'sheet.found', 'sheet.source'].reduce((row, key) => { row.append(element('th', {scope: 'col', text: w.say(key)})); return row; },
        document.createDocumentFragment()))));
    const body = element('tbody');
    Object.keys(this.claims).forEach(claim => {
      const rows = this.claims[claim].map(row => this.evidence[row]).filter(Boolean);
      const found = element('td'), source = element('td');
      rows.forEach(row => {
        found.append(element('div', {class: 'en', lang: 'en', dir: 'ltr', text: row.quantity + (row.value.startsWith('qualitative') ? '' : ': ' + row.value + ' ' + row.unit)}));
        source.append(element('div', {class: 'en', lang: 'en', dir: 'ltr', text: row.id + ': ' + row.source}));
      });
      body.append(element('tr', {}, element('th', {scope: 'row', text: w.say('claim.' + claim)}), found, source));
    });
    table.append(body);
    box.append(element('h3', {}, w.say('sheet.measured') + ' ', element('span', {class: 'tag', text: w.say('measured')})), element('p', {class: 'quiet', text: w.say('sheet.language')}),
      element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': w.say('sheet.measured')}, table));
    box.append(element('h3', {}, w.say('sheet.assumed') + ' ', element('span', {class: 'tag assumed', text: w.say('assumed')})),
      list(ASSUMED.map(name => 'assume.' + name)), element('h3', {text: w.say('sheet.limits')}), list(['sheet.limit1', 'sheet.limit2', 'sheet.limit3']));
    if (place.illustrative) {
      box.append(element('p', {class: 'why', text: w.say('illustrative')}), element('h3', {text: w.say('sheet.measure.here')}));
      const here = element('ul', {class: 'en', lang: 'en', dir: 'ltr'});
      (place.to_measure || []).forEach(text => here.append(element('li', {text})));
      box.append(here);
    }
  }
}
