// One world as a picture: schools are boxes, teachers dots, mentors lines; time may lie between two months.
'use strict';

// exhaustion in SD, from rested to burned out; told apart by lightness too
const TIRED = [[-0.75, '#0b4f8a'], [-0.1, '#5b9bd0'], [0.6, '#d9cfa6'], [1.3, '#e08214'], [Infinity, '#8c1d18']];
const INK = '#1d2430', PAPER_TIE = '#8c1d18', TIE = '#33414f';
const SIZES = 6;    // steps of a dot's size
const FADING = 5;   // months in which a leaver can still be seen

class Picture {
  constructor(canvas, pick) {
    this.canvas = canvas;
    this.pick = pick;
    this.lives = null;
    this.selected = -1;
    canvas.addEventListener('click', event => {
      const box = canvas.getBoundingClientRect();
      const post = this.nearest((event.clientX - box.left) * this.width / box.width, (event.clientY - box.top) * this.height / box.height);
      if (post >= 0) pick(this, post);
    });
  }

  show(lives, other) {
    const fresh = !this.lives || this.lives.film.posts !== lives.film.posts;
    this.lives = lives;
    this.other = other;
    this.outlined = new Map();
    if (fresh) this.resize();
  }

  resize() {
    if (!this.lives) return;
    const ratio = this.ratio = Math.min(2, window.devicePixelRatio || 1);
    this.width = Math.max(120, this.canvas.clientWidth);
    this.height = Math.round(Math.max(this.width * 0.72, Math.min(this.width * 1.55, 300)));
    this.place();
    this.canvas.style.height = this.height + 'px';
    this.canvas.width = Math.round(this.width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
  }

  // pack the schools in rows, in their order, with the largest cell that fits
  place() {
    const film = this.lives.film, sizes = [];
    for (let i = 0; i < film.posts; i++) sizes[film.school(i)] = (sizes[film.school(i)] || 0) + 1;
    let low = 2, high = 60;
    for (let k = 0; k < 24; k++) {
      const cell = (low + high) / 2;
      if (this.pack(sizes, cell) <= this.height) low = cell; else high = cell;
    }
    this.cell = low;
    this.height = Math.ceil(this.pack(sizes, low));
    this.background = null;
    this.stamps = {};
  }

  pack(sizes, cell) {
    const film = this.lives.film, gap = 0.35 * cell;
    this.boxes = [];
    let x = gap, y = gap, tallest = 0;
    sizes.forEach((size, school) => {
      let columns = Math.ceil(Math.sqrt(size * 1.4));
      columns = Math.min(columns, Math.max(1, Math.floor((this.width - 2.5 * gap) / cell)));
      const rows = Math.ceil(size / columns);
      const w = columns * cell + gap, h = rows * cell + gap;
      if (x + w + gap > this.width && x > gap) { x = gap; y += tallest + gap; tallest = 0; }
      this.boxes[school] = {x, y, w, h, columns};
      x += w + gap;
      tallest = Math.max(tallest, h);
    });
    const placed = [];
    this.x = new Float64Array(film.posts);
    this.y = new Float64Array(film.posts);
    for (let i = 0; i < film.posts; i++) {
      const s = film.school(i), box = this.boxes[s], k = placed[s] = (placed[s] === undefined ? 0 : placed[s] + 1);
      this.x[i] = box.x + gap / 2 + (k % box.columns + 0.5) * cell;
      this.y[i] = box.y + gap / 2 + (Math.floor(k / box.columns) + 0.5) * cell;
    }
    return y + tallest + gap;
  }

  nearest(x, y) {
    let best = -1, least = 4 * this.cell * this.cell;
    for (let i = 0; this.x && i < this.x.length; i++) {
      const d = (this.x[i] - x) * (this.x[i] - x) + (this.y[i] - y) * (this.y[i] - y);
      if (d < least) { least = d; best = i; }
    }
    return best;
  }

  outline(m) {
    if (!this.outlined.has(m)) this.outlined.set(m, differing(this.lives, this.other, m));
    return this.outlined.get(m);
  }

  schools() {
    const shown = document.createElement('canvas');
    shown.width = this.canvas.width;
    shown.height = this.canvas.height;
    const pen = shown.getContext('2d');
    pen.scale(this.ratio, this.ratio);
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, this.width, this.height);
    this.boxes.forEach(box => {
      pen.fillStyle = '#f0efe9';
      pen.strokeStyle = '#c9cdd3';
      pen.beginPath();
      pen.rect(box.x, box.y, box.w, box.h);
      pen.fill();
      pen.stroke();
    });
    return shown;
  }

