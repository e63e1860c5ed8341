// Is it luck, and does it hold in another plausible world: the paired difference over many replicates, counted while the room talks.
'use strict';

const REPLICATES = 100;
const LUCK_YEARS = 5;
const LUCK_OUTCOMES = {   // outcome: [multiplied by, decimals]
  kept_new: [100, 1], kept: [100, 1], burned_out_share: [100, 1], delivered_hours: [1, 2], on_paper_share: [100, 1],
  cost_total: [1, 0],
};

class Luck {
  // aside: who runs the pairs, see aside.js
  constructor(engine, aside, options) {
    this.engine = engine;
    this.aside = aside;
    this.options = options;
    this.paired = {};
    this.results = {};
    this.queue = [];
    this.running = null;
  }

  key(levers, set) { return set + ' ' + JSON.stringify(levers, Object.keys(levers).sort()); }

  // the result of a policy beside another (today's, where none is named) in a parameter set (-1: the middle), told as it grows
  ask(levers, set, heard, urgent, beside = this.today) {
    const key = this.key(levers, set) + (beside === this.today ? '' : JSON.stringify(beside));
    if (this.results[key] && this.results[key].done === REPLICATES) { heard(this.results[key]); return; }
    this.queue = this.queue.filter(job => job.kept || !urgent);
    const job = {key, beside, levers: Object.assign({}, levers), set, heard, kept: !urgent};
    if (urgent) this.queue.unshift(job); else this.queue.push(job);
    if (this.running && urgent && !this.running.job.kept && this.running.job.key !== key) this.running.stop.abort();
    if (!this.running) this.next();
  }

  // what runs for a policy that has been moved on from makes room at once
  hush() { if (this.running && !this.running.job.kept) this.running.stop.abort(); }

  next() {
    const job = this.queue.shift();
    if (!job) { this.running = null; return; }
    const stop = new AbortController();
    this.running = {job, stop};
    if (!this.paired[job.set]) {
      this.paired = {};
      const parameters = job.set < 0 ? this.engine.parameters() : this.engine.parameters(job.set);
      this.paired[job.set] = this.aside.paired(Object.assign({replicates: REPLICATES, first: 1, parameters, years: LUCK_YEARS}, this.options));
    }
    const tell = (done, soFar) => {
      if (soFar) this.results[job.key] = {done, outcomes: soFar.outcomes};
      if (this.results[job.key]) job.heard(this.results[job.key]);
    };
    this.paired[job.set].run(job.beside, job.levers, {slice: 10, progress: (done, of, soFar) => tell(done, soFar), signal: stop.signal})
      .then(result => { if (result) tell(REPLICATES, result); else if (job.kept) this.queue.push(job); })
      .catch(fault => { this.fault = fault; })
      .then(() => this.next());
  }
}

// intervals above one another on one scale with a line at zero: [{label, mean, low, high, near_low, near_high}]
function intervals(rows, words, digits, unit) {
  const height = 34, left = 10, right = 590;
  const ends = rows.reduce((all, row) => all.concat([row.low, row.high, row.near_low, row.near_high]), [0]).filter(isFinite);
  let low = Math.min(...ends), high = Math.max(...ends);
  if (high - low < 1e-9) { low -= 1; high += 1; }
  const pad = 0.06 * (high - low);
  low -= pad;
  high += pad;
  const across = value => left + (right - left) * (value - low) / (high - low);
  const picture = drawn('svg', {class: 'chart', viewBox: '0 0 600 ' + (rows.length * height + 34), role: 'img'});
  picture.append(drawn('title', {text: rows.map(row => row.label + ': ' + words.signed(row.mean, digits)).join('; ')}));
  const foot = rows.length * height + 8;   // the line at zero comes first, so that no label is crossed by it
  picture.append(drawn('line', {x1: across(0), x2: across(0), y1: 12, y2: foot, stroke: '#1d2430', 'stroke-dasharray': '3 3'}));
  rows.forEach((row, k) => {
    const y = k * height + 26;
    picture.append(drawn('text', {x: left, y: y - 9, 'font-size': 13, fill: '#4d5766', text: row.label}));
    picture.append(drawn('line', {x1: across(row.low), x2: across(row.high), y1: y, y2: y, stroke: '#5b6675', 'stroke-width': 2}));
    picture.append(drawn('line', {x1: across(row.near_low), x2: across(row.near_high), y1: y, y2: y, stroke: '#0b5fa5', 'stroke-width': 8}));
    picture.append(drawn('circle', {cx: across(row.mean), cy: y, r: 5, fill: '#1d2430'}));
  });
  [low + pad, 0, high - pad].filter((v, k, all) => k === 1 || Math.abs(across(v) - across(0)) > 60).forEach(value => {
    const x = across(value);
    picture.append(drawn('text', {
      x, y: foot + 18, 'font-size': 13, fill: '#1d2430', 'text-anchor': x < 60 ? 'start' : x > 540 ? 'end' : 'middle', text: words.signed(value, digits),
    }));
  });
  return picture;
}
