// One teacher's story in both worlds, month by month, and why she stayed or left.
'use strict';

const WORTH_SAYING = {exhaustion: 0.1, belonging: 0.1, efficacy: 0.1, weekly_hours: 0.5, delivered_hours: 0.3};
const FACTORS = [['log_intention', 'intention'], ['log_belonging', 'belonging'], ['log_attachment', 'attachment'], ['log_pay', 'pay']];

class Story {
  constructor(words) { this.words = words; }

  // row of the post that a person holds in each month of a film, -1 while in none
  track(lives, person) {
    const track = new Int32Array(lives.film.months).fill(-1);
    lives.of(person).forEach(s => {
      const end = s.end_month === -1 ? track.length : Math.min(track.length, s.end_month);
      for (let m = Math.max(0, s.start_month); m < end; m++) track[m] = s.post;
    });
    return track;
  }

  values(lives, track, name) {
    return Array.from(track, (post, m) => post < 0 ? NaN : lives.film.at(name, m)[post]);
  }

  name(lives, person) {
    const w = this.words, first = lives.of(person)[0];
    const m = Math.max(0, first.start_month);
    const woman = lives.film.at('woman', Math.min(m, lives.film.months - 1))[first.post] === 1;
    return w.say('story.name', {
      number: w.number(first.post + 1), who: w.say(woman ? 'woman' : 'man'), age: w.number(first.age_start),
      years: w.number(first.experience_start, first.experience_start < 10 ? 1 : 0),
    });
  }

  // what happened, a sentence an event
  events(lives, person) {
    const w = this.words, told = [];
    lives.of(person).forEach(s => {
      const school = w.number(s.school + 1);
      const entry = s.start_month <= 0 && s.entry === 'incumbent' ? 'incumbent' : s.entry;
      told.push(w.say('entry.' + entry, {when: w.date(Math.max(0, s.start_month)), school}));
      if (s.mentored_months > 0) {
        const real = s.mentored_months - s.paper_months;
        if (s.paper_months >= s.mentored_months || s.first_meeting_month < 0) {
          told.push(w.say('story.paper', {months: w.number(s.mentored_months)}));
        } else {
          told.push(w.say('story.mentored', {
            months: w.number(real), hours: w.number(s.delivered_hours), when: w.date(s.first_meeting_month),
          }));
          if (s.paper_months > 0) told.push(w.say('story.partly', {months: w.number(s.paper_months)}));
        }
      }
      if (s.exit !== 'open') told.push(w.say('exit.' + s.exit, {when: w.date(s.end_month - 1)}));
    });
    const last = lives.of(person).slice(-1)[0];
    if (last && last.exit === 'open') told.push(w.say('story.still'));
    return told.map(text => text.charAt(0).toUpperCase() + text.slice(1));
  }

  // where the two worlds part: in the month in which she leaves one of them
  reason(today, ours, person) {
    const w = this.words, end = today.film.months;
    const fates = [today.status(person, end), ours.status(person, end)];
    if (fates[0] === 'here' && fates[1] === 'here') return [w.say('why.both.stay')];
    if (fates.includes('unknown')) return [w.say('why.other.world')];
    const exits = [today, ours].map(lives => {
      const last = lives.of(person).slice(-1)[0];
      return last.exit === 'open' ? Infinity : last.end_month - 1;
    });
    if (exits[0] === exits[1]) return [w.say('why.both.leave')].concat(this.causes(ours, person));
    const leaving = exits[0] < exits[1] ? today : ours, staying = leaving === today ? ours : today, m = Math.min(exits[0], exits[1]);
    const here = leaving.spell(person, m), there = staying.spell(person, m);
    const said = [];
    if (here && there && ['voluntary', 'other', 'retired'].includes(here.exit)) {
      const a = leaving.film.at('leave_probability', m)[here.post], b = staying.film.at('leave_probability', m)[there.post];
      let digits = 1;   // as many as tell the two apart
      while (digits < 4 && w.number(100 * a, digits) === w.number(100 * b, digits)) digits++;
      const values = {when: w.date(m), high: w.number(100 * a, digits), low: w.number(100 * b, digits)};
      said.push(w.say(leaving === today ? 'why.stays.ours' : 'why.stays.today', values));
      const unlike = Object.keys(WORTH_SAYING).map(name => {
        const gap = ours.film.at(name, m)[(leaving === ours ? here : there).post] - today.film.at(name, m)[(leaving === today ? here : there).post];
        return Math.abs(gap) < WORTH_SAYING[name] ? null : w.say('state.' + name) + ' ' + w.signed(gap, name.includes('hours') ? 1 : 2);
      }).filter(Boolean);
      if (unlike.length) said.push(w.say('why.unlike', {list: unlike.join('; ')}));
    } else {
      said.push(w.say(leaving === today ? 'why.moved.today' : 'why.moved.ours', {when: w.date(m)}));
    }
    return said.concat(this.causes(leaving, person));
  }

