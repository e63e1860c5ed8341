/* Worlds in the memory of the module: what lies where, the run-in, and runs from its snapshot. */
"use strict";

(() => {
  const {fault} = Engine;

  const VIEWS = {float64: Float64Array, int32: Int32Array, int8: Int8Array, int64: Int32Array};
  const BYTES = {float64: 8, int64: 8, int32: 4, int8: 1};
  const PAGE = 65536;
  // a snapshot is these arrays, one after the other; a branch has a copy of them
  const KEPT = ["f", "i", "b", "school_f", "school_i", "cluster_i", "pool_f", "pool_i", "clock", "p"];
  const SHARED = ["post_school", "district_i", "off", "today"];
  const RECORDS = ["monthly", "yearly", "ledger", "spell_f", "spell_i"];
  const ROOMS = ["plan", "sizes", "school_edges", "cluster_edges", "scratch", "free"];
  const FILMED = {f: ["floats", "film_floats"], i: ["integers", "film_integers"], b: ["bytes", "film_bytes"], s: ["sites", "film_sites"]};

  /* A memory with an instance of the module in it, and plans of what lies where. */
  class Machine {
    constructor(engine) {
      this.engine = engine;
      this.memory = new WebAssembly.Memory({initial: Math.ceil(engine.meta.stack / PAGE) + 1});
      const stack = new WebAssembly.Global({value: "i32", mutable: true}, engine.meta.stack);
      const env = {__linear_memory: this.memory, __stack_pointer: stack};
      this.entries = new WebAssembly.Instance(engine.module, {env}).exports;
      this.reset();
    }

    reset() { this.top = this.engine.meta.stack + 15 & ~15; }

    /* Return a place of so many bytes; the memory grows where it must, so that views are to be made afterwards. */
    take(bytes) {
      const at = this.top;
      this.top = at + bytes + 15 & ~15;
      const short = Math.ceil((this.top - this.memory.buffer.byteLength) / PAGE);
      if (short > 0) this.memory.grow(short);
      return at;
    }

    call(name, plan, a = 0, b = 0) {
      const status = this.entries[name](plan.address, a, b);
      if (status) throw fault("module", `the model's ${name} ended with status ${status}`);
    }
  }

  /* What lies where: sizes by name, and the place of each array. */
  class Plan {
    constructor(machine, sizes) {
      this.machine = machine;
      this.meta = machine.engine.meta;
      this.sizes = Object.assign(Object.fromEntries(this.meta.sizes.map((name) => [name, 0])), sizes);
      this.at = {};
    }

    count(name) { return this.meta.arrays[name].lengths.reduce((n, length) => n * (typeof length === "number" ? length : this.sizes[length]), 1); }
    bytes(name) { return this.count(name) * BYTES[this.meta.arrays[name].kind]; }
    lay(names) { for (const name of names) this.at[name] = this.machine.take(this.bytes(name)); }
    get address() { return this.at.plan; }

    /* Write sizes and places into the memory. */
    write() {
      const slots = new Int32Array(this.machine.memory.buffer, this.at.plan, 2 * this.meta.plan.length);
      this.meta.plan.forEach((name, k) => { slots[2 * k] = name in this.sizes ? this.sizes[name] : this.at[name] || 0; slots[2 * k + 1] = 0; });
    }

    read() {
      const slots = new Int32Array(this.machine.memory.buffer, this.at.plan, 2 * this.meta.plan.length);
      this.meta.plan.forEach((name, k) => { if (name in this.sizes) this.sizes[name] = slots[2 * k]; });
    }

    /* A view of an array; int64 is seen as pairs of 32-bit words, the low one first. */
    view(name) {
      const kind = this.meta.arrays[name].kind;
      return new VIEWS[kind](this.machine.memory.buffer, this.at[name], this.count(name) * (kind === "int64" ? 2 : 1));
    }

    raw(name) { return new Uint8Array(this.machine.memory.buffer, this.at[name], this.bytes(name)); }
    whole(name, k) { return this.view(name)[2 * k]; }
  }

  /* Teachers and their luck after the run-in, and the decade run from there. */
  class World {
    constructor(engine, asked, machine, kept) {
      this.engine = engine;
      this.asked = asked;
      this.machine = machine || new Machine(engine);
      const meta = engine.meta, film = asked.film;
      this.month = 12 * asked.runInYears;
      this.picks = {f: [], i: [], b: [], s: []};
      this.slot = {};
      const all = film === true, names = all ? Object.keys(meta.columns) : film || [];
      for (const name of names) {
        if (!meta.columns[name]) throw fault("name", `there is no column ${name}`);
        this.film_column(meta.columns[name].array, name, meta.columns[name].index);
      }
      if (film) Object.entries(meta.schools).forEach(([name, column]) => this.film_column("s", name, column.index));
      const first = this.before = new Plan(this.machine, {
        teachers: asked.teachers, edges: asked.teachers + 2, months: this.month, years: asked.runInYears, spells: 1,
      });
      first.lay([...ROOMS.filter((name) => name !== "scratch"), "p", "off", "today", "clock"]);
      first.write();
      if (kept) Object.assign(first.sizes, kept.sizes); else this.count();
      this.lay(kept);
    }

    film_column(array, name, index) { this.slot[`${array === "s" ? "school " : ""}${name}`] = this.picks[array].push(index) - 1; }

    numbers(levers) { return this.engine.numbers(this.asked.parameters, levers); }

    fill(plan, levers) {
      plan.view("p").set(this.numbers(levers));
      this.machine.call("derive", plan);
    }

    /* Draw the schools: how many there are decides how much room the rest needs. */
    count() {
      const plan = this.before;
      this.fill(plan, this.engine.levers());
      plan.view("off").set(plan.view("p"));
      this.fill(plan, this.engine.levers(this.engine.meta.context.today));
      plan.view("today").set(plan.view("p"));
      plan.view("clock").set([...halves(this.asked.seed), ...halves(this.asked.replicate)]);
      this.machine.call("count", plan);
      plan.read();
    }

    lay(kept) {
      const first = this.before, machine = this.machine, small = kept ? null : ["p", "off", "today", "clock"].map((name) => first.raw(name).slice());
      first.start = machine.top;
      first.lay([...KEPT, ...SHARED]);
      first.end = machine.top;
      first.lay(["scratch"]);
      const after = this.after = new Plan(machine, Object.assign({}, first.sizes));
      after.sizes.months = 12 * this.asked.years;
      after.sizes.years = this.asked.years;
      after.lay(["plan"]);
      after.start = machine.top;
      after.lay(KEPT);
      for (const name of [...SHARED, ...ROOMS]) if (name !== "plan") after.at[name] = first.at[name];
      const mark = machine.top;
      if (!kept) {
        first.lay(RECORDS);
        new Uint8Array(machine.memory.buffer).fill(0, first.start, first.end);
        new Uint8Array(machine.memory.buffer).fill(0, mark, machine.top);
        ["p", "off", "today", "clock"].forEach((name, k) => first.raw(name).set(small[k]));
        first.write();
        machine.call("found", first);
        machine.call("advance", first, 0, this.month);
        check_room(first, ["pool_lost"]);
        machine.top = mark;
      } else {
        new Uint8Array(machine.memory.buffer).set(kept.bytes, first.start);
      }
      this.copy();
      after.write();
      machine.call("rooms", after, this.asked.years);
      after.read();
      if (this.asked.film) {
        after.sizes.film = after.sizes.months;
        for (const [array, [, length]] of Object.entries(FILMED)) after.sizes[length] = this.picks[array].length;
      }
      after.lay(RECORDS);
      for (const [array, [name, length]] of Object.entries(FILMED)) {
        after.lay([`filmed_${name}`, name]);
        const picks = after.view(`filmed_${name}`);
        this.picks[array].forEach((index, k) => { picks[2 * k] = index; picks[2 * k + 1] = 0; });
      }
      after.write();
      this.film = new Engine.Film(this);
    }

    copy() {
      const size = this.before.at[KEPT[KEPT.length - 1]] + this.before.bytes("p") - this.before.start;
      new Uint8Array(this.machine.memory.buffer).copyWithin(this.after.start, this.before.start, this.before.start + size);
    }

    /* What another world of the same machine needs to go on from this snapshot. */
    snapshot() {
      return {sizes: Object.assign({}, this.before.sizes), bytes: new Uint8Array(this.machine.memory.buffer).slice(this.before.start, this.before.end)};
    }

    /* Run the years from the snapshot under a policy; the film before is overwritten. */
    run(levers) {
      const plan = this.after, machine = this.machine;
      this.copy();
      this.fill(plan, levers);
      for (const name of RECORDS) plan.raw(name).fill(0);
      machine.call("rooms", plan, this.asked.years);
      machine.call("begin", plan, this.month, 1);
      machine.call("advance", plan, this.month, this.month + 12 * this.asked.years);
      check_room(plan, ["pool_lost", "spell_lost"]);
      this.levers = Object.assign({}, levers);
      this.film.fresh();
      return this.film;
    }

    close() { this.machine = this.before = this.after = this.film = null; }
  }

  function halves(number) {
    if (typeof number === "bigint") return [Number(BigInt.asIntN(32, number)), Number(BigInt.asIntN(32, number >> BigInt(32)))];
    return [number % 4294967296 | 0, Math.floor(number / 4294967296) | 0];
  }

  function check_room(plan, names) {
    const clusters = plan.view("cluster_i"), count = plan.sizes.clusters, fields = plan.meta.clusters;
    for (const name of names) {
      for (let c = 0; c < count; c++) {
        if (clusters[2 * (fields.indexOf(name) * count + c)]) throw fault("room", "turnover is so high that the tables have no room");
      }
    }
  }

  Object.assign(Engine, {BYTES, FILMED, VIEWS, Machine, World});
})();
