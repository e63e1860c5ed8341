/* Questions that the tests put to the engine, in node and in Chromium. */
const number = (text) => (typeof text === "string" ? BigInt(text) : text);
const base64 = (bytes) => {
  let text = "";
  for (let k = 0; k < bytes.length; k += 32768) text += String.fromCharCode(...bytes.subarray(k, k + 32768));
  return btoa(text);
};

function world_of(engine, {seed, replicate, set, film = false, ...sizes}) {
  return engine.world({...sizes, seed: number(seed), replicate: number(replicate), film, parameters: engine.parameters(set === null ? undefined : set)});
}

const QUESTIONS = {
  check: (engine) => ({build: engine.build, ...engine.check()}),

  columns: (engine, {cases}) => cases.map(({scenario, ...given}) => {
    const world = world_of(engine, given);
    world.run(engine.levers());
    world.run(engine.levers(scenario));
    return Object.fromEntries(Object.entries(engine.columns(world)).map(([name, bytes]) => [name, base64(bytes)]));
  }),

  film: (engine, {scenario, names, ...given}) => {
    const film = world_of(engine, {...given, film: names}).run(engine.levers(scenario));
    return names.map((name) => Array.from({length: film.months}, (_, month) => Array.from(film.at(name, month))));
  },

  why: (engine, {scenario, ...given}) => {
    const film = world_of(engine, {...given, film: true}).run(engine.levers(scenario));
    const before = engine.columns(film.world), left = film.spells().filter(({exit}) => ["voluntary", "other", "retired"].includes(exit));
    const wrong = left.filter((spell) => {
      const why = film.why(spell.post, spell.end_month - 1);
      return Object.entries(why).some(([name, value]) => value !== spell[name]);
    });
    const after = engine.columns(film.world), moved = Object.keys(before).filter((name) => Engine.hash(before[name]) !== Engine.hash(after[name]));
    return {asked: left.length, wrong: wrong.length, moved, vacant: film.why(film.at("present", 5).indexOf(0), 5)};
  },

  outcomes: (engine, {scenario, payer, ...given}) => {
    const world = world_of(engine, {...given, film: ["present", "person_post", "person_number", "exit_cause"]}), film = world.run(engine.levers(scenario));
    world.payer = payer;
    const of_film = new Set();
    for (let month = 0; month < film.months; month++) film.at("present", month).forEach((_, post) => of_film.add(film.person(post, month)));
    of_film.delete(-1);
    return {
      outcomes: film.outcomes(), five: film.outcomes({years: 5}), cost: film.cost(), fates: Array.from(film.fates()), spells: film.spells().length,
      persons: of_film.size, spell_persons: new Set(film.spells().map((spell) => spell.person)).size, story: film.spells_of(film.spells()[0].person).length,
    };
  },

  paired: async (engine, {one, other, ...given}) => {
    const a = engine.levers(one), b = engine.levers(other), paired = engine.paired({...given, parameters: engine.parameters()}), seen = [];
    const first = await paired.run(a, b, {slice: 0, progress: (done) => seen.push(done)}), again = await paired.run(a, b), back = await paired.run(b, a);
    const alone = Array.from({length: given.replicates}, (_, k) => {
      const world = engine.world({...given, replicate: given.first + k, film: false, parameters: engine.parameters()});
      return [a, b].map((levers) => world.run(levers).outcomes().annual_leaver_rate.value);
    });
    const stopped = await paired.run(a, b, {signal: {aborted: true}});
    const third = engine.levers(), thirds = [await paired.run(a, third), await paired.run(b, third)];
    return {first, again, back, alone, seen, stopped, thirds};
  },

  numbers: (engine, {cases}) => cases.map((levers) => {
    const world = engine.world({teachers: 20, years: 1, runInYears: 1, film: false});
    world.fill(world.after, levers);
    return base64(world.after.raw("p"));
  }),

  faults: (engine) => {
    const said = (work) => { try { work(); return null; } catch (error) { return `${error.reason}: ${error.message}`; } };
    const world = engine.world({teachers: 20, years: 1, runInYears: 1, film: ["present"]}), film = world.run(engine.levers());
    return {
      policy: said(() => engine.levers("no_such")), lever: said(() => world.run({coverage: 1.5})), column: said(() => film.at("efficacy", 0)),
      month: said(() => film.at("present", 12)), why: said(() => film.why(0, 0)), set: said(() => engine.parameters(999)),
      film: said(() => engine.world({film: ["no_such"]})), problem: [engine.problem("coverage", 1.4), engine.problem("coverage", 1), engine.problem("match_rule", "x")],
    };
  },

  speed: (engine, {scenario, rounds, ...given}) => {
    const world = world_of(engine, given), levers = engine.levers(scenario), spent = [];
    for (let k = 0; k <= rounds; k++) { const begun = performance.now(); world.run(levers); spent.push(performance.now() - begun); }
    return spent.slice(1);
  },
};

async function answer(text) {
  const {data, question, given} = JSON.parse(text);
  return JSON.stringify(await QUESTIONS[question](await Engine.load(data), given));
}
