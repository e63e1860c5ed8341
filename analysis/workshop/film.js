/* What one run left behind: months of columns, sums, spells, the ledger, and what is counted of them. */
"use strict";

(() => {
  const {BYTES, FILMED, VIEWS, fault} = Engine;

  const GONE = {moved_out: 3, voluntary: 5, other: 6, retired: 7};
  const YEARS = [1, 3, 5];

  /* What one run left behind: months of columns, sums, spells and the ledger. */
  class Film {
    constructor(world) {
      this.world = world;
      this.meta = world.engine.meta;
      this.plan = world.after;
      this.posts = world.asked.teachers;
      this.schools = this.plan.sizes.schools;
      this.months = 12 * world.asked.years;
      this.years = world.asked.years;
      this.fresh();
    }

    fresh() { this.table = this.rows_of = null; }

    at(name, month) {
      const column = this.meta.columns[name];
      return this.frame(name, column && column.array, month, this.posts);
    }

    school_at(name, month) { return this.frame(name, "s", month, this.schools); }

    frame(name, array, month, length) {
      const slot = this.world.slot[`${array === "s" ? "school " : ""}${name}`];
      if (slot === undefined) throw fault("name", `${name} is not in this film`);
      if (!(month >= 0 && month < this.months)) throw fault("name", `month ${month} is not in this film`);
      const [film] = FILMED[array], width = this.world.picks[array].length, kind = this.meta.arrays[film].kind;
      return new VIEWS[kind](this.plan.machine.memory.buffer, this.plan.at[film] + (month * width + slot) * length * BYTES[kind], length);
    }

    of(name, post) { return Float64Array.from({length: this.months}, (_, month) => this.at(name, month)[post]); }

    person(post, month) {
      if (this.at("present", month)[post] < 0.5) return -1;
      return key(this.at("person_post", month)[post], this.at("person_number", month)[post]);
    }

    /* The persons of all posts in a month, -1 for a vacancy. */
    persons(month) {
      const present = this.at("present", month), posts = this.at("person_post", month), numbers = this.at("person_number", month);
      const found = new Float64Array(this.posts);
      for (let post = 0; post < found.length; post++) found[post] = present[post] < 0.5 ? -1 : key(posts[post], numbers[post]);
      return found;
    }

    school(post) { return this.plan.whole("post_school", post); }

    sums(array, names, name, rows) {
      const k = names.indexOf(name), values = this.plan.view(array), width = names.length, found = new Float64Array(rows);
      if (k < 0) throw fault("name", `there is no ${array} record ${name}`);
      for (let d = 0; d < this.plan.sizes.districts; d++) for (let r = 0; r < rows; r++) found[r] += values[(d * rows + r) * width + k];
      return found;
    }

    monthly(name) { return this.sums("monthly", this.meta.monthly, name, this.months); }

    ledger(line) {
      const months = this.sums("ledger", Object.keys(this.meta.ledger), line, this.months);
      return Float64Array.from({length: this.years}, (_, year) => months.subarray(12 * year, 12 * year + 12).reduce((a, b) => a + b, 0));
    }

    /* Sum of a yearly record over all cells and the first years. */
    yearly(name, years) {
      const {yearly, cells} = this.meta, k = yearly.indexOf(name), values = this.plan.view("yearly"), width = yearly.length;
      let total = 0;
      for (let d = 0; d < this.plan.sizes.districts; d++) {
        const from = d * this.years * cells;
        for (let row = from; row < from + years * cells; row++) total += values[row * width + k];
      }
      return total;
    }

    /* One column of the spells, a view over all their rows. */
    spell_column(name) {
      const {integers, floats} = this.meta.spells, width = this.plan.sizes.spells;
      const whole = integers.indexOf(name), k = whole < 0 ? floats.indexOf(name) : whole;
      return this.plan.view(whole < 0 ? "spell_f" : "spell_i").subarray(k * width, (k + 1) * width);
    }

    /* The rows of the spells that are taken, and by person in the order of time. */
    rows() {
      if (this.rows_of) return this.rows_of;
      const clusters = this.plan.view("cluster_i"), count = this.plan.sizes.clusters, all = [], people = new Map();
      const field = (name, c) => clusters[2 * (this.meta.clusters.indexOf(name) * count + c)];
      const posts = this.spell_column("person_post"), numbers = this.spell_column("person_number"), start = this.spell_column("start_month");
      for (let c = 0; c < count; c++) {
        const first = field("spell_first", c), end = first + field("spell_count", c);
        for (let row = first; row < end; row++) {
          const person = key(posts[row], numbers[row]), hers = people.get(person);
          all.push(row);
          if (hers) hers.push(row); else people.set(person, [row]);
        }
      }
      for (const hers of people.values()) if (hers.length > 1) hers.sort((a, b) => start[a] - start[b]);
      return this.rows_of = {all, people};
    }

    spell(row) {
      const spell = {};
      for (const name of this.meta.spells.integers) spell[name] = this.spell_column(name)[row];
      for (const name of this.meta.spells.floats) spell[name] = this.spell_column(name)[row];
      spell.person = key(spell.person_post, spell.person_number);
      spell.entry = this.meta.entry[spell.entry];
      spell.exit = this.meta.exit[spell.exit];
      return spell;
    }

    spells() {
      if (this.table) return this.table;
      const {integers, floats} = this.meta.spells, {entry, exit} = this.meta;
      const columns = [...integers, ...floats].map((name) => [name, this.spell_column(name)]);
      return this.table = this.rows().all.map((row) => {
        const spell = {};
        for (const [name, column] of columns) spell[name] = column[row];
        spell.person = key(spell.person_post, spell.person_number);
        spell.entry = entry[spell.entry];
        spell.exit = exit[spell.exit];
        return spell;
      });
    }

    spells_of(person) { return (this.rows().people.get(person) || []).map((row) => this.spell(row)); }

    /* The rows of the spells that were open when the film began. */
    starters() {
      const start = this.spell_column("start_month"), entry = this.spell_column("entry");
      const old = this.meta.entry.indexOf("incumbent"), young = this.meta.entry.indexOf("novice");
      return this.rows().all.filter((row) => start[row] <= 0 && (entry[row] === old || entry[row] === young));
    }

    /* Return a function that says what became of the person of a first spell by the start of a month. */
    fate_of() {
      const [start, end, exit, school] = ["start_month", "end_month", "exit", "school"].map((name) => this.spell_column(name));
      const posts = this.spell_column("person_post"), numbers = this.spell_column("person_number"), {people} = this.rows();
      const gone = this.meta.exit.map((name) => GONE[name] || 0);
      return (first, month) => {
        const still = (row) => start[row] <= month && (end[row] < 0 || end[row] > month);
        if (still(first)) return 1;
        let last = first, away = false;
        for (const row of people.get(key(posts[first], numbers[first]))) {
          if (still(row)) return school[row] === school[first] ? 4 : 2;
          if (end[row] >= 0 && end[row] <= month) {
            away = away || gone[exit[row]] === GONE.moved_out;
            if (end[row] >= end[last]) last = row;
          }
        }
        return away ? GONE.moved_out : gone[exit[last]];
      };
    }

    fates(month = this.months) {
      const found = new Int8Array(this.posts), post = this.spell_column("post"), fate = this.fate_of();
      for (const row of this.starters()) found[post[row]] = fate(row, month);
      return found;
    }

    why(post, month) {
      if (this.world.asked.film !== true) throw fault("name", "why() needs a film of all columns: film: true");
      if (this.person(post, month) < 0) return null;
      this.plan.machine.call("explain", this.plan, post, month);
      const values = this.plan.view("spell_f"), width = this.plan.sizes.spells, found = {};
      this.meta.spells.floats.forEach((name, k) => { if (/^(hazard|log|factor)_/.test(name)) found[name] = values[k * width + width - 1]; });
      return found;
    }

    cost(years = this.years) {
      const {ledger, context} = this.meta, lines = {}, payers = {}, a_year = new Float64Array(this.years), outside = this.outside();
      const payer = this.world.payer || "ministry";
      const add = (name, money) => { if (money) payers[name] = (payers[name] || 0) + money; };
      for (const [line, {price, payer: own, programme}] of Object.entries(ledger)) {
        const money = this.ledger(line).map((quantity) => quantity * context.prices[price]);
        const whole = money.subarray(0, years).reduce((a, b) => a + b, 0);
        if (whole) lines[line] = whole;
        if (programme) money.forEach((sum, year) => { a_year[year] += sum; });
        money.subarray(0, years).forEach((sum, year) => { add(payer, programme ? sum * outside[year] : 0); add(own, programme ? sum * (1 - outside[year]) : sum); });
      }
      return {total: a_year.subarray(0, years).reduce((a, b) => a + b, 0), a_year, lines, payers, currency: context.currency};
    }

    /* Share of each school year's programme cost before the money ends, by the schools that still run the programme. */
    outside() {
      const {start_month, end_month, funding_end_month} = this.world.levers, schools = this.monthly("programme_schools");
      const end = funding_end_month < this.meta.levers.funding_end_month.high ? start_month + funding_end_month : Infinity;
      const any = schools.some((n) => n > 0);
      return Float64Array.from({length: this.years}, (_, year) => {
        let total = 0, before = 0, plain = 0;
        for (let month = 12 * year; month < 12 * year + 12; month++) {
          const active = month >= start_month && month < end_month, weight = active ? (any ? schools[month] : 1) : 0;
          total += weight;
          if (month < end) { before += weight; plain += 1 / 12; }
        }
        return total > 0 ? before / total : plain;
      });
    }

    /* Months with a mentor in which the pair does not fit, and all months with a mentor. */
    misfit(months) {
      const below = this.world.asked.parameters.parameters.rematch_below;
      let bad = 0, tied = 0;
      for (let month = 0; month < months; month++) {
        const present = this.at("present", month), mentor = this.at("mentor", month), fit = this.at("fit", month);
        for (let post = 0; post < mentor.length; post++) {
          if (present[post] > 0.5 && mentor[post] !== -1) { tied += 1; bad += fit[post] < below; }
        }
      }
      return [bad, tied];
    }

    outcomes({years = this.years} = {}) {
      const found = {}, {outcomes, by_cell} = this.meta;
      const add = (name, numerator, denominator) => {
        if (denominator) found[name] = Object.assign({value: numerator / denominator, numerator, denominator}, outcomes[name]);
      };
      const whole = (name) => this.monthly(name).subarray(0, 12 * years).reduce((a, b) => a + b, 0);
      const starters = this.starters(), fate = this.fate_of(), teaches = (row, month) => { const now = fate(row, month); return now >= 1 && now <= 4; };
      const [start, end, entry, before] = ["start_month", "end_month", "entry", "experience_start"].map((name) => this.spell_column(name));
      const share = (name, rows, kept) => add(name, rows.filter(kept).length, rows.length);
      share("kept", starters, (row) => teaches(row, 12 * years));
      share("kept_new", starters.filter((row) => before[row] <= this.meta.novice_years), (row) => teaches(row, 12 * years));
      if (found.kept_new) add("kept_new_count", found.kept_new.numerator, 1);
      if (["present", "mentor", "fit"].every((name) => name in this.world.slot)) add("misfit_share", ...this.misfit(12 * years));
      const cohort = starters.filter((row) => this.meta.entry[entry[row]] === "novice" && start[row] === 0);
      for (const k of YEARS) {
        if (k > years) continue;
        share(`retained_profession_${k}y`, cohort, (row) => teaches(row, 12 * k));
        share(`retained_school_${k}y`, cohort, (row) => end[row] < 0 || end[row] > 12 * k);
      }
      for (const [name, [over, under]] of Object.entries(by_cell)) add(name, this.yearly(over, years), this.yearly(under, years));
      add("weekly_hours", whole("weekly_hours"), whole("heads"));
      add("vacancy_rate", whole("vacancies"), this.posts * 12 * years);
      add("extra_teachers_in_post", whole("heads"), 12 * years);
      add("cost_total", this.cost(years).total, 1);
      return found;
    }
  }

  function key(post, number) { return post * 4096 + number; }

  Object.assign(Engine, {Film});
})();
