"""Hostile input in bulk: command lines with the files that they name, each made from a number, so that a red one is red again."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from experiments.input.cards import LEVERS, PLACE, PRICES
from experiments.input.request import PARAMETERS
from experiments.input.settings import CONFIGS, SETTINGS, shipped

STRINGS = (
    "", " ", "0", "-1", "-0", "1e400", "nan", "inf", "-inf", "1_000", "0x10", "1,5", "1.5.2", "٣", "½", "²", "１２", "9" * 400, "1" * 5000,
    "true", "null", "~", "[]", "{}", "[", "]", "{", "(", ")", "'", '"', "''", "`id`", "$(id)", "${oc.env:HOME}", "${", "%s", "%", "\\",
    "\\n",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script>", "<!--", "&amp;", "=cmd()", "=1+1", "@SUM(A1)", "+1", "-1+1",
    "../../x", "../../x.yaml", "/etc/passwd", "/dev/null", "/dev/zero", "/dev/stdin", "/proc/self/mem", "C:\\x.yaml", "\\\\host\\x", "con",
    "nul.yaml", "aux", "~/x.yaml", "~nobody_here/x.yaml", "~", ".", "..", "/", "//", "./", "a/b/c", "a" * 300, "a" * 300 + ".yaml",
    "n" * 5000 + "/x.yaml", "x\ny", "x\ry", "x\ty", "x\0y", "\x1b[31mred", "\u202egnp.yaml", "\u200b", "a\u200bb", "\ufeff", "\U0001f600",
    "e\u0301", "\udcff", "кarachi_private", "ο", "@x.yaml", "a b.yaml", "a=b.yaml", "a,b.yaml", "a;b.yaml", "a'b.yaml", 'a"b.yaml',
    "-x.yaml",
    "--", "-", "---", "-m", "--help=1", "+", "~seed", "hydra", "hydra.run.dir=x", "hydra/launcher=x", "no_mentoring", "karachi_private",
    "england", "lasbella", "range(0,1,0.5)", "glob(*)", "choice(1,2)", "interval(0,1)", "shuffle(1,2)", "1|2", "a:b", "a: b", "#", "x#y",
    "!!python",
    "&a", "*a", "<<", "0..1", "..", "0..", "0..1:", "0..1:5", "1..0", "0..1..2", "0..1:0", "0..nan", "nan..1", "5million", "1/0", "3/20",
    "0/0", "-1/-1",
    "1e9/teacher", "100%", "100million/year/year", "yes", "None", "default", "all", "prior", "calibrated", "threads", "loky", "ray",
)  # fmt: skip
ODD_KEYS = (
    "", " ", ".", "..", "a.", ".a", "a.b.c.d", "levers", "levers.", "levers.coverage.x", "context.", "context.prices.",
    "context.place.class_size",
    "parameters.", "karachi_private.", "karachi_private.levers.coverage", "karachi_private.same_money", "no_mentoring.scales",
    "own.yaml.coverage",
    "own.coverage", "hydra.sweep.dir", "hydra", "backend.jobs", "backend.name", "defaults", "_target_", "__class__",
    "scenario.levers.coverage",
    "context@x", "k e y", "k\ny", "k\0y", "ключ", "instrument.halo", "instrument.", "own.same_money", "england_ecf.same_money",
)  # fmt: skip
FILES = ("own.yaml", "there.yaml", "points.csv", "plan.yaml", "page.html", "full", "other", "taken", "loop", "deep/own.yaml")
TINY = {"teachers": "60", "replicates": "1", "years": "1", "run_in_years": "1", "parameter_sets": "1", "jobs": "1"}


@dataclass
class Case:
    """Hold one input: what is typed after ``retain``, and files by their names."""

    arguments: list[str]
    files: dict[str, bytes] = field(default_factory=dict)


def case(kind: str, number: int) -> Case:
    """Return the input of a kind (a name of :data:`KINDS`) and a number; the same ones give the same input."""
    return KINDS[kind](Random(f"{kind} {number}"))


# what a user might type, small enough to be done at once; the fuzz spoils one or more of its words
LINES = (
    "compare", "compare no_mentoring karachi_private context=karachi_government", "compare own.yaml context=there.yaml reference=own.yaml",
    "compare karachi_private karachi_private.coverage=1 context.class_size=40 context.prices.visit=3 parameters.learning_rate=0.1",
    "compare pay_supplement.same_money=karachi_private pay_supplement.scales=pay_supplement out=new language=ur", "compare out=other",
    "run karachi_private context=lasbella levers.coverage=0.5", "run -m scenario=karachi_private,kz_school_b seed=1,2", "run out=full",
    "run -m levers.coverage=0,0.5 out=many", "sweep design=grid levers.coverage=0..1:3", "sweep design=points.csv out=swept",
    "sweep design=plan.yaml", "sweep design=sobol parameters.mentoring_efficacy context.leadership n=4 keep=[monthly,spells]",
    "sweep design=morris levers.coverage n=2 levels=4 part=1/2",
    "sweep design=zip levers.coverage=0,1 context=england,lasbella target=exhaustion<=0.1",
    "sweep where_it_fails", "sweep design=one_lever_at_a_time on_failure=stop outcome=efficacy", "survey",
    "survey sindh_rural n=10 who=novice instrument.halo=0.3",
    "survey contexts=[england,lasbella] schools=2 sector=both samples=2 month=9",
    "trial no_mentoring us_induction_usual context=united_states schools=5 months=12",
    "trial karachi_government own.yaml novices=2 power=90 trials=2",
    "optimise budget=100million context=karachi_government tries=10 worlds=2",
    "optimise budget=250/teacher/year over=coverage,individual_h_month:0:4 goals=kept,equity equity=rural,urban",
    "optimise target=3 own.yaml",
    "report other", "report other language=ur", "report full", "workshop build context=lasbella out=new.html languages=[en,ur]",
    "workshop build own.yaml context=all out=pages",
    "workshop serve page.html port=8765", "workshop mesa", "list", "list levers format=csv", "list own.yaml", "list karachi_private",
    "list designs format=json",
    "new scenario my_plan from=karachi_private", "new context my_place from=sindh_rural", "bench only=[state] quick=true out=speed",
    "calibrate fast=true out=fit",
    "validate only=T1,SF7 out=board parameters=default", "validate ablation=true", "--help", "compare --help", "--version", "sweep --help",
)  # fmt: skip


def line(random: Random) -> Case:
    """Return a command line with some words spoiled."""
    words = random.choice(LINES).split(" ")
    verb = words[0]
    if verb in ("compare", "run", "sweep", "survey", "trial", "optimise"):
        given = {word.partition("=")[0] for word in words}
        words += [f"{key}={value}" for key, value in TINY.items() if key not in given and key in (SETTINGS[verb] or {})]
    for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3))):
        words = _spoiled(random, words, verb)
    return Case(words, _files(random, spoil=False))


def noise(random: Random) -> Case:
    """Return a command line of hostile words after a verb, or without one."""
    verbs = [*SETTINGS, "optimize", *STRINGS]
    words = [random.choice(verbs)] if random.random() < 0.9 else []
    for _ in range(random.randint(0, 5)):
        words.append(random.choice((_word, _setting))(random, words[0] if words else "compare"))
    return Case(words, _files(random, spoil=False))


def scenario(random: Random) -> Case:
    """Return a command that reads a hostile scenario."""
    start = random.choice(("compare no_mentoring own.yaml", "run own.yaml", "run scenario=own.yaml", "list own.yaml",
        "optimise own.yaml budget=5million",
                           "trial no_mentoring own.yaml", "sweep design=grid levers.coverage=0..1:2 own.yaml",
                           "workshop build own.yaml out=new.html"))  # fmt: skip
    return _reading(random, start, "own.yaml", _scenario)


def context(random: Random) -> Case:
    """Return a command that reads a hostile context."""
    start = random.choice(("compare no_mentoring context=there.yaml", "run context=there.yaml", "list there.yaml", "survey there.yaml",
        "optimise budget=5million context=there.yaml",
                           "sweep design=grid context=there.yaml,england levers.coverage=0..1:2",
                           "workshop build context=there.yaml out=new.html"))  # fmt: skip
    return _reading(random, start, "there.yaml", _context)


def design(random: Random) -> Case:
    """Return a command that reads a hostile design file."""
    return _reading(random, "sweep design=plan.yaml", "plan.yaml", _design)


def points(random: Random) -> Case:
    """Return a command that reads a hostile table of points."""
    return _reading(random, "sweep design=points.csv", "points.csv", _points)


KINDS = {"line": line, "noise": noise, "scenario": scenario, "context": context, "design": design, "points": points}


def _reading(random, start, name, text):
    words = start.split(" ")
    known = SETTINGS[words[0]] or {}
    words += [f"{key}={value}" for key, value in TINY.items() if key in known]
    files = _files(random, spoil=False) | {name: _bytes(random, text(random))}
    return Case(words, files)


def _files(random, spoil):
    return {"own.yaml": _scenario(random, spoil).encode("utf-8", "surrogatepass"), "there.yaml": _context(random, spoil).encode("utf-8",
        "surrogatepass"),
            "plan.yaml": _design(random, spoil).encode("utf-8", "surrogatepass"), "points.csv": _points(random, spoil).encode("utf-8",
            "surrogatepass")}  # fmt: skip


def _spoiled(random, words, verb):
    words, at = list(words), random.randrange(len(words))
    way = random.randrange(11)
    if way == 0:
        words[at] = _typo(random, words[at])
    elif way == 1:
        words.insert(at + 1, random.choice(STRINGS))
    elif way == 2 and "=" in words[at]:
        words[at] = f"{words[at].partition('=')[0]}={random.choice(STRINGS)}"
    elif way == 3 and "=" in words[at]:
        words[at] = f"{random.choice(ODD_KEYS)}={words[at].partition('=')[2]}"
    elif way == 4:
        words.append(words[at])
    elif way == 5 and len(words) > 1:
        del words[at]
    elif way == 6:
        words[at] = random.choice(("+", "~", "-", "--", "=", "'", "[", "@", "\u200b")) + words[at]
    elif way == 7:
        words[at] = words[at] + random.choice((",", "]", "=", "'", " ", "\n", "\0", "%", ".", "..", "/", ":"))
    elif way == 8:
        words[at] = random.choice(FILES)
    elif way == 9:
        words.append(f"out={random.choice((*FILES, *STRINGS))}")
    else:
        words.append(_setting(random, verb))
    return words


def _word(random, verb):
    names = [*shipped("scenario"), *shipped("context"), *FILES, *STRINGS]
    return random.choice(names)


def _setting(random, verb):
    known = list(SETTINGS.get(verb) or {}) or ["out"]
    dotted = [f"levers.{random.choice(list(LEVERS))}", f"karachi_private.{random.choice(list(LEVERS))}",
        f"context.{random.choice(list(PLACE))}",
              f"context.prices.{random.choice(list(PRICES))}", f"parameters.{random.choice(list(PARAMETERS))}"]  # fmt: skip
    key = random.choice((random.choice(known), random.choice(known), random.choice(dotted), random.choice(ODD_KEYS)))
    return f"{key}={random.choice((*STRINGS, *FILES, str(random.uniform(-1, 2)), str(random.randint(-5, 10**9))))}"


def _typo(random, word):
    if not word:
        return "x"
    at = random.randrange(len(word))
    return random.choice((word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:],
        word[:at] + random.choice("аеο_.=,\u200b\"' ") + word[at + 1 :], word.upper(), word[::-1]))


def _scenario(random, spoil=True):
    text = (CONFIGS / "scenario" / f"{random.choice(shipped('scenario'))}.yaml").read_text(encoding="utf-8")
    plain = 'title: A plan of my own\npayer: ministry\nlevers:\n  coverage: 0.5\n  individual_h_month: 2\n'
    plain += 'stated: [coverage]\nnotes: ["one"]\n'
    return _spoiled_text(random, random.choice((text, plain))) if spoil else plain


def _context(random, spoil=True):
    text = (CONFIGS / "context" / f"{random.choice(shipped('context'))}.yaml").read_text(encoding="utf-8")
    plain = "title: A place\nfrom: sindh_rural\ncurrency: PKR\nprice_year: 2024\ntoday: no_mentoring\n"
    plain += "place:\n  class_size: 35\nprices:\n  visit: 12\nranges:\n  class_size: [30, 40]\n"
    return _spoiled_text(random, random.choice((text, plain))) if spoil else plain


def _design(random, spoil=True):
    text = (CONFIGS / "design" / f"{random.choice(shipped('design'))}.yaml").read_text(encoding="utf-8")
    plain = "title: mine\ndesign: grid\nreplicates: 1\nfactors:\n  levers.coverage: 0..1:3\n  context: [england, lasbella]\n"
    other = "design: list\npoints:\n  - {levers.coverage: 0.5, context: england}\n  - {levers.coverage: 1, context: lasbella}\n"
    return _spoiled_text(random, random.choice((text, plain, other))) if spoil else plain


def _points(random, spoil=True):
    plain = "levers.coverage,context\n0.5,england\n1,lasbella\n"
    if not spoil:
        return plain
    mark = random.choice(",;\t|")
    keys = random.sample(["levers.coverage", "context", "scenario", "parameters.learning_rate", "context.class_size", "levers.recognition",
        *ODD_KEYS, *STRINGS[:60]], random.randint(1, 5))
    good = {"levers.coverage": "0.5", "context": "england", "scenario": "no_mentoring", "parameters.learning_rate": "0.1",
        "context.class_size": "30", "levers.recognition": "letter"}
    rows = [mark.join(keys)]
    for _ in range(random.randint(0, 6)):
        rows.append(mark.join(good.get(key, "1") if random.random() < 0.9 else random.choice(STRINGS) for key in keys))
    text = random.choice(("\n", "\r\n", "\r")).join(rows) + "\n"
    return random.choice((text, _spoiled_text(random, text), _spoiled_text(random, plain)))


def _spoiled_text(random, text):
    for _ in range(random.randint(1, 3)):
        text = random.choice(WAYS)(random, text)
    return text


def _lines(change):
    def way(random, text):
        lines = text.split("\n")
        change(random, lines, random.randrange(len(lines)))
        return "\n".join(lines)

    return way


def _set(random, lines, at):
    head, colon, _ = lines[at].partition(":")
    lines[at] = f"{head}{colon or ':'} {random.choice(STRINGS)}"


def _rename(random, lines, at):
    head, colon, rest = lines[at].partition(":")
    indent = head[: len(head) - len(head.lstrip())]
    lines[at] = f"{indent}{random.choice((_typo(random, head.strip()), *random.sample(STRINGS, 2)))}{colon}{rest}"


def _insert(random, lines, at):
    lines.insert(at, "  " * random.randint(0, 3) + random.choice((*STRINGS, *(f"{text}: 1" for text in STRINGS[:40]), "- a", "- - - a",
        "? a", "? [a]: b", ": x", "key:value", "%YAML 9.9", "--- x", "...", "!!python/object/apply:os.system ['id']: x")))  # fmt: skip


def _bomb(random, text):
    bombs = (
        "\n".join(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi")),
        "title: " + "[" * random.choice((9, 100, 20_000)), "title: " + "{a: " * random.choice((9, 1000)), "[" * 5000, "- " * 5000,
        "? " * 3000 + "a",
        "\n".join("  " * k + f"k{k}:" for k in range(300)), "title: " + "x" * 150_000, "title: '" + "''" * 40_000,
        "notes:\n" + "- a\n" * 6000, "a: 1\n" * 4000,
        "base: &base {coverage: 1}\nlevers:\n  <<: *base\n", "# " + "x" * 250_000, "title: |\n" + "  text\n" * 9000,
        "title: \"" + "\\u0041" * 9000 + '"',
        "title: \"\\0\\x01\\uD800\"", "title: \"\\N\\_\\L\\P\"", "k" * 2000 + ": 1", "? " + "k" * 2000 + "\n: 1", "title: 1e99999",
        "levers: {coverage: " + "9" * 10_000 + "}",
    )  # fmt: skip
    return random.choice((lambda bomb: bomb, lambda bomb: f"{text}\n{bomb}\n", lambda bomb: f"{bomb}\n{text}"))(random.choice(bombs))


def _cut(random, text):
    return text[: random.randrange(len(text) + 1)]


def _swap(random, text):
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(STRINGS) + text[at + random.randint(0, 5) :]


def _twice(random, lines, at):
    lines.insert(random.randrange(len(lines) + 1), lines[at])


def _indent(random, lines, at):
    lines[at] = random.choice((" ", "  ", "\t", "    ", "\u00a0", "\u3000", "- ")) + lines[at]


def _without(random, lines, at):
    del lines[at]


WAYS = (_lines(_set), _lines(_set), _lines(_rename), _lines(_insert), _bomb, _cut, _swap, _swap, _lines(_twice), _lines(_indent),
    _lines(_without))


def _bytes(random, text):
    plain = text.encode("utf-8", "surrogatepass")
    way = random.randrange(16)
    if way == 0:
        return text.encode(random.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1251", "utf-7", "cp037")), "replace")
    if way == 1:
        return random.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04",
            b"\x1f\x8b", b"%PDF-")) + plain
    if way == 2:
        return random.randbytes(random.choice((1, 2, 50, 3000)))
    if way == 3:
        at = random.randrange(len(plain) + 1)
        return plain[:at] + random.randbytes(random.randint(1, 4)) + plain[at:]
    if way == 4:
        return random.choice((b"", b"\n", b"\0" * 5000, b" " * 5000, b"\xef\xbb\xbf", b"\xff\xfe", b"\r" * 3000, b"x" * 300_000,
            b"," * 100_000, b"\n" * 100_000, b'"' * 10_001))
    if way == 5:
        return plain.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\n", b"\x0b", b"\x0c", b"\xc2\x85", b"\xe2\x80\xa8")))
    return plain