  // the parts of the hazard in the month she left
  causes(lives, person) {
    const w = this.words, last = lives.of(person).filter(s => s.exit !== 'open' && s.exit !== 'moved').slice(-1)[0];
    if (!last || last.exit === 'moved_out') return [];
    const total = last.hazard_voluntary + last.hazard_other + last.hazard_retired;
    if (!(total > 0)) return [];
    const said = [w.say('why.shares', {
      resign: w.number(100 * last.hazard_voluntary / total), family: w.number(100 * last.hazard_other / total),
      retire: w.number(100 * last.hazard_retired / total),
    })];
    if (last.exit === 'voluntary') {
      const list = FACTORS.map(pair => w.say('factor.' + pair[1]) + ' ×' + w.number(Math.exp(last[pair[0]]), 2));
      if (last.factor_first_year > 0.02) list.push(w.say('factor.first') + ' +' + w.number(last.factor_first_year, 2));
      said.push(w.say('why.factors', {list: list.join('; ')}));
    }
    return said;
  }

  show(box, today, ours, person, m) {
    const w = this.words;
    box.textContent = '';
    box.hidden = false;
    box.append(element('h2', {id: 'story-title', text: this.name(today.of(person).length ? today : ours, person)}));
    this.reason(today, ours, person).forEach((text, k) => box.append(element('p', {class: k ? '' : 'why', text})));
    const both = element('div', {class: 'both'});
    this.tracks = [[today, 'today'], [ours, 'ours']].map(pair => ({lives: pair[0], name: pair[1], track: this.track(pair[0], person)}));
    this.tracks.forEach(world => {
      const list = element('ul');
      this.events(world.lives, person).forEach(text => list.append(element('li', {text})));
      if (!list.children.length) list.append(element('li', {text: w.say('story.never')}));
      world.now = element('p', {class: 'quiet'});
      both.append(element('div', {}, element('h3', {text: w.say(world.name)}), list, world.now));
    });
    box.append(both, element('h3', {text: w.say('story.chart')}), this.chart());
    const table = element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': w.say('story.months')});
    const more = element('details', {ontoggle: () => { if (more.open && !table.children.length) table.append(this.table()); }},
      element('summary', {text: w.say('story.months')}), table);
    box.append(more);
    this.at(m);
  }

  // the line "this month" of both worlds, and the cursor of the chart
  at(m) {
    if (!this.tracks) return;
    const w = this.words;
    this.tracks.forEach(world => {
      const post = world.track[m];
      if (post < 0) { world.now.textContent = w.say('story.notnow', {when: w.date(m)}); return; }
      const film = world.lives.film, mentor = film.at('mentor', m)[post], paper = film.at('on_paper', m)[post];
      const tie = mentor === -1 ? 'tie.none' : paper ? 'tie.paper' : 'tie.real';
      world.now.textContent = w.say('story.now', {
        when: w.date(m), hours: w.number(film.at('weekly_hours', m)[post]), tired: w.say('tired.' + tiredness(film.at('exhaustion', m)[post])),
        tie: w.say(tie, {hours: w.number(film.at('delivered_hours', m)[post], 1)}),
        chance: w.number(100 * film.at('leave_probability', m)[post], 2),
      });
    });
    if (this.cursor) this.cursor.setAttribute('transform', 'translate(' + this.across(m) + ' 0)');
  }

