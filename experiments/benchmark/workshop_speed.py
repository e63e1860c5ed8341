"""Speed of the workshop page: WebAssembly beside the computer's own code in node, and the page itself in headless Chromium."""

from __future__ import annotations

import contextlib
import json
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from experiments.benchmark.speed import PLACE, POLICY, cards, median_ratio, worked
from experiments.errors import RunFailed
from experiments.screen import Screen

GOALS = ("page_kernel", "page_small", "page_large", "page_pairs", "page_frames")
THROTTLED = 6
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SERVANT = """
(async () => {
  const {data, scenario, teachers, years} = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
  const engine = await Engine.load(data);
  if (!engine.check().equal) throw new Error("the columns differ from Python's");
  const world = engine.world({teachers, years, runInYears: 2, film: false}), levers = engine.levers(scenario);
  for await (const line of require("readline").createInterface({input: process.stdin})) {
    const before = process.cpuUsage();
    world.run(levers);
    const {user, system} = process.cpuUsage(before);
    console.log((user + system) / 1e6);
  }
})();
"""
# the work between a moved slider and the picture: both worlds run and are drawn
SMALL = """rounds => Array.from({length: rounds}, () => {
  const begun = performance.now();
  app.engines[0].run(app.today_levers);
  app.run();
  return performance.now() - begun;
})"""
LARGE = """([rounds, scenario, teachers]) => {
  const film = ["present", "experience", "efficacy", "exhaustion", "mentor", "on_paper", "role", "exit_cause",
    "person_post", "person_number"];
  const world = app.engine.world({teachers, film}), levers = app.engine.levers(scenario);
  return Array.from({length: rounds}, () => { const begun = performance.now(); world.run(levers); return performance.now() - begun; });
}"""
PAIRS = """async ([scenario, replicates]) => {
  const {engine} = app, paired = app.luck.aside.paired({replicates}), begun = performance.now();
  const found = await paired.run(engine.levers(app.meta.context.today), engine.levers(scenario), {});
  const first = performance.now() - begun, again = performance.now();
  await paired.run(engine.levers(app.meta.context.today), engine.levers(), {});
  return [found.n, first / 1000, (performance.now() - again) / 1000];
}"""


def measure(size, asked) -> dict:
    """Measure the page's goals that are asked for: {goal: (measured or None, note)}."""
    found = {}
    if "page_kernel" in asked:
        found |= _kernel(size)
    if set(GOALS[1:]) & set(asked):
        found |= _page(size)
    return found


def _page_text():
    from experiments import workshop

    study, _, named = workshop.asked([POLICY], {"context": PLACE}, "retain bench")
    return workshop.render(study, ("en",), named, Screen(quiet=True))


@contextlib.contextmanager
def _servant(size):
    """Start the engine in node; yield a function that runs the world once and returns its seconds of processor time."""
    from analysis.workshop import page
    from experiments.page import numbers as workshop_numbers
    from experiments.page import webassembly

    context, today, policy = cards(PLACE, POLICY)
    modules = webassembly.modules()
    meta = workshop_numbers.meta(context, (today, policy), max(map(webassembly.stack_top, modules.values())))
    data = {"meta": meta} | {name: page.packed(code) for name, code in modules.items()}
    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder:
        engine = "\n".join((page.HERE / name).read_text(encoding="utf-8") for name in page.ENGINE)
        (Path(folder) / "engine.js").write_text(engine + SERVANT, encoding="utf-8")
        asked = {"data": data, "scenario": POLICY, "teachers": size.teachers, "years": size.years}
        (Path(folder) / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        words = [shutil.which("node"), str(Path(folder) / "engine.js"), str(Path(folder) / "asked.json")]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

        def run():
            process.stdin.write("run\n")
            process.stdin.flush()
            answer = process.stdout.readline()
            if not answer:
                raise RunFailed("The engine in node ended in an error; its message stands above.")
            return float(answer)

        try:
            yield run
        finally:
            process.stdin.close()
            process.wait()
            process.stdout.close()


def _kernel(size):
    from sim.simulate import advance, run_in, start

    if shutil.which("node") is None:
        return {"page_kernel": (None, "not measured: it needs node")}
    context, today, policy = cards(PLACE, POLICY)
    snapshot = run_in(context, today, teachers=size.teachers, years=2)

    def native():
        world = start(snapshot, policy, size.years)
        return worked(lambda: advance(world, snapshot.month, snapshot.month + 12 * size.years))

    with _servant(size) as webassembly:
        for _ in range(4):
            webassembly()  # its compiler works on the code while it runs
        ratio, slow, fast = median_ratio(webassembly, native, size.rounds)
    note = (
        f"{size.teachers:,} teachers x {12 * size.years} months: {1000 * slow:.0f} ms of processor time in node, with copying the snapshot "
        f"and emptying the records, {1000 * fast:.0f} ms in the computer's own code. All columns of a check world were equal first."
    )
    return {"page_kernel": (ratio, note)}


def _page(size):
    program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        return dict.fromkeys(GOALS[1:], (None, "not measured: it needs Chromium and the package playwright"))
    rounds, replicates, large = 2 * size.rounds + 5, 100 if size.costly else 10, size.teachers
    with tempfile.TemporaryDirectory(prefix="retain-bench-") as folder, sync_playwright() as driver:
        path = Path(folder) / "page.html"
        path.write_text(_page_text(), encoding="utf-8")
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        tab = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}).new_page()
        tab.goto(path.as_uri())
        # until its own hundred districts are counted; by then the browser has put its best compiler to the module
        for _ in range(1200):
            if tab.evaluate("typeof app === 'object' && app.heard && app.heard.done === 100"):
                break
            tab.wait_for_timeout(100)
        else:
            raise RunFailed("The workshop page did not start in Chromium.")
        tab.evaluate("app.pause()")
        small = tab.evaluate(SMALL, rounds)[5:]
        big = tab.evaluate(LARGE, [rounds, POLICY, large])[5:]
        done, first, again = tab.evaluate(PAIRS, [POLICY, replicates])
        tab.context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLED})
        tab.evaluate("app.play(0)")
        tab.wait_for_timeout(8000 if size.costly else 3000)
        frames = tab.evaluate("app.frames")[5:]
        browser.close()
    middle = statistics.median
    rate = 1000.0 / statistics.mean(frames) if frames else 0.0
    notes = {
        "page_small": "in Chromium, once its hundred districts are counted: both worlds run, filmed in all columns, drawn, with tables; "
        f"best {min(small):.0f} ms.",
        "page_large": f"in Chromium: {large:,} teachers x 120 months with the film of what is drawn; best {min(big):.0f} ms.",
        "page_pairs": f"in Chromium: {done} pairs of 300 teachers with their run-ins {first:.2f} s, after a moved slider {again:.2f} s, in "
        "a worker beside the page.",
        "page_frames": f"in Chromium, processor throttled {THROTTLED}x while the years pass: {len(frames)} frames.",
    }
    values = middle(small), middle(big), 100.0 / done * first, rate
    return {name: (value, note) for value, (name, note) in zip(values, notes.items(), strict=True)}