  // time in months, 12.5 is half way between months 12 and 13; still: draw whole months only
  draw(time, still) {
    if (!this.lives) return;
    const film = this.lives.film, last = film.months - 1;
    const m = Math.min(last, Math.floor(time)), next = Math.min(last, m + 1), part = still ? 0 : Math.min(1, time - m);
    if (!this.background) this.background = this.schools();
    const pen = this.canvas.getContext('2d');
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.globalAlpha = 1;
    pen.drawImage(this.background, 0, 0);
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.leavers(pen, m, part, still);
    this.ties(pen, m);
    this.teachers(pen, m, next, part);
    this.rings(pen, m);
  }

  leavers(pen, m, part, still) {
    const film = this.lives.film, r = 0.34 * this.cell;
    pen.strokeStyle = INK;
    pen.lineWidth = 1;
    for (let k = 1; k <= FADING && m - k >= 0; k++) {
      const then = film.at('present', m - k), after = film.at('present', m - k + 1);
      const post = film.at('person_post', m - k), number = film.at('person_number', m - k);
      const post2 = film.at('person_post', m - k + 1), number2 = film.at('person_number', m - k + 1);
      const age = (k - 1 + part) / FADING;
      pen.globalAlpha = Math.max(0, 0.8 * (1 - age));
      pen.beginPath();
      for (let i = 0; i < then.length; i++) {
        if (then[i] < 0.5 || (after[i] > 0.5 && post[i] === post2[i] && number[i] === number2[i])) continue;
        const x = this.x[i], y = this.y[i] - (still ? 0 : age * 0.9 * this.cell), size = r * (1 - 0.5 * age);
        pen.moveTo(x + size, y);
        pen.arc(x, y, size, 0, 7);
      }
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  ties(pen, m) {
    const film = this.lives.film, mentor = film.at('mentor', m), paper = film.at('on_paper', m), present = film.at('present', m);
    [0, 1].forEach(kind => {
      pen.strokeStyle = kind ? PAPER_TIE : TIE;
      pen.lineWidth = kind ? 1.2 : Math.max(1.2, 0.13 * this.cell);
      pen.setLineDash(kind ? [2, 3] : []);
      pen.beginPath();
      for (let i = 0; i < mentor.length; i++) {
        if (mentor[i] === -1 || present[i] < 0.5 || paper[i] !== kind) continue;
        if (mentor[i] >= 0) {
          pen.moveTo(this.x[mentor[i]], this.y[mentor[i]]);
        } else {
          pen.moveTo(this.x[i] - 0.45 * this.cell, this.y[i] - 0.6 * this.cell);   // from outside
        }
        pen.lineTo(this.x[i], this.y[i]);
      }
      pen.stroke();
    });
    pen.setLineDash([]);
  }

  teachers(pen, m, next, part) {
    const film = this.lives.film;
    const present = film.at('present', m), tired = film.at('exhaustion', m), able = film.at('efficacy', m), years = film.at('experience', m);
    const tired2 = film.at('exhaustion', next), able2 = film.at('efficacy', next), present2 = film.at('present', next);
    const who = film.at('person_number', m), who2 = film.at('person_number', next);
    const from = film.at('person_post', m), from2 = film.at('person_post', next);
    const role = film.at('role', m);
    const size = new Float64Array(present.length);
    for (let i = 0; i < present.length; i++) {
      if (present[i] < 0.5) continue;
      const stays = present2[i] > 0.5 && who[i] === who2[i] && from[i] === from2[i];
      const e = stays ? tired[i] + part * (tired2[i] - tired[i]) : tired[i];
      const a = stays ? able[i] + part * (able2[i] - able[i]) : able[i];
      let k = 0;
      while (e >= TIRED[k][0]) k++;
      const step = Math.round(SIZES * Math.max(0, Math.min(1, (a + 1.9) / 3.8)));
      size[i] = this.radius(step);
      const stamp = this.stamp(k, step, years[i] < 1), wide = stamp.width / this.ratio;
      pen.drawImage(stamp, this.dot(this.x[i] - wide / 2), this.dot(this.y[i] - wide / 2), wide, wide);
    }
    // mentors: a square frame
    pen.strokeStyle = TIE;
    pen.lineWidth = Math.max(1, 0.08 * this.cell);
    for (let i = 0; i < present.length; i++) {
      if (present[i] > 0.5 && role[i] === 1) pen.strokeRect(this.x[i] - size[i], this.y[i] - size[i], 2 * size[i], 2 * size[i]);
    }
  }

  radius(step) { return this.cell * (0.18 + 0.26 * step / SIZES); }

  // the nearest place that lies on the grid of the screen's own dots
  dot(place) { return Math.round(place * this.ratio) / this.ratio; }

  // a teacher drawn once for each tiredness, size and newness: stamping is many times faster than drawing
  stamp(k, step, young) {
    const key = (k * (SIZES + 1) + step) * 2 + young;
    if (this.stamps[key]) return this.stamps[key];
    const r = this.radius(step), made = this.stamps[key] = document.createElement('canvas'), pen = made.getContext('2d');
    made.width = made.height = Math.ceil((2 * r + 2) * this.ratio);
    const middle = made.width / this.ratio / 2;
    pen.scale(this.ratio, this.ratio);
    pen.fillStyle = TIRED[k][1];
    pen.beginPath();
    pen.arc(middle, middle, r, 0, 7);
    pen.fill();
    if (young) {   // new this year: a light heart
      pen.fillStyle = '#fff';
      pen.beginPath();
      pen.arc(middle, middle, 0.42 * r, 0, 7);
      pen.fill();
    } else if (k === TIRED.length - 1) {   // a cross, for those who do not see the colour
      const d = 0.5 * r;
      pen.strokeStyle = '#fff';
      pen.lineWidth = Math.max(1, 0.09 * this.cell);
      pen.beginPath();
      pen.moveTo(middle - d, middle - d);
      pen.lineTo(middle + d, middle + d);
      pen.moveTo(middle - d, middle + d);
      pen.lineTo(middle + d, middle - d);
      pen.stroke();
    }
    return made;
  }

  rings(pen, m) {
    const persons = this.lives.persons(m), outlined = this.outline(m);
    pen.strokeStyle = '#000';
    pen.lineWidth = Math.max(1.5, 0.14 * this.cell);
    pen.beginPath();
    for (let i = 0; i < persons.length; i++) {
      if (persons[i] >= 0 && outlined.has(persons[i])) {
        pen.moveTo(this.x[i] + 0.52 * this.cell, this.y[i]);
        pen.arc(this.x[i], this.y[i], 0.52 * this.cell, 0, 7);
      }
    }
    pen.stroke();
    if (this.selected < 0) return;
    const spell = this.lives.spell(this.selected, m);
    const i = spell ? spell.post : this.lives.of(this.selected).length ? this.lives.of(this.selected).slice(-1)[0].post : -1;
    if (i < 0) return;
    pen.strokeStyle = '#b5179e';
    pen.lineWidth = 3;
    if (!spell) pen.setLineDash([3, 3]);
    const d = Math.max(6, 0.72 * this.cell);
    pen.strokeRect(this.x[i] - d, this.y[i] - d, 2 * d, 2 * d);
    pen.setLineDash([]);
  }
}

// what the signs of a picture mean, as a list
function legend(list, w) {
  list.textContent = '';
  const mark = (...shapes) => drawn('svg', {viewBox: '0 0 26 20', 'aria-hidden': 'true'}, ...shapes);
  const dot = (fill, r, more) => drawn('circle', Object.assign({cx: 13, cy: 10, r, fill}, more || {}));
  const line = more => drawn('line', Object.assign({x1: 2, y1: 15, x2: 24, y2: 5, stroke: TIE, 'stroke-width': 2}, more || {}));
  const items = [
    ['rested', mark(dot(TIRED[0][1], 7))], ['usual', mark(dot(TIRED[2][1], 7))], ['tired', mark(dot(TIRED[3][1], 7))],
    ['burned', mark(dot(TIRED[4][1], 7), drawn('path', {d: 'M10 7L16 13M10 13L16 7', stroke: '#fff', 'stroke-width': 2}))],
    ['big', mark(drawn('circle', {cx: 6, cy: 10, r: 3.5, fill: TIRED[1][1]}), drawn('circle', {cx: 18, cy: 10, r: 7, fill: TIRED[1][1]}))],
    ['new', mark(dot(TIRED[1][1], 7), dot('#fff', 3))], ['mentor', mark(line(), drawn('rect', {x: 1, y: 10, width: 9, height: 9, fill: 'none', stroke: TIE, 'stroke-width': 2}))],
    ['paper', mark(line({stroke: PAPER_TIE, 'stroke-dasharray': '2 3'}))], ['leaves', mark(dot('none', 6, {stroke: INK, 'stroke-opacity': 0.5}))],
    ['differs', mark(dot(TIRED[1][1], 5), dot('none', 8, {stroke: '#000', 'stroke-width': 2.5}))],
  ];
  items.forEach(item => list.append(element('li', {}, item[1], w.say('legend.' + item[0]))));
}
