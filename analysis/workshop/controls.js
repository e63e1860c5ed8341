// The policy's sliders: what they are called, how far they go, and what today's value is.
'use strict';

// [lever, from, to, step, way of writing]; the range is the part of a lever's bounds that a workshop needs
const FIRST_LEVERS = [
  ['individual_h_month', 0, 12, 0.5, 'plain'], ['release_h_week', 0, 6, 0.5, 'plain'], ['mentee_load_reduction', 0, 0.3, 0.01, 'share'],
  ['mentor_training_h', 0, 80, 4, 'plain'], ['imposed_share', 0, 1, 0.05, 'share'], ['match_rule'], ['rematch_window_months', 0, 12, 1, 'plain'],
  ['recognition'], ['mentor_pay_share', 0, 0.3, 0.01, 'share'], ['coverage', 0, 1, 0.01, 'share'], ['duration_months', 3, 60, 3, 'plain'],
];
const MORE_LEVERS = [
  ['reach_years', 1, 40, 1, 'plain'], ['monitoring_visits', 0, 8, 0.5, 'plain'], ['followup_visits', 0, 12, 1, 'plain'], ['formality', 0, 3, 0.5, 'plain'],
  ['mentor_pool'], ['group_size', 1, 12, 1, 'plain'], ['group_h_month', 0, 12, 0.5, 'plain'], ['remote_share', 0, 1, 0.05, 'share'],
  ['funding_end_month', 12, 132, 12, 'never'], ['local_ownership', 0, 1, 0.05, 'share'], ['pay_supplement', 0, 0.4, 0.01, 'share'],
  ['retention_bonus', 0, 0.4, 0.01, 'share'], ['load_cut_hours', 0, 10, 0.5, 'plain'], ['class_size_cut', 0, 15, 1, 'plain'],
  ['head_training_days', 0, 30, 1, 'plain'], ['circle_h_month', 0, 10, 0.5, 'plain'],
];
const NEVER = 600;   // months: the lever's "for good"
const NEVER_ON_SLIDER = 132;

class Controls {
  constructor(meta, words, changed) {
    this.meta = meta;
    this.words = words;
    this.changed = changed;
    this.inputs = {};
  }

  label(name) { return this.words.say('lever.' + name, {}, this.meta.levers[name].label); }

  written(how, value) {
    const w = this.words;
    if (how === 'share') return w.say('of100', {value: w.number(100 * value)});
    if (how === 'never' && value >= NEVER_ON_SLIDER) return w.say('never');
    return w.plain(value);
  }

  choice(name, value) { return this.words.say('choice.' + value, {}, String(value).replace(/_/g, ' ')); }

  build(box, list, levers, today) {
    box.textContent = '';
    list.filter(item => this.meta.levers[item[0]]).forEach(item => {
      const name = item[0], id = 'lever-' + name, choices = this.meta.levers[name].choices;
      const output = element('output', {for: id, id: id + '-value'});
      const unit = choices && choices.length ? '' : this.words.say('unit.' + name, {}, this.meta.levers[name].unit);
      const label = element('label', {for: id}, element('span', {text: this.label(name)}), element('span', {}, output, ' ', element('small', {text: unit})));
      const note = element('small', {id: id + '-note'});
      let input;
      if (choices && choices.length) {
        input = element('select', {id, 'aria-describedby': note.id});
        choices.forEach(choice => input.append(element('option', {value: choice, text: this.choice(name, choice)})));
        input.addEventListener('change', () => this.changed(name, input.value));
      } else {
        input = element('input', {id, type: 'range', min: item[1], max: item[2], step: item[3], 'aria-describedby': note.id});
        input.addEventListener('input', () => {
          const value = Number(input.value);
          this.changed(name, item[4] === 'never' && value >= NEVER_ON_SLIDER ? NEVER : value);
        });
      }
      box.append(element('div', {class: 'lever'}, label, input, note));
      this.inputs[name] = {input, output, note, item, unit};
    });
    this.show(levers, today);
  }

  show(levers, today) {
    Object.keys(this.inputs).forEach(name => {
      const {input, output, note, item, unit} = this.inputs[name], value = levers[name];
      if (item.length === 1) {
        if (input.value !== value) input.value = value;
        output.textContent = '';
        note.textContent = this.words.say('today.is', {value: this.choice(name, today[name])});
        return;
      }
      const shown = Math.min(item[2], value);
      if (Number(input.value) !== shown) input.value = shown;
      output.textContent = this.written(item[4], item[4] === 'never' ? shown : value);
      input.setAttribute('aria-valuetext', output.textContent + ' ' + unit);
      note.textContent = this.words.say('today.is', {value: this.written(item[4], today[name])});
    });
  }
}