  across(m) { return 34 + 560 * m / Math.max(1, this.tracks[0].lives.film.months - 1); }

  chart() {
    const w = this.words, top = 8, height = 150;
    const lines = this.tracks.map(world => this.values(world.lives, world.track, 'exhaustion'));
    const all = lines[0].concat(lines[1]).filter(isFinite);
    const low = Math.min(-1, ...all), high = Math.max(1.5, ...all);
    const up = value => top + height * (high - value) / (high - low);
    const picture = drawn('svg', {class: 'chart', viewBox: '0 0 600 190', role: 'img', 'aria-label': w.say('story.chart.alt')});
    TIRED.forEach((level, k) => {
      const from = Math.max(low, k ? TIRED[k - 1][0] : low), to = Math.min(high, level[0]);
      if (to > from) picture.append(drawn('rect', {x: 22, y: up(to), width: 8, height: up(from) - up(to), fill: level[1]}));
    });
    const years = this.tracks[0].lives.film.months / 12;
    for (let y = 0; y < years; y++) {
      picture.append(drawn('line', {x1: this.across(12 * y), x2: this.across(12 * y), y1: top, y2: top + height, stroke: '#e3e5e8'}));
      picture.append(drawn('text', {x: this.across(12 * y + 6), y: 180, 'text-anchor': 'middle', 'font-size': 13, fill: '#4d5766', text: w.number(y + 1)}));
    }
    [1, 0].forEach(k => {   // today's dashes lie on top, so that one sees where they end
      let path = '', open = false, last = null;
      lines[k].forEach((value, m) => {
        if (!isFinite(value)) { open = false; return; }
        last = [this.across(m).toFixed(1), up(value).toFixed(1), m];
        path += (open ? 'L' : 'M') + last[0] + ' ' + last[1];
        open = true;
      });
      const attributes = {d: path, fill: 'none', stroke: k ? '#0b5fa5' : '#1d2430', 'stroke-width': k ? 4 : 1.8};
      if (!k) attributes['stroke-dasharray'] = '6 4';
      picture.append(drawn('path', attributes));
      if (last && last[2] < lines[k].length - 1) {
        const cross = 'M-5 -5L5 5M-5 5L5 -5';
        picture.append(drawn('path', {d: cross, transform: 'translate(' + last[0] + ' ' + last[1] + ')', stroke: attributes.stroke, 'stroke-width': 3}));
      }
    });
    this.cursor = drawn('line', {x1: 0, x2: 0, y1: top, y2: top + height, stroke: '#b5179e', 'stroke-width': 2});
    picture.append(this.cursor);
    return picture;
  }

  table() {
    const w = this.words, columns = [['weekly_hours', 0], ['exhaustion', 2], ['delivered_hours', 1], ['leave_probability', 2]];
    const table = element('table'), head = element('tr', {}, element('th', {scope: 'col', text: w.say('story.when')}));
    this.tracks.forEach(world => columns.forEach(column => head.append(
      element('th', {scope: 'col', text: w.say('state.' + column[0]) + ' (' + w.say(world.name) + ')'}))));
    table.append(element('thead', {}, head));
    const body = element('tbody');
    for (let m = 0; m < this.tracks[0].track.length; m++) {
      if (this.tracks.every(world => world.track[m] < 0)) continue;
      const row = element('tr', {}, element('th', {scope: 'row', text: w.date(m)}));
      this.tracks.forEach(world => columns.forEach(column => {
        const post = world.track[m];
        const value = post < 0 ? NaN : world.lives.film.at(column[0], m)[post] * (column[0] === 'leave_probability' ? 100 : 1);
        row.append(element('td', {text: w.number(value, column[1])}));
      }));
      body.append(row);
    }
    table.append(body);
    return table;
  }
}

function tiredness(value) {
  let k = 0;
  while (value >= TIRED[k][0]) k++;
  return k;
}
