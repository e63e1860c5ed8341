/* Both policies over many lucks: the same teachers in pairs, and the interval of the difference. */
"use strict";

(() => {
  const {Machine, World} = Engine;

  /* Both policies over many lucks: the same teachers in pairs. */
  class Paired {
    constructor(engine, asked) {
      this.engine = engine;
      this.asked = asked;
      this.machine = new Machine(engine);
      this.kept = [];
      this.first = {levers: null, values: []};
    }

    world(k) {
      this.machine.reset();
      const {first, replicates, ...rest} = this.asked;
      const world = new World(this.engine, Object.assign(rest, {replicate: first + k, film: false}), this.machine, this.kept[k]);
      if (!this.kept[k]) this.kept[k] = world.snapshot();
      return world;
    }

    values(world, levers, years) { return world.run(levers).outcomes({years}); }

    async run(one, other, {slice = 12, progress = null, signal = null, outcome_years = this.asked.years} = {}) {
      const named = JSON.stringify([one, outcome_years]), rows = [];
      if (this.first.levers !== named) this.first = {levers: named, values: []};
      let begun = now();
      for (let k = 0; k < this.asked.replicates; k++) {
        if (signal && signal.aborted) return null;
        const world = this.world(k);
        this.first.values[k] = this.first.values[k] || this.values(world, one, outcome_years);
        rows.push([this.first.values[k], this.values(world, other, outcome_years)]);
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
