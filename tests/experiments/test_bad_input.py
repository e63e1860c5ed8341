"""Bad input is met by one sentence and exit code 2, before anything is run or written."""

import shlex
import sys

import pytest

from experiments.cli import main

LINES = [
    # verbs
    ("compre", "compare"),
    ("comparison", "compare"),
    ("сompare", "cyrillic"),
    ("optimize", "budget=100million for the money"),
    ("karachi_private", "there is no verb karachi_private"),
    ("scenarios=[a,b]", "a verb belongs"),
    ("context=lasbella", "a verb belongs"),
    # grammar
    ("compare +replicates=5", "+key"),
    ("compare +policy.typo=1", "+key"),
    ("compare ~seed", "~key"),
    ("run ~context.class_size=3", "~key"),
    ("run -m +seed=1,2", "+key"),
    ("compare --replicates=5", "write replicates=5"),
    ("compare --context lasbella", "write context="),
    ("compare -replicates=5", "without dashes"),
    ("compare replicates = 5", "stands alone"),
    ("compare scenarios=[no_mentoring", "not closed"),
    ("compare scenarios=no_mentoring]", "never opened"),
    ("compare scenarios=[no_mentoring, karachi_private]", "in quotes"),
    ("compare scenarios=[no_mentoring)", "never opened"),
    ("compare replicates==5", "two equals signs"),
    ("compare =5", "stands alone"),
    ("compare replicates=5 replicates=6", "given twice"),
    ("compare seed=${oc.env:HOME}", "executed"),
    ("compare -m scenario=a,b", "run only"),
    # settings
    ("compare repliates=5", "replicates"),
    ("compare Replicates=5", "replicates"),
    ("compare teacher=500", "teachers"),
    ("compare tongue=ur", "there is no setting tongue"),
    ("compare replicates=0", "1 to 1,000,000"),
    ("compare replicates=-3", "1 to 1,000,000"),
    ("compare replicates=many", "not a number"),
    ("compare replicates=", "nothing stands"),
    ("compare replicates=2.5", "whole number"),
    ("compare replicates=2,5", "2.5"),
    ("compare replicates=1,000", "1000"),
    ("compare replicates=5O", "write 50"),
    ("compare replicates=\u06f5\u06f0", "write 50"),
    ("compare replicates=1e400", "whole number"),
    ("compare replicates=nan", "whole number"),
    ("compare replicates=999999 teachers=5000000 years=40", "hours"),
    ("compare teachers=3", "20 to"),
    ("compare years=0", "1 to 40"),
    ("compare years=41", "1 to 40"),
    ("compare seed=-1", "0 to"),
    ("compare parameter_sets=0", "1 to"),
    ("compare parameters=calibratd", "calibrated"),
    ("compare parameters=default parameter_sets=5", "single set"),
    ("compare backend=thread", "threads"),
    ("compare backend=rays", "did you mean ray"),
    ("compare jobs=0", "1 to"),
    # names
    ("compare no_mentorin", "no_mentoring"),
    ("compare kаrachi_private", "cyrillic"),
    ("compare karachi-private", "karachi_private"),
    ("compare context=karachi", "did you mean karachi_government or karachi_private"),
    ("compare lasbella", "write context=lasbella"),
    ("compare context=pay_supplement", "write pay_supplement alone"),
    ("list karachi", "did you mean karachi_government or karachi_private"),
    ("compare context=lasbela", "lasbella"),
    ("compare context=[lasbella,england]", "takes one name"),
    ("compare reference=nobody", "there is no scenario nobody"),
    ("compare no_mentoring no_mentoring", "twice"),
    ("compare scenarios=[]", "empty"),
    ("compare scenarios=[no_mentoring,,karachi_private]", "between two commas"),
    ("compare no_mentoring scenarios=[karachi_private]", "named twice"),
    ("compare scenario=karachi_private", "several scenarios"),
    ("run scenarios=[a,b]", "one scenario"),
    ("run karachi_private no_mentoring", "retain compare karachi_private no_mentoring"),
    ("run scenario=a,b", "takes one name"),
    ("compare missing.yaml", "there is no file"),
    ("compare plans/my_plan.txt", "must end in .yaml"),
    ("compare context=missing.yaml", "there is no file"),
    # numbers of a place, a policy, a theory
    ("run levers.coverage=0,5", "write 0.5"),
    ("run levers.coverage=1.5", "0 to 1"),
    ("run levers.coverage=80%", "0.8"),
    ("run levers.coverage=80", "0.8"),
    ("run levers.coverage=", "nothing stands"),
    ("run levers.coverage=true", "not a number"),
    ("run levers.coverag=1", "levers.coverage"),
    ("run coverage=1", "levers.coverage=1"),
    ("run levers.match_rule=senority", "seniority"),
    ("run levers.end_month=3 levers.start_month=6", "before start_month"),
    ("compare levers.coverage=1", "SCENARIO.coverage"),
    ("compare coverage=1", "SCENARIO.coverage"),
    ("compare kz_school_a.coverage=1", "in this comparison"),
    ("compare karachi_private.coverge=1", "karachi_private.coverage"),
    ("compare karachi_private.coverage=2", "0 to 1"),
    ("compare context.clas_size=30", "context.class_size"),
    ("compare class_size=30", "context.class_size=30"),
    ("compare context.class_size=300", "5 to 100"),
    ("compare context.month_salary=300", "context.prices.month_salary"),
    ("compare context.prices.month_salary=-1", "0 to"),
    ("compare context.girls_share=0.7 context.boys_share=0.7", "at most 1"),
    ("compare month_salary=300", "context.prices.month_salary=300"),
    ("compare parameters.learning_rat=0.1", "parameters.learning_rate"),
    ("compare parameters.learning_rate=7", "0 to 1"),
    ("compare learning_rate=0.1", "parameters.learning_rate=0.1"),
    ("run policy.coverage=1", "no group of keys policy"),
    ("run hydra.sweep.dir=x", "hydra"),
    # letters that cannot be seen, names of files
    ("compare karachi\u200b_private", "holds zero width space"),
    ("compare my\nplan.yaml", "holds a control character"),
    ("compare \u202elmay.nalp", "\\u202elmay.nalp: holds right-to-left override"),
    ("compare plan\udcff.yaml", "cannot be seen"),
    ("compare ~/missing_plan.yaml", "there is no file"),
    ("compare " + "n" * 5000, "letters more"),
    ("compare out=" + "n" * 300, "too long"),
    ("compare out=loop/x", "loop"),
    ("sweep design=points.xlsx", "save the sheet as CSV UTF-8"),
    ("compare letter.txt", "must end in .yaml"),
    ("workshop serve latin.html", "is no page that retain has built"),
    # sweeps
    ("sweep", "needs a design"),
    ("sweep design=", "nothing stands"),
    ("sweep design=grd levers.coverage=0..1", "did you mean grid"),
    ("sweep design=grid", "nothing varies"),
    ("sweep design=grid levers.coverage=0.5", "nothing varies"),
    ("sweep grid levers.coverage=0..1", "write design=grid"),
    ("sweep design=grid levers.coverage=1..0", "write the lower number first: levers.coverage=0..1"),
    ("sweep design=grid levers.coverage=0.5..0.5", "no width"),
    ("sweep design=grid levers.coverage=0..", "two ends"),
    ("sweep design=grid levers.coverage=0..2", "0 to 1"),
    ("sweep design=grid levers.coverage=0..1:1", "2 to 1000"),
    ("sweep design=grid levers.coverage=0,5", "write 0.5"),
    ("sweep design=grid levers.coverage=0,0.5,0.5", "stands twice"),
    ("sweep design=grid levers.coverage=0,,1", "between two commas"),
    ("sweep design=grid levers.coverge=0..1", "levers.coverage"),
    ("sweep design=grid levers.recognition=0..1", "certificate"),
    ("sweep design=grid policy.coverage=0..1", "no group of keys policy"),
    ("sweep design=grid coverage=0..1", "write levers.coverage"),
    ("sweep design=grid coverage", "write levers.coverage"),
    ("sweep design=sobol mentoring_efficacy", "write parameters.mentoring_efficacy"),
    ("sweep design=grid teachers=100,200 levers.coverage=0..1", "teachers"),
    ("sweep design=grid context=lasbella,nowhere", "there is no context nowhere"),
    ("sweep design=grid england", "write context=england"),
    ("sweep design=grid karachi_private nobody", "there is no scenario nobody"),
    ("sweep design=grid levers.coverage=0..1 levers.coverage=0,1", "given twice"),
    ("sweep design=zip levers.coverage=0,0.5,1 levers.group_size=1,2", "equally many"),
    ("sweep design=sobol levers.coverage=0..1 n=100", "n=64 or n=128"),
    ("sweep design=morris levers.recognition levers.coverage", "list of values"),
    ("sweep design=grid levers.coverage=0..1 n=10", "has no n"),
    ("sweep design=sobol levers.coverage=0..1 levels=4", "has no levels"),
    ("sweep design=list levers.coverage=0..1", "from a file"),
    ("sweep design=csv", "from a file"),
    ("sweep design=missing.csv", "there is no file"),
    ("sweep design=grid levers.coverage=0..1 part=4/3", "no part 4 of 3"),
    ("sweep design=grid levers.coverage=0..1 part=0/3", "no part 0 of 3"),
    ("sweep design=grid levers.coverage=0..1 part=third", "write part=3/20"),
    ("sweep design=grid levers.coverage=0..1 keep=[spels]", "spells"),
    ("sweep design=grid levers.coverage=0..1 outcome=retained", "retained_"),
    ("sweep design=grid levers.coverage=0..1 outcome=retained_profession_5y years=3", "needs 5 years"),
    ("sweep design=grid levers.coverage=0..1 reference=nobody", "there is no scenario nobody"),
    ("sweep design=grid levers.coverage=0..1 address=auto", "backend=ray"),
    ("sweep design=grid levers.coverage=0..1 backend=ray address=cluster", "is not the address of a Ray cluster"),
    ("sweep design=grid levers.coverage=0..1 backend=ray address=ray://host:99999", "auto, host:port, ray://host:port"),
    ("sweep design=grid levers.coverage=0..1 threads=2", "jobs="),
    ("sweep design=grid levers.coverage=0..1 backend=dask", "loky, ray, threads"),
    ("sweep design=grid levers.start_month=6..9 levers.end_month=3,12", "before start_month"),
    ("sweep design=grid context.girls_share=0.7 context.boys_share=0.1..0.9", "at most 1"),
    ("sweep design=grid levers.coverage=0..1 out=full", "other files"),
    ("sweep design=grid levers.coverage=0..1 out=other", "another run"),
    ("sweep -m design=grid", "run only"),
    ("sweep +design=grid", "+key"),
    # folders
    ("compare out=taken", "is a file"),
    ("compare out=taken/inside", "is a file"),
    ("compare out=full", "other files"),
    ("compare out=broken", "manifest"),
    ("compare out=other", "another run"),
    # many runs
    ("run -m scenario=karachi_private,nobody", "there is no scenario nobody"),
    ("run -m levers.coverage=0,5", "0.5"),
    ("run -m seed=1,x", "not a number"),
    ("run -m scenario=karachi_private,missing.yaml", "there is no file"),
    ("run -m out=taken scenario=karachi_private", "is a file"),
    ("bench all", "stands alone"),
    # list and new
    ("list lever", "levers"),
    ("list nothing_like_it", "there is no list"),
    ("list levers format=xml", "csv"),
    ("list levers colour=red", "no setting colour"),
    ("list levers contexts", "one thing"),
    ("new", "scenario, context"),
    ("new plan x", "scenario, context"),
    ("new scenario", "a name is missing"),
    ("new scenario a/b", "cannot be a name"),
    ("new scenario ../up", "cannot be a name"),
    ("new scenario con", "cannot be a name"),
    ("new scenario karachi_private", "shipped"),
    ("new scenario taken_plan", "not written over"),
    ("new scenario mine from=nobody", "there is no scenario nobody"),
    ("new context mine from=karachi_privat", "karachi_private"),
    ("new context mine of=lasbella", "no setting of"),
]
PLAIN = "title: mine\nlevers:\n  coverage: 0.5\n"
SCENARIOS = {
    "empty": ("", "empty"),
    "a word": ("hello", "not keys"),
    "a list": ("- a\n- b\n", "not keys"),
    "no space after the colon": ("title: x\ncoverage:0.5\n", "space"),
    "second colon": ("title: a: b\n", "colon"),
    "bad indent": ("title: x\n  levers:\n coverage: 1\n", "line 2"),
    "bracket": ("title: x\nstated: [coverage\nnotes: []\n", "line 2"),
    "quote": ('title: "x\nlevers: {}\n', "line 1"),
    "twice": ("title: x\ntitle: y\n", "line 2"),
    "unknown key": ("title: x\nlever:\n  coverage: 1\n", "levers"),
    "lever at the top": ("title: x\ncoverage: 1\n", "under levers"),
    "unknown lever": ("title: x\nlevers:\n  covarage: 1\n", "line 3"),
    "out of bounds": ("title: x\nlevers:\n  coverage: 3\n", "line 3"),
    "decimal comma": ("title: x\nlevers:\n  coverage: 0,5\n", "write 0.5"),
    "a word for a number": ("title: x\nlevers:\n  coverage: high\n", "not a number"),
    "yes for a number": ("title: x\nlevers:\n  coverage: true\n", "not a number"),
    "a list for a number": ("title: x\nlevers:\n  coverage: [1]\n", "a list"),
    "a choice": ("title: x\nlevers:\n  recognition: medal\n", "certificate"),
    "cyrillic": ("title: x\nlevers:\n  сoverage: 1\n", "cyrillic"),
    "greek": ("title: x\nlevers:\n  c\u03bfverage: 1\n", "greek"),
    "payer": ("title: x\npayer: minister\n", "ministry"),
    "stated": ("title: x\nstated: [covrage]\n", "coverage"),
    "home": ("title: x\nhome_context: mars\n", "there is no context mars"),
    "a context": ("title: x\nplace:\n  class_size: 30\n", "holds a context"),
    "levers as a list": ("title: x\nlevers: [coverage]\n", "must hold keys"),
    "months": ("title: x\nlevers:\n  start_month: 9\n  end_month: 3\n", "before"),
    "alias bomb": ("title: x\nnotes: &a [x, x]\nstated: [*a, *a]\n", "line 2"),
    "tag": ("title: !!python/object/apply:os.system ['touch made']\n", "line 1"),
    "deep": ("title: " + "[" * 100 + "]" * 100, "nested"),
    "very deep": ("[" * 20_000, "nested"),
    "large": ("title: x\n" + "# filler\n" * 40_000, "bytes"),
    "many": ("title: x\nnotes:\n" + "- a\n" * 20_000, "values"),
    "two documents": ("title: x\n---\ntitle: y\n", "second document"),
    "interpolation in a number": ("title: x\nlevers:\n  coverage: ${oc.env:HOME}\n", "not a number"),
}
BYTES = {
    "not UTF-8": (b"title: \xe9cole\n", "UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "UTF-8"),
    "nulls": (b"title: a\x00b\n", "control character"),
}
CONTEXTS = {
    "parent": ("title: x\nfrom: sind_rural\n", "sindh_rural"),
    "field": ("title: x\nfrom: sindh_rural\nplace:\n  clas_size: 30\n", "class_size"),
    "field at the top": ("title: x\nclass_size: 30\n", "under place"),
    "bounds": ("title: x\nfrom: sindh_rural\nplace:\n  class_size: 3\n", "line 4"),
    "price": ("title: x\nprices:\n  month_salery: 3\n", "month_salary"),
    "range": ("title: x\nranges:\n  class_size: 30\n", "two numbers"),
    "range backwards": ("title: x\nranges:\n  class_size: [40, 30]\n", "lower number first"),
    "range of nothing": ("title: x\nranges:\n  classes: [3, 4]\n", "class_size"),
    "currency": ("title: x\ncurrency: rupees\n", "three-letter code"),
    "year": ("title: x\nprice_year: last\n", "a year"),
    "today": ("title: x\ntoday: nobody\n", "there is no scenario nobody"),
    "a scenario": ("title: x\nlevers:\n  coverage: 1\n", "holds a scenario"),
    "illustrative": ("title: x\nillustrative: maybe\n", "true or false"),
}


TABLES = {
    "a typo in row 7": ("levers.coverage\n" + "0.1\n0.2\n0.3\n0.4\n0.5\n0.o6\n", "points.csv, row 7, levers.coverage"),
    "out of bounds": ("levers.coverage,context\n0.5,england\n1.5,england\n", "row 3"),
    "a place that is none": ("levers.coverage,context\n0.5,england\n0.6,englnd\n", "row 3, context"),
    "a column that is no factor": ("coverage\n0.5\n", "no factor"),
    "a lever that is none": ("levers.coverge\n0.5\n", "row 1"),
    "a short row": ("levers.coverage,context\n0.5\n", "1 cells where the head has 2"),
    "an empty cell": ("levers.coverage,context\n,england\n", "missing"),
    "a head alone": ("levers.coverage\n", "empty"),
    "nothing": ("", "empty"),
    "decimal commas": ("levers.coverage;context\n0,5;england\n", "0.5"),
    "a column twice": ("levers.coverage,levers.coverage\n1,1\n", "twice"),
    "a cell that never ends": ("x" * 200_000, "row 1: cannot be read as a table"),
    "a null": ("levers.coverage\n0.\x005\n", "line 2: holds a control character"),
    "a spreadsheet": ("PK\x03\x04", "is a spreadsheet"),
}
DESIGNS = {
    "no kind": ("title: x\nfactors:\n  levers.coverage: 0..1\n", "design: is missing"),
    "kind": ("design: gird\nfactors:\n  levers.coverage: 0..1\n", "grid"),
    "no factors": ("design: grid\n", "empty"),
    "empty factors": ("design: grid\nfactors: {}\n", "empty"),
    "factor that is no lever": ("design: grid\nfactors:\n  levers.covrage: 0..1\n", "line 3"),
    "reversed": ("design: grid\nfactors:\n  levers.coverage: 1..0\n", "line 3"),
    "setting": ("design: grid\nreplicats: 3\nfactors:\n  levers.coverage: 0..1\n", "replicates"),
    "factor at the top": ("design: grid\nlevers.coverage: 0..1\n", "under factors"),
    "no points": ("design: list\npoints: []\n", "empty"),
    "unlike points": ("design: list\npoints:\n  - {levers.coverage: 1}\n  - {levers.group_size: 1}\n", "point 2"),
    "a range as a point": ("design: list\npoints:\n  - {levers.coverage: 0..1}\n", "more than one value"),
    "a number of a setting": ("design: grid\nreplicates: many\nfactors:\n  levers.coverage: 0..1\n", "not a number"),
}


def _shape(folder):
    return sorted((str(path.relative_to(folder)), path.lstat().st_size) for path in folder.rglob("*"))


def _refused(arguments, part, folder, capsys):
    before = _shape(folder)
    code = main(arguments)
    said = capsys.readouterr()
    assert code == 2, said
    assert part.lower() in said.err.lower()
    assert said.err.count("\n") == 1 and said.err.rstrip()[-1] in ".?"
    assert "Traceback" not in said.err and said.out == ""
    assert _shape(folder) == before


@pytest.mark.parametrize(("line", "part"), LINES, ids=[ascii(line)[1:90] for line, _ in LINES])
def test_command_line(line, part, here, capsys):
    (here / "taken").write_text("a file")
    (here / "full").mkdir()
    (here / "full" / "letter.txt").write_text("a letter")
    (here / "broken").mkdir()
    (here / "broken" / "manifest.json").write_text("{")
    (here / "other").mkdir()
    (here / "other" / "manifest.json").write_text('{"study_id": "0", "study": {"replicates": 7}, "status": "complete"}')
    (here / "taken_plan.yaml").write_text(PLAIN)
    (here / "letter.txt").write_text("a letter")
    (here / "latin.html").write_bytes(b"<p>\xe9</p>")
    (here / "loop").symlink_to("loop")
    _refused(line.split(" "), part, here, capsys)


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_file(name, here, capsys):
    text, part = SCENARIOS[name]
    (here / "mine.yaml").write_text(text, encoding="utf-8")
    _refused(["compare", "no_mentoring", "mine.yaml"], part, here, capsys)


@pytest.mark.parametrize("name", BYTES)
def test_file_that_is_no_text(name, here, capsys):
    raw, part = BYTES[name]
    (here / "mine.yaml").write_bytes(raw)
    _refused(["run", "scenario=mine.yaml"], part, here, capsys)


@pytest.mark.parametrize("name", CONTEXTS)
def test_context_file(name, here, capsys):
    text, part = CONTEXTS[name]
    (here / "mine.yaml").write_text(text, encoding="utf-8")
    _refused(["compare", "context=mine.yaml"], part, here, capsys)


@pytest.mark.parametrize("name", TABLES)
def test_table_of_points(name, here, capsys):
    text, part = TABLES[name]
    (here / "points.csv").write_text(text, encoding="utf-8")
    _refused(["sweep", "design=points.csv"], part, here, capsys)


@pytest.mark.parametrize("name", DESIGNS)
def test_design_file(name, here, capsys):
    text, part = DESIGNS[name]
    (here / "mine.yaml").write_text(text, encoding="utf-8")
    _refused(["sweep", "design=mine.yaml"], part, here, capsys)


def test_a_missing_extra_names_what_installs_it(here, capsys, monkeypatch):
    from experiments import extras

    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    _refused(["sweep", "design=grid", "levers.coverage=0..1", "backend=ray"], extras.line("ray"), here, capsys)
    _refused(["compare", "backend=ray"], extras.line("ray"), here, capsys)


def test_the_line_that_installs_an_extra_is_for_the_python_that_runs(tmp_path, monkeypatch):
    from experiments import extras

    monkeypatch.setattr(extras, "ROOT", tmp_path / "a b")
    assert extras.line("ray") == f"{shlex.quote(sys.executable)} -m pip install 'teacher-retention[ray]'"
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "pyproject.toml").write_text("")
    assert extras.line("ray").endswith(f"-m pip install '{tmp_path / 'a b'}[ray]'")


def test_own_file_with_the_name_of_a_shipped_one(here, capsys):
    (here / "karachi_private.yaml").write_text(PLAIN)
    _refused(["compare", "karachi_private.yaml"], "another name", here, capsys)


def test_two_own_files_of_one_name(here, capsys):
    (here / "deep").mkdir()
    for path in (here / "mine.yaml", here / "deep" / "mine.yaml"):
        path.write_text(PLAIN)
    _refused(["compare", "mine.yaml", "deep/mine.yaml"], "two scenarios", here, capsys)


def test_name_of_an_own_file_without_its_ending(here, capsys):
    (here / "mine.yaml").write_text(PLAIN)
    _refused(["compare", "mine"], "mine.yaml", here, capsys)


def test_a_folder_for_a_file(here, capsys):
    (here / "mine.yaml").mkdir()
    _refused(["compare", "mine.yaml"], "folder", here, capsys)
