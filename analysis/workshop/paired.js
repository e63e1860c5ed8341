/* Both policies over many lucks: the same teachers in pairs, and the interval of the difference. */
"use strict";

(() => {
  const {Machine, World} = Engine;

  const FILM = ["present", "mentor", "fit"];   // what the outcomes read beside the sums
  const POLICIES = 8;   // whose values are kept

  /* Both policies over many lucks: the same teachers in pairs. */
  class Paired {
    constructor(engine, asked) {
      this.engine = engine;
      this.asked = asked;
      this.machine = new Machine(engine);
      this.kept = [];
      this.ran = new Map();
    }

    world(k) {
      this.machine.reset();
      const {first, replicates, ...rest} = this.asked;
      const world = new World(this.engine, Object.assign(rest, {replicate: first + k, film: FILM}), this.machine, this.kept[k]);
      if (!this.kept[k]) this.kept[k] = world.snapshot();
      return world;
    }

    /* The values of a policy so far, one a replicate; the policies asked for last are kept, so that any two of them make a pair for nothing. */
    values(levers, years) {
      const named = JSON.stringify([levers, years]), found = this.ran.get(named) || [];
      this.ran.delete(named);
      this.ran.set(named, found);
      if (this.ran.size > POLICIES) this.ran.delete(this.ran.keys().next().value);
      return found;
    }

    async run(one, other, {slice = 12, progress = null, signal = null, outcome_years = this.asked.years} = {}) {
      const policies = [one, other], values = policies.map((levers) => this.values(levers, outcome_years)), rows = [];
      let begun = now();
      for (let k = 0; k < this.asked.replicates; k++) {
        if (signal && signal.aborted) return null;
        if (!values.every((found) => found[k])) {
          const world = this.world(k);
          policies.forEach((levers, p) => { values[p][k] = values[p][k] || world.run(levers).outcomes({years: outcome_years}); });
        }
        rows.push(values.map((found) => found[k]));
        if (now() - begun > slice) {
          if (progress) progress(k + 1, this.asked.replicates, summary(rows));
          await new Promise((go) => setTimeout(go));
          begun = now();
        }
      }
      return signal && signal.aborted ? null : summary(rows);
    }
  }

  function now() { return typeof performance === "undefined" ? Date.now() : performance.now(); }

  function quantile(sorted, share) {
    const at = share * (sorted.length - 1), low = Math.floor(at), high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }

  /* Means of both worlds, the paired difference, where 90 of 100 lucks lie, and the interval of the mean. */
  function summary(rows) {
    const outcomes = {}, names = new Set(rows.flatMap(([a, b]) => [...Object.keys(a), ...Object.keys(b)]));
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const name of names) {
      const both = rows.filter((row) => row.every((values) => name in values)), n = both.length;
      const differences = both.map(([a, b]) => b[name].value - a[name].value), middle = mean(differences), sorted = differences.slice().sort((a, b) => a - b);
      const spread = Math.sqrt(differences.reduce((sum, d) => sum + (d - middle) * (d - middle), 0) / Math.max(1, n - 1) / n);
      // without a difference (nobody is mentored in one world) the other world still has its mean
      const [one, other] = [0, 1].map((k) => mean((n ? both : rows.filter((row) => name in row[k])).map((row) => row[k][name].value)));
      outcomes[name] = {
        one, other, difference: middle, low: quantile(sorted, 0.05), high: quantile(sorted, 0.95), mean_low: middle - 1.645 * spread,
        mean_high: middle + 1.645 * spread, n,
      };
    }
    return {n: rows.length, outcomes};
  }

  Object.assign(Engine, {Paired});
})();
