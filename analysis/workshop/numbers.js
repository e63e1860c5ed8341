// The two worlds in numbers: a table that stands while its texts change.
'use strict';

class Numbers {
  constructor(app) { this.app = app; }

  // rows of the table: [name, today, ours, decimals (-1: money), the bar's whole (0: no bar), [planned hours]]
  rows() {
    const {month: m, cohort} = this.app, years = (m + 1) / 12, worlds = [this.app.today, this.app.ours], read = worlds.map(lives => lives.reading(cohort.new, m));
    const both = (name, digits, whole, more) => [name, read[0][name], read[1][name], digits, whole, more];
    return [
      ['kept.new', read[0].kept, read[1].kept, 0, 100], ['kept.all', ...worlds.map(lives => 100 * lives.kept(cohort.all, m + 1)), 0, 100],
      both('burned', 0, 100), both('exhaustion', 2, 0), both('met', 1, Math.max(1, read[0].planned, read[1].planned), read.map(one => one.planned)),
      both('paper', 0, 100), ['money', read[0].money / years, read[1].money / years, -1, Math.max(1, read[0].money, read[1].money) / years],
    ];
  }

  // while the years pass only the texts change: the table stands
  show(afresh) {
    const {words: w, month: m, cohort} = this.app, rows = this.rows(), currency = this.app.meta.context.currency;
    if (afresh || !this.cells) this.table(rows);
    const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };
    rows.forEach((row, k) => {
      const cells = this.cells[k], said = value => row[3] < 0 ? w.money(value, currency) : w.number(value, row[3]), gap = row[2] - row[1];
      [0, 1].forEach(world => {
        const value = row[1 + world], cell = cells[world];
        write(cell.value, said(value));
        write(cell.more, row[5] && value > 0 ? ' ' + w.say('of.planned', {hours: w.plain(row[5][world], 1)}) : '');
        if (cell.bar) cell.bar.style.width = isFinite(value) ? Math.max(0, Math.min(100, 100 * value / row[4])).toFixed(1) + '%' : '0';
      });
      write(cells[2], !isFinite(gap) ? '–' : row[3] < 0 ? w.moneySigned(gap, currency) : w.signed(gap, row[3]));
    });
    write(id('numbers-when'), w.say('numbers.when', {when: w.date(m), count: w.number(cohort.new.length), all: w.number(cohort.all.length)}));
    write(id('differ'), w.say('differ', {count: w.number(this.app.outlined())}));
  }

  table(rows) {
    const w = this.app.words, table = id('numbers'), body = element('tbody');
    table.textContent = '';
    table.append(element('thead', {}, element('tr', {}, ...['what', 'today', 'ours', 'difference'].map(key => element('th', {scope: 'col', text: w.say(key)})))), body);
    this.cells = rows.map(row => {
      const line = element('tr', {}, element('th', {scope: 'row', text: w.say('row.' + row[0])})), gap = element('td');
      const cells = ['today', 'ours'].map(world => {
        const cell = {value: element('strong'), more: element('small'), bar: row[4] ? element('i') : null};
        line.append(element('td', {class: world}, cell.value, cell.more, cell.bar ? element('span', {class: 'bar', 'aria-hidden': 'true'}, cell.bar) : null));
        return cell;
      });
      line.append(gap);
      body.append(line);
      return [...cells, gap];
    });
  }
}
