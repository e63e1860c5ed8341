// What the two worlds come to at the month looked at: a sentence for the room, a quiet line below it, the pictures' words for a screen reader.
'use strict';

const OPENING = 11;   // months in which the first sentence stands: before a year is over one person is no finding

class Headline {
  constructor(app) { this.app = app; }

  // the two texts of a month
  texts(m) {
    const {words: w, today, ours, cohort} = this.app, count = cohort.new.length, short = this.app.projector.on ? '.short' : '';
    if (m < OPENING) {
      const first = {count: w.number(cohort.all.length), fresh: w.number(count), part: w.plain(100 / Math.max(1, count), 1)};
      return [w.say('summary.start' + short, first), w.say('summary.people', first)];
    }
    const shares = [today, ours].map(lives => Math.round(100 * lives.kept(cohort.new, m + 1)));
    const people = Math.round(count * Math.abs(today.kept(cohort.new, m + 1) - ours.kept(cohort.new, m + 1)));
    const differ = this.app.outlined(), key = shares[0] !== shares[1] ? shares[1] > shares[0] ? 'more' : 'fewer' : differ ? 'same' : 'none';
    const said = w.say('summary.' + (short ? 'short' : key), {
      when: w.date(m), today: w.number(shares[0]), ours: w.number(shares[1]), gap: w.number(Math.abs(shares[1] - shares[0])),
      people: w.number(people), all: w.number(count), count: w.number(differ),
    });
    const burned = [today, ours].map(lives => Math.round(lives.burned(m))), note = [];
    if (burned[0] !== burned[1]) note.push(w.say('summary.burned', {today: w.number(burned[0]), ours: w.number(burned[1])}));
    if ([today, ours].some(lives => lives.returned(cohort.new, m + 1))) note.push(w.say('summary.back'));
    return [said.charAt(0).toUpperCase() + said.slice(1), note.join(' ')];
  }

  show() {
    const {words: w, month: m, cohort} = this.app, write = (box, text) => { if (box.textContent !== text) box.textContent = text; };
    this.texts(m).forEach((text, k) => write(id(k ? 'summary-note' : 'summary'), text));
    this.app.pictures.forEach((picture, k) => {
      const lives = k ? this.app.ours : this.app.today, reading = lives.reading(cohort.new, m);
      picture.canvas.setAttribute('aria-label', w.say('canvas', {
        world: w.say(k ? 'ours' : 'today'), when: w.date(m), heads: w.number(lives.month.heads[m]),
        kept: w.number(reading.kept), burned: w.number(reading.burned), mentees: w.number(reading.mentees),
      }));
    });
  }

  // keep as much height as the longest text will need, so that the picture stands still while the years pass
  reserve() {
    const w = this.app.words, number = w.number(88), all = {when: w.date(118), count: number, fresh: number, part: w.number(8.8, 1)};
    ['today', 'ours', 'gap', 'people', 'all'].forEach(name => { all[name] = number; });
    const say = key => w.say('summary.' + key, all);
    const longest = {
      'summary': ['start', 'more', 'fewer', 'same', 'none'].map(say), 'summary-note': [say('people'), say('burned') + ' ' + say('back')],
    };
    Object.keys(longest).forEach(name => {
      const box = id(name), probe = element('p', {class: box.className + ' probe', 'aria-hidden': 'true'});
      probe.style.width = box.clientWidth + 'px';
      box.parentNode.append(probe);
      const heights = longest[name].map(text => { probe.textContent = text; return probe.offsetHeight; });
      probe.remove();
      box.style.minHeight = this.app.projector.on ? '' : Math.max(...heights) + 'px';
    });
  }
}
