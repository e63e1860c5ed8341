// The two worlds in numbers: a table that stands while its texts change.
'use strict';

// outcomes over many districts that stand beside a row: [outcome, multiplied by]
const BESIDE = {
  'kept.new': ['kept_new', 100], 'kept.all': ['kept', 100], burned: ['burned_out_share', 100], met: ['delivered_hours', 1],
  paper: ['on_paper_share', 100], money: ['cost_total', 1 / LUCK_YEARS],
};

class Numbers {
  constructor(app) { this.app = app; }

  // rows of the table: [name, today, ours, decimals (-1: money), the bar's whole (0: no bar), [planned hours]]
  rows() {
    const {month: m, cohort} = this.app, years = (m + 1) / 12, worlds = [this.app.today, this.app.ours], read = worlds.map(lives => lives.reading(cohort.new, m));
    const both = (name, digits, whole, more) => [name, read[0][name], read[1][name], digits, whole, more];
    return [
      ['kept.new', read[0].kept, read[1].kept, 0, 100], ['kept.all', ...worlds.map(lives => 100 * lives.kept(cohort.all, m + 1)), 0, 100],
      both('burned', 0, 100), both('met', 1, Math.max(1, read[0].planned, read[1].planned), read.map(one => one.planned)),
      both('paper', 0, 100), ['money', read[0].money / years, read[1].money / years, -1, Math.max(1, read[0].money, read[1].money) / years],
    ];
  }

  // while the years pass only the texts change: the table stands
  show(afresh) {
    const {words: w, month: m, cohort} = this.app, rows = this.rows(), currency = this.app.meta.context.currency;
    if (afresh || !this.cells) { this.table(rows); this.beside(); }
    const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };
    rows.forEach((row, k) => {
      const shown = value => Number(value.toFixed(Math.max(0, row[3])));   // so that the three numbers of a row agree
      const cells = this.cells[k], said = value => row[3] < 0 ? w.money(value, currency) : w.number(value, row[3]), gap = row[3] < 0 ? row[2] - row[1] : shown(row[2]) - shown(row[1]);
      [0, 1].forEach(world => {
        const value = row[1 + world], cell = cells[world];
        write(cell.value, said(value));
        write(cell.more, row[5] && value > 0 ? ' ' + w.say('of.planned', {hours: w.plain(row[5][world], 1)}) : '');
        if (cell.bar) cell.bar.style.width = isFinite(value) ? Math.max(0, Math.min(100, 100 * value / row[4])).toFixed(1) + '%' : '0';
      });
      write(cells[2].value, !isFinite(gap) ? '–' : row[3] < 0 ? w.moneySigned(gap, currency) : w.signed(gap, row[3]));
    });
    write(id('numbers-when'), w.say('numbers.when', {when: w.date(m), count: w.number(cohort.new.length), all: w.number(cohort.all.length)}));
    write(id('differ'), w.say('differ', {count: w.number(this.app.outlined())}));
  }

  // the paired difference over many districts, with the interval of its mean
  beside() {
    const {words: w, heard} = this.app, currency = this.app.meta.context.currency, write = (element, text) => { if (element.textContent !== text) element.textContent = text; };
    if (!this.cells) return;
    Object.keys(BESIDE).forEach((name, k) => {
      const [outcome, factor] = BESIDE[name], found = heard && heard.outcomes[outcome], {value, more} = this.cells[k][3];
      const said = number => name === 'money' ? w.moneySigned(factor * number, currency) : w.signed(factor * number, 1);
      const there = found && isFinite(found.difference);
      write(value, there ? said(found.difference) : heard ? '–' : '…');
      write(more, there && name !== 'money' ? ' (' + said(found.mean_low) + ' … ' + said(found.mean_high) + ')' : '');
    });
    const over = w.say('over.districts', {done: w.number(heard ? heard.done : REPLICATES), years: w.number(LUCK_YEARS)});
    write(this.over, over);
    this.cells.forEach(cells => { cells[3].cell.dataset.over = over; });   // said in each row where a narrow page has no heads of columns
  }

  table(rows) {
    const w = this.app.words, table = id('numbers'), body = element('tbody');
    table.textContent = '';
    this.over = element('th', {scope: 'col'});
    const heads = ['what', 'today', 'ours', 'difference'].map(key => element('th', {scope: 'col', text: w.say(key)}));
    table.append(element('thead', {}, element('tr', {}, ...heads, this.over)), body);
    this.cells = rows.map(row => {
      const line = element('tr', {}, element('th', {scope: 'row', text: w.say('row.' + row[0])}));
      const cells = ['today', 'ours'].map(world => {
        const cell = {value: element('strong'), more: element('small'), bar: row[4] ? element('i') : null};
        line.append(element('td', {class: world}, cell.value, cell.more, cell.bar ? element('span', {class: 'bar', 'aria-hidden': 'true'}, cell.bar) : null));
        return cell;
      });
      const [gap, over] = ['gap', 'over'].map(name => {
        const value = element('span'), more = element('small'), cell = element('td', {class: name}, value, more);
        line.append(cell);
        return {cell, value, more};
      });
      body.append(line);
      return [...cells, gap, over];
    });
  }
}
