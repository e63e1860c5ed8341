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

  // the number by which a teacher is called: that of her first post
  number(today, ours, person) { return (today.of(person).length ? today : ours).of(person)[0].post + 1; }

  name(today, ours, person) {
    const w = this.words, lives = today.of(person).length ? today : ours, first = lives.of(person)[0], m = Math.max(0, first.start_month);
    const woman = lives.film.at('woman', Math.min(m, lives.film.months - 1))[first.post] === 1;
    return w.say(first.start_month > 0 ? 'story.name.later' : 'story.name', {
      number: w.number(this.number(today, ours, person)), who: w.say(woman ? 'woman' : 'man'), age: w.number(first.age_start), when: w.date(m),
      years: w.number(first.experience_start, first.experience_start < 10 ? 1 : 0),
    });
  }

  // what happened while the film ran, a sentence an event
  events(lives, person) {
    const w = this.words, told = [], {months} = lives.film;
    lives.of(person).filter(s => s.start_month < months).forEach(s => {
      told.push(w.say('entry.' + s.entry, {when: w.date(Math.max(0, s.start_month)), school: w.number(s.school + 1)}));
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
    if (lives.status(person, months) === 'here') told.push(w.say('story.still'));
    return told.map(text => text.charAt(0).toUpperCase() + text.slice(1));
  }

  // in post at the start of each month of a film, and at its end
  served(lives, person) { return Array.from({length: lives.film.months + 1}, (_, m) => lives.status(person, m) === 'here'); }

  // what has become of her when the film ends: here, away (teaches elsewhere) or gone
  end(lives, person) {
    const status = lives.status(person, lives.film.months);
    return status === 'here' ? 'here' : status === 'moved_out' ? 'away' : 'gone';
  }

  // Where the two worlds part: in the first month in which she is in post in one of them only. The rest is said by date, and how it ends.
  reason(today, ours, person) {
    const w = this.words, ends = [this.end(today, person), this.end(ours, person)];
    if (!today.of(person).length || !ours.of(person).length) return [w.say('why.other.world')];
    const served = [this.served(today, person), this.served(ours, person)], parted = served[0].findIndex((here, m) => here !== served[1][m]);
    if (parted < 0) {
      const first = served[0].indexOf(true), whole = served[0].indexOf(false, first) < 0;
      return [w.say(whole ? 'why.both.stay' : 'why.both.alike')].concat(ends[0] === 'here' ? [] : this.causes(ours, person, Infinity));
    }
    const said = [], more = [], m = parted - 1, away = served[0][parted] ? ours : today, there = away === today ? ours : today;
    const left = m < 0 ? null : away.spell(person, m), stays = m < 0 ? null : there.spell(person, m);
    if (!left || !stays) {   // nobody leaves: one of the worlds has a post for her, or has it sooner
      said.push(w.say(there === ours ? 'why.comes.ours' : 'why.comes.today', {when: w.date(parted)}));
    } else if (['voluntary', 'other', 'retired'].includes(left.exit)) {
      const a = away.film.at('leave_probability', m)[left.post], b = there.film.at('leave_probability', m)[stays.post];
      let digits = 1;   // as many as tell the two apart, and the lower one from nothing
      while (digits < 4 && ((100 * a).toFixed(digits) === (100 * b).toFixed(digits) || b > 0 && Number((100 * b).toFixed(digits)) === 0)) digits++;
      const values = {when: w.date(m), high: w.number(100 * a, digits), low: w.number(100 * b, digits)};
      said.push(w.say(away === today ? 'why.stays.ours' : 'why.stays.today', values));
      const unlike = Object.keys(WORTH_SAYING).map(name => {
        const gap = ours.film.at(name, m)[(away === ours ? left : stays).post] - today.film.at(name, m)[(away === today ? left : stays).post];
        return Math.abs(gap) < WORTH_SAYING[name] ? null : w.say('state.' + name) + ' ' + w.signed(gap, name.includes('hours') ? 1 : 2);
      }).filter(Boolean);
      if (unlike.length) more.push(w.say('why.unlike', {list: w.list(unlike)}));
      more.push(...this.causes(away, person, parted));
    } else {
      said.push(w.say(away === today ? 'why.moved.today' : 'why.moved.ours', {when: w.date(m)}));
    }
    const fates = ends.map(end => w.say('fate.' + end));
    said.push(ends[0] === ends[1] ? w.say('why.end.both', {fate: fates[0]}) : w.say('why.end', {today: fates[0], ours: fates[1]}));
    return [said.join(' ')].concat(more);
  }

  // the parts of the hazard in the month she left for the last time up to a month
  causes(lives, person, until) {
    const w = this.words, last = lives.of(person).filter(s => s.exit !== 'open' && s.exit !== 'moved' && s.end_month <= until).slice(-1)[0];
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
      said.push(w.say('why.factors', {list: w.list(list)}));
    }
    return said;
  }

  show(box, today, ours, person, m) {
    const w = this.words;
    box.textContent = '';
    box.hidden = false;
    box.append(element('h2', {id: 'story-title', text: this.name(today, ours, person)}));
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
    this.cursor = drawn('line', {x1: 0, x2: 0, y1: top, y2: top + height, stroke: FOLLOWED, 'stroke-width': 2});
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
