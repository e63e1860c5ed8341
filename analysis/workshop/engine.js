/* The model in the browser: numbers by name, worlds, and the check against Python. No rule stands here: it loads them. */
"use strict";

(() => {
  const {BYTES, Paired, World, fault, hash, unpacked} = Engine;

  class Model {
    constructor(meta, module, build) {
      this.meta = meta;
      this.module = module;
      this.build = build;
      const {names, values} = meta.sets;
      this.sets = {names, table: new Float64Array(Uint8Array.from(atob(values), (letter) => letter.charCodeAt(0)).buffer)};
    }

    levers(name) {
      const found = Object.fromEntries(Object.entries(this.meta.levers).map(([lever, spec]) => [lever, spec.default]));
      if (name === undefined) return found;
      if (!this.meta.scenarios[name]) throw fault("name", `there is no policy ${name} in this page`);
      return Object.assign(found, this.meta.scenarios[name].levers);
    }

    place() { return Object.assign({}, this.meta.context.place); }

    /* One parameter set with its place; without a number the middle. */
    parameters(k) {
      const {names, table} = this.sets, found = {parameters: Object.assign({}, this.meta.middle.parameters), place: Object.assign(this.place(), this.meta.middle.place)};
      if (k === undefined) return found;
      if (!(k >= 0 && k < this.meta.sets.count)) throw fault("name", `there is no parameter set ${k}`);
      names.forEach((name, j) => {
        const [group, field] = name.split(".");
        found[group][field] = table[k * names.length + j];
      });
      return found;
    }

    problem(name, value) {
      const spec = this.meta.levers[name];
      if (!spec) return {name, value};
      const right = spec.choices.length ? spec.choices.includes(value) : typeof value === "number" && value >= spec.low && value <= spec.high;
      return right ? null : Object.assign({name, value}, spec);
    }

    /* The flat vector of numbers, in the model's order; the derived ones at its end are the model's own to write. */
    numbers({parameters, place}, levers) {
      const filled = new Float64Array(this.meta.numbers.length);
      this.meta.numbers.forEach((name, k) => {
        const spec = this.meta.levers[name];
        if (!spec) { filled[k] = name in parameters ? parameters[name] : place[name] || 0; return; }
        const value = name in levers ? levers[name] : spec.default;
        if (this.problem(name, value)) throw fault("lever", `${name} is ${value}`);
        filled[k] = spec.choices.length ? spec.choices.indexOf(value) : value;
      });
      return filled;
    }

    asked(given) {
      const standard = {teachers: 300, seed: 1, replicate: 0, years: 10, runInYears: 10, film: true};
      return Object.assign(standard, {parameters: this.parameters()}, given);
    }

    world(given = {}) { return new World(this, this.asked(given)); }
    paired(given = {}) { return new Paired(this, Object.assign({replicates: 100, first: 1}, this.asked(given))); }

    /* Every array that Python compares: {name: bytes}. */
    columns(world) {
      const plan = world.after, found = {};
      const add = (array, names, width) => names.forEach((name, k) => {
        const size = plan.bytes(array) / names.length;
        found[`${array}.${name}`] = plan.raw(array).slice(k * size, k * size + width * BYTES[this.meta.arrays[array].kind]);
      });
      for (const array of ["f", "i", "b"]) {
        const names = Object.keys(this.meta.columns).filter((name) => this.meta.columns[name].array === array);
        add(array, names, plan.sizes.teachers);
      }
      add("school_f", Object.keys(this.meta.schools), plan.sizes.schools);
      add("spell_i", this.meta.spells.integers, plan.sizes.spells - 1);
      add("spell_f", this.meta.spells.floats, plan.sizes.spells - 1);
      for (const array of ["school_i", "cluster_i", "pool_f", "pool_i", "monthly", "yearly", "ledger", "p", "clock"]) found[array] = plan.raw(array).slice();
      return found;
    }

    /* Run the small world that Python ran and compare a hash of every column. */
    check() {
      const {world: given, scenario, hashes} = this.meta.check, world = this.world(Object.assign({film: false}, given));
      world.run(this.levers(scenario));
      const columns = this.columns(world), different = Object.keys(hashes).filter((name) => !columns[name] || hash(columns[name]) !== hashes[name]);
      return different.length ? {equal: false, columns: Object.keys(hashes).length, different} : {equal: true, columns: Object.keys(hashes).length};
    }
  }

  /* Load the module; plain is taken where the browser cannot do four numbers at once. */
  async function load({meta, simd, plain}) {
    if (typeof WebAssembly !== "object" || !WebAssembly.validate || !WebAssembly.Global) {
      throw fault("no-webassembly", "this browser is too old, or WebAssembly is switched off");
    }
    let bytes = simd ? unpacked(simd) : null, build = "simd";
    if (!bytes || !WebAssembly.validate(bytes)) { bytes = unpacked(plain); build = "plain"; }
    let module;
    try {
      module = await WebAssembly.compile(bytes);
    } catch (error) {
      throw fault("module", `the model does not start here: ${error.message}`);
    }
    return new Model(meta, module, build);
  }

  Object.assign(Engine, {Model, load});
})();

if (typeof module !== "undefined") module.exports = Engine;
