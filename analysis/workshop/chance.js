// "Is it luck?": what a hundred districts say of the policy as it stands, and what other plausible worlds say.
'use strict';

class Chance {
  constructor(app) {
    this.app = app;
    this.seen = {};   // what was counted to the end, by policy and plausible world
  }

  // both worlds have the same policy: nothing is to be counted
  alike() { return this.app.luck.key(this.app.levers, 0) === this.app.luck.key(this.app.today_levers, 0); }

  ask() {
    const {app} = this, levers = app.levers, set = app.set_number, w = app.words;
    app.luck.hush();
    app.heard = null;
    app.counted.beside();
    id('luck-progress').value = 0;
    id('luck-answer').textContent = w.say(this.alike() ? 'luck.alike' : 'luck.wait');
    id('luck-picture').textContent = '';
    clearTimeout(this.pause);
    this.pause = setTimeout(() => app.luck.ask(levers, set, result => {
      if (result.done === REPLICATES) this.seen[app.luck.key(levers, set)] = {set, policy: JSON.stringify(levers), result};
      if (levers === app.levers && set === app.set_number) { app.heard = result; this.show(); app.counted.beside(); }
    }, true), 300);
  }

  show() {
    const w = this.app.words, result = this.app.heard;
    if (!result) return;
    id('luck-progress').value = result.done;
    const name = id('luck-of').value, how = LUCK_OUTCOMES[name], x = result.outcomes[name];
    const k = how[0], money = name === 'cost_total', currency = this.app.meta.context.currency, picture = id('luck-picture');
    picture.textContent = '';
    this.plausible();
    if (this.alike()) { id('luck-answer').textContent = w.say('luck.alike'); return; }
    if (!x || !isFinite(x.difference)) {
      const level = value => money ? w.money(value, currency) : w.number(k * value, how[1]);
      id('luck-answer').textContent = w.say('luck.only', {one: level(x ? x.one : NaN), other: level(x ? x.other : NaN)});
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
  }

  // the mean difference in every parameter set looked at so far, for the policy as it stands
  plausible() {
    const {words: w, set_number, meta} = this.app, name = id('luck-of').value, how = LUCK_OUTCOMES[name], policy = JSON.stringify(this.app.levers);
    const fits = one => one.policy === policy && one.result.outcomes[name] && isFinite(one.result.outcomes[name].difference);
    const found = Object.keys(this.seen).map(key => this.seen[key]).filter(fits).sort((a, b) => a.set - b.set);
    const box = id('plausible-picture');
    box.textContent = '';
    id('plausible-now').textContent = set_number < 0 ? w.say('plausible.now.middle')
      : w.say('plausible.now', {number: w.number(set_number + 1), count: w.number(meta.sets.count)});
    if (found.length < 2) return;
    box.append(intervals(found.map(one => {
      const x = one.result.outcomes[name];
      return {
        label: one.set < 0 ? w.say('plausible.label.middle') : w.say('plausible.label', {number: w.number(one.set + 1)}), mean: how[0] * x.difference,
        low: how[0] * x.low, high: how[0] * x.high, near_low: how[0] * x.mean_low, near_high: how[0] * x.mean_high,
      };
    }), w, Math.max(0, how[1]), ''));
  }

  // draw the next set of the ensemble; sets are taken in an order that spreads over it
  another() {
    const {app} = this, count = app.meta.sets.count;
    let step = Math.max(1, Math.round(0.382 * count));
    while (gcd(step, count) > 1) step++;
    app.world(app.set_number < 0 ? step % count : (app.set_number + step) % count);
  }
}

function gcd(a, b) { return b ? gcd(b, a % b) : a; }
