// The page's words and numbers in the language that is chosen.
'use strict';

// Kazakh numbers are written as Russian ones; few browsers know that
const LOCALES = {en: 'en-GB', ur: 'ur-PK', ru: 'ru-RU', kk: 'ru-RU'};
// numbers of a language that a browser does not know are written as in its neighbour's
const NEIGHBOUR = {ur: 'en-PK'};
const NAMES_OF_LANGUAGES = {en: 'English', ur: 'اردو', ru: 'Русский', kk: 'Қазақша'};
const RIGHT_TO_LEFT = ['ur'];

class Words {
  // said: {keys: [...], tables: {language: [text, ...]}}
  constructor(said, language) {
    this.tables = {};
    Object.keys(said.tables).forEach(name => {
      const table = this.tables[name] = {};
      said.keys.forEach((key, k) => { table[key] = said.tables[name][k]; });
    });
    this.language = language;
    this.writers = {};
  }

  // the text of a key with {names} filled in; English where a language has none, the fallback (or the key) where English has none
  say(key, values, fallback) {
    const table = this.tables[this.language] || {};
    let text = table[key] || this.tables.en[key] || fallback || key;
    Object.keys(values || {}).forEach(name => { text = text.split('{' + name + '}').join(values[name]); });
    return this.language === 'kk' ? text.replace(/(\d)-(?=\D)/g, '$1\u2011') : text;   // a number keeps its ending on its line: 100-ден
  }

  list(texts) { return texts.join(RIGHT_TO_LEFT.includes(this.language) ? '\u061b ' : '; '); }

  get locale() {
    const wished = LOCALES[this.language];
    return Intl.NumberFormat.supportedLocalesOf([wished]).length ? wished : NEIGHBOUR[this.language] || 'en-GB';
  }

  number(value, digits) {
    if (!isFinite(value)) return '–';
    const places = digits || 0;
    const zero = Math.abs(value) < 0.5 * Math.pow(10, -places);
    return this.signSafe(this.writer(places, places).format(zero ? 0 : value).replace('-', '−'));
  }

  // writers of numbers are slow to make, so they are kept
  writer(least, most) {
    const key = this.language + least + most;
    if (!this.writers[key]) this.writers[key] = new Intl.NumberFormat(this.locale, {minimumFractionDigits: least, maximumFractionDigits: most});
    return this.writers[key];
  }

  // in a line from right to left a sign would jump behind its number
  signSafe(text) { return RIGHT_TO_LEFT.includes(this.language) && /^[+−]/.test(text) ? '\u200e' + text : text; }

  // at most `digits` decimals: 4, 1.5
  plain(value, digits) {
    return this.writer(0, digits === undefined ? 2 : digits).format(value).replace('-', '−');
  }

  signed(value, digits) {
    const text = this.number(value, digits);
    return value > 0 && Number(value.toFixed(digits || 0)) !== 0 ? this.signSafe('+' + text) : text;
  }

  // money with three figures: 12.3 million PKR
  money(value, currency) {
    if (!isFinite(value)) return '–';
    const size = Math.abs(value), called = this.say('currency.' + currency, {}, currency);
    const steps = [[1e9, 'billion'], [1e6, 'million']];
    for (const [step, name] of steps) {
      if (size >= 0.9995 * step) return this._three(value / step) + ' ' + this.say('money.' + name) + ' ' + called;
    }
    return this._three(value) + ' ' + called;
  }

  // a difference in money, with its sign
  moneySigned(value, currency) { return value > 0 ? this.signSafe('+' + this.money(value, currency)) : this.money(value, currency); }

  _three(value) {
    const size = Math.abs(value);
    if (size >= 100) {
      const step = Math.pow(10, Math.max(0, Math.floor(Math.log10(size)) - 2));
      return this.number(Math.round(value / step) * step, 0);
    }
    return this.number(value, size >= 10 || size === 0 ? 0 : 1);
  }

  // a month of the film as people say it; months count from 0
  month(m) { return this.say('month', {year: this.number(Math.floor(m / 12) + 1), month: this.number(m % 12 + 1)}); }

  date(m) { return this.say('date', {year: this.number(Math.floor(m / 12) + 1), month: this.number(m % 12 + 1)}); }
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  Object.keys(attributes || {}).forEach(name => {
    if (name === 'text') made.textContent = attributes[name];
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), attributes[name]);
    else if (attributes[name] === true) made.setAttribute(name, '');
    else if (attributes[name] !== false && attributes[name] !== undefined) made.setAttribute(name, attributes[name]);
  });
  children.forEach(child => { if (child !== null && child !== undefined) made.append(child); });
  return made;
}

function drawn(tag, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.keys(attributes || {}).forEach(name => {
    if (name === 'text') made.textContent = attributes[name]; else made.setAttribute(name, attributes[name]);
  });
  children.forEach(child => made.append(child));
  return made;
}
