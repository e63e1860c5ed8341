// One world as a picture: schools are boxes, teachers dots, mentors lines; time may lie between two months.
'use strict';

// exhaustion in SD, from rested to burned out; told apart by lightness too
const TIRED = [[-0.75, '#0b4f8a'], [-0.1, '#5b9bd0'], [0.6, '#d9cfa6'], [1.3, '#e08214'], [Infinity, '#8c1d18']];
const LEFT = '#4d5766', FOLLOWED = '#b5179e', PAPER_TIE = '#8c1d18', TIE = '#33414f';
const SIZES = 6;    // steps of a dot's size
const STEPS = 6;    // pictures between two months
const FADING = 5;   // months in which a leaver can still be seen
const LOOKED_AT = ['present', 'exhaustion', 'efficacy', 'experience', 'person_number', 'person_post', 'role', 'mentor', 'on_paper'];

// All lengths are in the screen's own dots. A teacher's sign lies within the cell of her post, so that a picture is made of the one before it
// by drawing anew only the cells whose sign is another one.
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
    if (this.shown) this.shown.m = -1;   // what stands on the canvas is known still; what is to stand there is read anew
    if (fresh) this.resize();
  }

  // room: how high the picture may be, in the page's dots; 0: as its width asks
  resize(room) {
    if (!this.lives) return;
    const ratio = this.ratio = Math.min(2, window.devicePixelRatio || 1), wide = Math.max(120, this.canvas.clientWidth);
    const frame = this.canvas.offsetHeight - this.canvas.clientHeight;
    this.width = Math.round(wide * ratio);
    this.height = Math.round((room ? room - frame : Math.max(wide * 0.72, Math.min(wide * 2.2, 330))) * ratio);
    this.place();
    this.canvas.style.height = this.height / ratio + frame + 'px';
    this.canvas.width = this.width;
    this.canvas.height = this.height;
    this.pen = this.canvas.getContext('2d', {alpha: false});
  }

  // pack the schools side by side, in their order: all as many teachers high as lets the cells be largest
  place() {
    const film = this.lives.film, sizes = [];
    for (let i = 0; i < film.posts; i++) sizes[film.school(i)] = (sizes[film.school(i)] || 0) + 1;
    let best = {cell: 0, rows: 1};
    for (let rows = 1; rows <= Math.max(...sizes); rows++) {
      let low = 2 * this.ratio, high = 90 * this.ratio;
      for (let k = 0; k < 16; k++) {
        const cell = (low + high) / 2;
        if (this.pack(sizes, cell, rows) <= this.height) low = cell; else high = cell;
      }
      if (low > best.cell) best = {cell: low, rows};
    }
    this.cell = best.cell;
    this.height = Math.ceil(this.pack(sizes, best.cell, best.rows));
    this.seats(best.rows);
    this.half = Math.floor((this.cell - 1) / 2);
    this.background = this.sheet();
    this.schools(this.background.getContext('2d'));
    this.floor = this.sheet();
    this.floor_pen = this.floor.getContext('2d');
    this.signs = {};
    this.shown = null;
  }

  // the schools' boxes for a size of the cells; returns the height that they need
  pack(sizes, cell, rows) {
    const gap = 0.35 * cell, h = rows * cell + gap;
    this.boxes = [];
    let x = gap, y = gap;
    sizes.forEach((size, school) => {
      const w = Math.ceil(size / rows) * cell + gap;
      if (x + w + gap > this.width && x > gap) { x = gap; y += h + gap; }
      this.boxes[school] = {x, y, w, h};
      x += w + gap;
      if (x > this.width) y = Infinity;   // a school wider than the picture
    });
    return y + h + gap;
  }

  // where the teacher of each post stands: down the columns of the school's box
  seats(rows) {
    const {film} = this.lives, gap = 0.35 * this.cell, placed = [];
    this.x = new Float64Array(film.posts);
    this.y = new Float64Array(film.posts);
    for (let i = 0; i < film.posts; i++) {
      const s = film.school(i), box = this.boxes[s], k = placed[s] = (placed[s] === undefined ? 0 : placed[s] + 1);
      this.x[i] = Math.round(box.x + gap / 2 + (Math.floor(k / rows) + 0.5) * this.cell);
      this.y[i] = Math.round(box.y + gap / 2 + (k % rows + 0.5) * this.cell);
    }
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

  sheet() {
    const made = document.createElement('canvas');
    made.width = this.width;
    made.height = this.height;
    return made;
  }

  schools(pen) {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, this.width, this.height);
    pen.fillStyle = '#f0efe9';
    pen.strokeStyle = '#c9cdd3';
    pen.lineWidth = this.ratio;
    this.boxes.forEach(box => {
      pen.beginPath();
      pen.rect(box.x, box.y, box.w, box.h);
      pen.fill();
      pen.stroke();
    });
  }

  // time in months, 12.5 is half way between months 12 and 13; still: draw whole months only
  draw(time, still) {
    if (!this.lives) return;
    const m = Math.min(this.lives.film.months - 1, Math.floor(time)), step = still ? 0 : Math.floor(STEPS * Math.min(0.999, time - m));
    const before = this.shown;
    if (before && before.m === m && before.step === step && before.still === still && before.selected === this.selected) return;
    const posts = this.x.length, now = this.shown = {m, step, still, selected: this.selected, looks: new Int32Array(posts), boxes: []};
    if (before && before.m === m) ['columns', 'next', 'ringed', 'leavers', 'ties'].forEach(name => { now[name] = before[name]; });
    else this.month(now);
    const tied = before && before.m === m ? [] : this.ties(now, before);
    this.looks(now);
    now.leavers.forEach(leaver => now.boxes.push(this.ghost(leaver, now)));
    const chosen = this.chosen(m);
    if (chosen) now.boxes.push(chosen);
    const touched = new Uint8Array(posts), pen = this.pen;
    let count = 0;
    for (let i = 0; i < posts; i++) if (!before || now.looks[i] !== before.looks[i]) { touched[i] = 1; count += 1; }
    const boxes = before ? tied.concat(before.boxes, now.boxes) : [];
    if (before && 2 * count < posts && boxes.length < 200) {
      boxes.forEach(box => {
        for (let i = 0; i < posts; i++) {
          if (Math.abs(this.x[i] - box.x) < box.w + this.half && Math.abs(this.y[i] - box.y) < box.h + this.half) touched[i] = 1;
        }
        this.clear(box.x, box.y, box.w, box.h);
      });
      for (let i = 0; i < posts; i++) if (touched[i]) this.clear(this.x[i], this.y[i], this.half, this.half);
    } else {
      touched.fill(1);
      pen.drawImage(this.floor, 0, 0);
    }
    now.leavers.forEach((leaver, k) => this.leaver(now.boxes[k]));
    for (let i = 0; i < posts; i++) if (touched[i] && now.looks[i]) this.stamp(now.looks[i], this.x[i], this.y[i]);
    if (chosen) this.frame(chosen);
  }

  // put schools and lines back where something else was drawn
  clear(x, y, w, h) {
    const left = Math.max(0, Math.floor(x - w)), top = Math.max(0, Math.floor(y - h));
    const wide = Math.min(this.width, Math.ceil(x + w)) - left, high = Math.min(this.height, Math.ceil(y + h)) - top;
    if (wide > 0 && high > 0) this.pen.drawImage(this.floor, left, top, wide, high, left, top, wide, high);
  }

  // what a month needs: its columns and those of the next, who is ringed, who left in the months before
  month(now) {
    const film = this.lives.film, {m} = now, read = month => Object.fromEntries(LOOKED_AT.map(name => [name, film.at(name, month)]));
    now.columns = read(m);
    now.next = read(Math.min(film.months - 1, m + 1));
    const persons = this.lives.persons(m), outlined = this.outline(m);
    now.ringed = Uint8Array.from(persons, who => who >= 0 && outlined.has(who) ? 1 : 0);
    now.leavers = [];
    for (let k = 1; k <= FADING && m - k >= 0; k++) {
      const then = this.lives.persons(m - k), after = this.lives.persons(m - k + 1);
      for (let i = 0; i < then.length; i++) if (then[i] >= 0 && then[i] !== after[i]) now.leavers.push({post: i, months: k - 1});
    }
  }

  // draw the lines anew where any has changed; return the boxes round the old and the new ones
  ties(now, before) {
    const {mentor, on_paper: paper, present} = now.columns, boxes = [], posts = mentor.length;
    const tie = now.ties = Int32Array.from(mentor, (other, i) => other === -1 || present[i] < 0.5 ? 0 : 4 * (other + 2) + 2 + (paper[i] ? 1 : 0));
    const end = (kind, i) => { const other = (kind >> 2) - 2; return other >= 0 ? [this.x[other], this.y[other]] : [this.x[i] - 0.45 * this.cell, this.y[i] - 0.6 * this.cell]; };
    const thick = Math.max(1.2 * this.ratio, 0.13 * this.cell);
    for (let i = 0; i < posts; i++) {
      if (before && tie[i] === before.ties[i]) continue;
      [tie[i], before ? before.ties[i] : 0].filter(Boolean).forEach(kind => {
        const [x, y] = end(kind, i);
        boxes.push({x: (x + this.x[i]) / 2, y: (y + this.y[i]) / 2, w: Math.abs(x - this.x[i]) / 2 + thick, h: Math.abs(y - this.y[i]) / 2 + thick});
      });
    }
    if (before && !boxes.length) return boxes;
    const pen = this.floor_pen;
    pen.drawImage(this.background, 0, 0);
    [0, 1].forEach(kind => {
      pen.strokeStyle = kind ? PAPER_TIE : TIE;
      pen.lineWidth = kind ? 1.2 * this.ratio : thick;
      pen.setLineDash(kind ? [2 * this.ratio, 3 * this.ratio] : []);
      pen.beginPath();
      for (let i = 0; i < posts; i++) {
        if (!tie[i] || (tie[i] & 1) !== kind) continue;
        pen.moveTo(...end(tie[i], i));
        pen.lineTo(this.x[i], this.y[i]);
      }
      pen.stroke();
    });
    return boxes;
  }

  // the sign of each post: 0 where nobody is; else tiredness, size, newness, mentor, ring in one number
  looks(now) {
    const {present, exhaustion: tired, efficacy: able, experience: years, person_number: who, person_post: from, role} = now.columns;
    const {present: present2, exhaustion: tired2, efficacy: able2, person_number: who2, person_post: from2} = now.next;
    const part = now.step / STEPS, {looks, ringed} = now;
    for (let i = 0; i < looks.length; i++) {
      if (present[i] < 0.5) continue;
      const stays = present2[i] > 0.5 && who[i] === who2[i] && from[i] === from2[i];
      const e = stays ? tired[i] + part * (tired2[i] - tired[i]) : tired[i];
      const a = stays ? able[i] + part * (able2[i] - able[i]) : able[i];
      let k = 0;
      while (e >= TIRED[k][0]) k++;
      const size = Math.round(SIZES * Math.max(0, Math.min(1, (a + 1.9) / 3.8)));
      looks[i] = 1 + ringed[i] + 2 * ((role[i] === 1 ? 1 : 0) + 2 * ((years[i] < 1 ? 1 : 0) + 2 * (size + (SIZES + 1) * k)));
    }
  }

  // a teacher drawn once for each sign: stamping is many times faster than drawing
  stamp(look, x, y) {
    const sign = this.signs[look] = this.signs[look] || this.sign(look - 1);
    this.pen.drawImage(sign, x - this.half, y - this.half);
  }

  sign(number) {
    const bit = size => { const value = number % size; number = (number - value) / size; return value; };
    const ringed = bit(2), mentor = bit(2), young = bit(2), size = bit(SIZES + 1), k = number;
    const made = document.createElement('canvas'), pen = made.getContext('2d'), {cell, ratio, half} = this, r = half * (0.38 + 0.6 * size / SIZES);
    made.width = made.height = 2 * half;
    const disc = (radius, colour) => { pen.fillStyle = colour; pen.beginPath(); pen.arc(half, half, radius, 0, 7); pen.fill(); };
    disc(r, TIRED[k][1]);
    if (young) {   // new this year: a light heart
      disc(0.42 * r, '#fff');
    } else if (k === TIRED.length - 1) {   // a cross, for those who do not see the colour
      const d = 0.5 * r;
      pen.strokeStyle = '#fff';
      pen.lineWidth = Math.max(ratio, 0.09 * cell);
      pen.beginPath();
      pen.moveTo(half - d, half - d);
      pen.lineTo(half + d, half + d);
      pen.moveTo(half - d, half + d);
      pen.lineTo(half + d, half - d);
      pen.stroke();
    }
    if (mentor) {   // a square frame
      const d = Math.min(r, half - ratio);
      pen.strokeStyle = TIE;
      pen.lineWidth = Math.max(ratio, 0.08 * cell);
      pen.strokeRect(half - d, half - d, 2 * d, 2 * d);
    }
    if (ringed) {   // in post here, gone in the other world
      pen.strokeStyle = '#000';
      pen.lineWidth = Math.max(1.5 * ratio, 0.12 * cell);
      pen.beginPath();
      pen.arc(half, half, half - pen.lineWidth / 2, 0, 7);
      pen.stroke();
    }
    return made;
  }

  // a leaver is a small circle at the corner of the post, for a ring round the post would be the sign of whoever came after
  ghost(leaver, now) {
    const age = (leaver.months + now.step / STEPS) / FADING, size = 0.2 * this.cell + this.ratio, aside = 0.42 * this.cell;
    return {x: this.x[leaver.post] + aside, y: this.y[leaver.post] - aside * (now.still ? 1 : 1 + age), w: size, h: size, faint: 0.9 * (1 - age)};
  }

  leaver(box) {
    const pen = this.pen;
    pen.globalAlpha = Math.max(0, box.faint);
    pen.strokeStyle = LEFT;
    pen.lineWidth = this.ratio;
    pen.beginPath();
    pen.arc(box.x, box.y, box.w - this.ratio, 0, 7);
    pen.stroke();
    pen.globalAlpha = 1;
  }

  // the box round the teacher who is followed; dashed where she was last seen
  chosen(m) {
    const hers = this.selected < 0 ? [] : this.lives.of(this.selected), spell = hers.length ? this.lives.spell(this.selected, m) : null;
    if (!hers.length) return null;
    const {post} = spell || hers[hers.length - 1], d = Math.max(6 * this.ratio, 0.72 * this.cell) + 2 * this.ratio;
    return {x: this.x[post], y: this.y[post], w: d, h: d, dashed: !spell};
  }

  frame(box) {
    const pen = this.pen, d = box.w - 2 * this.ratio;
    pen.strokeStyle = FOLLOWED;
    pen.lineWidth = 3 * this.ratio;
    pen.setLineDash(box.dashed ? [3 * this.ratio, 3 * this.ratio] : []);
    pen.strokeRect(box.x - d, box.y - d, 2 * d, 2 * d);
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
    ['paper', mark(line({stroke: PAPER_TIE, 'stroke-dasharray': '2 3'}))], ['leaves', mark(dot('#e6e8eb', 6), dot('none', 3.5, {cx: 19, cy: 5, stroke: LEFT, 'stroke-width': 1.5}))],
    ['differs', mark(dot(TIRED[1][1], 5), dot('none', 8, {stroke: '#000', 'stroke-width': 2.5}))],
    ['followed', mark(dot(TIRED[1][1], 5), drawn('rect', {x: 4.5, y: 1.5, width: 17, height: 17, fill: 'none', stroke: FOLLOWED, 'stroke-width': 3}))],
  ];
  items.forEach(item => list.append(element('li', {}, item[1], w.say('legend.' + item[0]))));
}
