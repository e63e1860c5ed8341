// Who taught where and when in one world, and what a month of it reads like: counted from the film, never computed anew.
'use strict';

const NEW_YEARS = 3;   // as sim.record.NOVICE_YEARS
const PROGRAMME_YEAR = 12;

class Lives {
  constructor(film) {
    this.film = film;
    this.spells = new Map();
    film.spells().forEach(spell => {
      const mine = this.spells.get(spell.person);
      if (mine) mine.push(spell); else this.spells.set(spell.person, [spell]);
    });
    this.spells.forEach(list => list.sort((a, b) => a.start_month - b.start_month || (a.end_month === -1) - (b.end_month === -1)));
    this.curves = new Map();
    this.present = new Map();
    this.costs = film.cost();
    this.month = {};
    ['heads', 'burned_out', 'exhaustion', 'mentees', 'planned_hours', 'delivered_hours', 'on_paper', 'vacancies'].forEach(name => {
      this.month[name] = Float64Array.from(film.monthly(name));
    });
  }

  // the person of each post in month m, -1 for a vacancy
  persons(m) {
    if (!this.present.has(m)) this.present.set(m, this.film.persons(m));
    return this.present.get(m);
  }

  of(person) { return this.spells.get(person) || []; }

  // the spell in which a person serves month m, or null
  spell(person, m) {
    return this.of(person).find(s => s.start_month <= m && (s.end_month === -1 || m < s.end_month)) || null;
  }

  // what has become of a person by the start of month m: here, voluntary, other, retired, moved_out, or unknown (never came)
  status(person, m) {
    let now = 'unknown';
    for (const s of this.of(person)) {
      if (s.start_month > m) break;
      now = s.end_month === -1 || m < s.end_month ? 'here' : s.exit;
    }
    return now === 'moved' ? 'here' : now;
  }

  teaches(person, m) {
    const status = this.status(person, m);
    return status === 'here' || status === 'moved_out';
  }

  // whether anybody of a cohort has left and come back by the start of month m
  returned(cohort, m) { return cohort.some(person => this.of(person).some(s => s.entry === 'returner' && s.start_month > 0 && s.start_month <= m)); }

  // who was in post at the start: everybody, or those with at most three years of teaching
  cohort(onlyNew) {
    const found = [];
    this.spells.forEach((list, person) => {
      const first = list[0];
      if (first.start_month <= 0 && first.end_month !== 0 && (!onlyNew || first.experience_start <= NEW_YEARS)) found.push(person);
    });
    return found;
  }

  // share of a cohort that teaches, anywhere, at the start of month m; counted for all months when first asked for
  kept(cohort, m) {
    if (!this.curves.has(cohort)) this.curves.set(cohort, this.curve(cohort));
    return this.curves.get(cohort)[m] / Math.max(1, cohort.length);
  }

  curve(cohort) {
    const change = new Float64Array(this.film.months + 2), end = change.length - 1;
    cohort.forEach(person => this.of(person).forEach((spell, k, all) => {
      const from = Math.max(0, spell.start_month), next = k + 1 < all.length ? Math.max(0, all[k + 1].start_month) : end;
      const until = spell.end_month === -1 || spell.exit === 'moved_out' ? next : Math.min(next, spell.end_month);
      change[Math.min(end, from)] += 1;
      change[Math.min(end, until)] -= 1;
    }));
    for (let m = 1; m < change.length; m++) change[m] += change[m - 1];
    return change;
  }

  // sums of the year that ends with month m
  year(name, m) {
    let sum = 0;
    for (let k = Math.max(0, m - PROGRAMME_YEAR + 1); k <= m; k++) sum += this.month[name][k];
    return sum;
  }

  // the same of its months of lessons: in the holidays nobody plans to meet
  lessons(name, m) {
    let sum = 0;
    for (let k = Math.max(0, m - PROGRAMME_YEAR + 1); k <= m; k++) if (this.month.planned_hours[k] > 0) sum += this.month[name][k];
    return sum;
  }

  burned(m) { return 100 * this.month.burned_out[m] / Math.max(1, this.month.heads[m]); }

  reading(cohort, m) {
    const planned = this.year('planned_hours', m), mentees = this.year('mentees', m), met = this.year('delivered_hours', m), taught = this.lessons('mentees', m);
    const whole = Math.floor((m + 1) / 12), rest = (m + 1) / 12 - whole;
    const yearly = this.costs.a_year;
    let money = 0;
    for (let y = 0; y < whole; y++) money += yearly[y];
    if (rest > 0 && whole < yearly.length) money += rest * yearly[whole];
    return {
      kept: 100 * this.kept(cohort, m + 1),
      burned: this.burned(m),
      exhaustion: this.month.exhaustion[m] / Math.max(1, this.month.heads[m]),
      planned: taught ? planned / taught : 0,
      met: taught ? met / taught : 0,
      paper: mentees ? 100 * this.year('on_paper', m) / mentees : NaN,
      mentees: mentees / Math.min(PROGRAMME_YEAR, m + 1),
      vacancies: this.month.vacancies[m],
      money: money,
    };
  }
}

// people who are in post in one world at month m and are not in the other
function differing(lives, other, m) {
  const found = new Set(), there = new Set(other.persons(m));
  for (const who of lives.persons(m)) if (who >= 0 && !there.has(who) && other.status(who, m) !== 'unknown') found.add(who);
  return found;
}
