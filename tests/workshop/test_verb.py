"""retain workshop: what is asked for is checked before anything is built; a page can be shown on this computer alone."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request

import pytest

from experiments import cli, workshop
from experiments.errors import BadInput, RunFailed
from experiments.page import webassembly
from experiments.page.loopback import server

BAD = {
    "workshop": "build, serve, mesa",
    "workshop mesa karachi_private": "chosen on the page",
    "workshop mesa context=lasbella": "no setting of workshop serve",
    "workshop bild": "did you mean build",
    "workshop build context=lasbela": "did you mean lasbella",
    "workshop build karachi_privat": "did you mean karachi_private",
    "workshop build languages=[en,xx]": "there is no language called xx",
    "workshop build languages=[]": "the list is empty",
    "workshop build out=page": "did you mean out=page.html",
    "workshop build out=page.pdf": "ends in .html",
    "workshop build port=8000": "belongs to retain workshop serve",
    "workshop build contxt=lasbella": "did you mean context",
    "workshop build context=all out=page.html": "name a folder",
    "workshop build karachi_private context=all": "one context at a time",
    "workshop build karachi_private karachi_private.coverage=2": "out of bounds",
    "workshop build karachi_government karachi_government.coverage=1": "change another scenario",
    "workshop serve page.html": "there is no such page",
    "workshop serve README.md": "ends in .html",
    "workshop build context karachi_private": "write context=karachi_private",
    "workshop serve port=80": "out of bounds",
    "workshop serve page.html other.html": "serve shows one page",
}  # fmt: skip


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webassembly, "modules", lambda: pytest.fail("something was built"))
    return tmp_path


@pytest.mark.parametrize("typed", BAD)
def test_bad_input_is_a_sentence_and_nothing_is_written(here, capsys, typed):
    assert cli.main(typed.split()) == cli.BAD_INPUT
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0 and "Traceback" not in said
    assert BAD[typed] in said
    assert list(here.iterdir()) == []


def test_a_page_of_another_program_is_not_overwritten_by_bad_input(here, capsys):
    (here / "page.html").write_text("mine")
    assert cli.main(["workshop", "build", "context=lasbela", "out=page.html"]) == cli.BAD_INPUT
    assert (here / "page.html").read_text() == "mine"


def test_todays_policy_stands_first_and_the_places_own_are_offered():
    study, languages, named = workshop.asked([], {"context": "lasbella"}, "retain workshop build")
    names = [scenario.name for scenario in study.scenarios]
    assert names[0] == study.today.name == study.context.today
    assert "ptmp_balochistan" in names and "sustainable_design" in names and languages == ("en", "ur", "ru", "kk") and not named
    study, _, named = workshop.asked(["karachi_private"], {"karachi_private.coverage": "0.5", "context.class_size": "50"}, "typed")
    assert [scenario.name for scenario in study.scenarios] == ["karachi_government", "karachi_private"]
    assert study.scenarios[1].levers.coverage == 0.5 and study.context.place.class_size == 50 and named


def test_a_place_without_a_translation_gets_a_page_and_a_sentence(tmp_path, monkeypatch, capsys):
    from analysis.workshop import page
    from experiments.screen import Screen

    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "context", "my_district", "from=lasbella"]) == 0
    told = {}
    monkeypatch.setattr(webassembly, "modules", lambda: {"simd": b"\0asm\1\0\0\0", "plain": b"\0asm\1\0\0\0"})
    monkeypatch.setattr(page, "render", lambda meta, modules: told.update(meta) or "<html>")
    assert workshop.render(*workshop.asked([], {"context": "my_district.yaml"}, "typed"), Screen()) == "<html>"
    assert "my_district has no translation in ur, ru, kk" in capsys.readouterr().out
    assert told["context"]["name"] == "my_district" and {"today", "ours", "policy"} < set(told["still"]) and told["evidence"][0]["id"]


def test_what_a_place_would_have_to_measure_has_a_line_in_every_language():
    from analysis.language import LANGUAGES, language
    from experiments.input.settings import shipped
    from sim import shelf

    english, lines = language("en"), {}
    for place in shipped("context"):
        lines |= {f"measure.{place}.{k + 1}": text for k, text in enumerate(shelf.context(place).to_measure)}
    assert lines == english.table("measure.")
    for name in LANGUAGES:
        assert set(lines) <= {key for key, row in language(name).rows.items() if row["text"]}


def test_the_picture_for_old_browsers_counts_by_the_policy_that_the_page_opens_with():
    from experiments.page import numbers
    from sim.levers import Levers

    study = workshop.asked(["sustainable_design"], {}, "typed")[0]
    middle = numbers._sets(study.context)["middle"]
    opens, strong = (workshop.still(study, middle, name) for name in ("sustainable_design", ""))
    assert opens["districts"] == strong["districts"] == 100 and opens["policy"] == "sustainable_design"
    assert opens["today"] == strong["today"] and opens["ours"] != strong["ours"]
    assert all(0.5 < share < 1 for share in (opens["today"], opens["ours"], strong["ours"]))
    assert Levers(**numbers.STRONG) != Levers()


def test_place_and_policies_are_said_before_the_page_is_built(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workshop, "render", lambda *_: "<title>A page &amp; more</title>")
    assert cli.main(["workshop", "build", "karachi_private", "out=page.html"]) == 0
    said = capsys.readouterr().out
    assert "Place: karachi_government, Karachi, government schools. Policies: karachi_government, karachi_private." in said
    assert "karachi_private is taken as a policy here; for the place of that name write context=karachi_private" in said
    assert cli.main(["workshop", "build", "karachi_private", "context=lasbella", "out=page.html"]) == 0
    assert "taken as a policy" not in capsys.readouterr().out
    monkeypatch.setattr("experiments.page.loopback.serve", lambda *_: 0)
    assert cli.main(["workshop", "serve", "page.html"]) == 0 and "page.html (A page & more)" in capsys.readouterr().out
    assert cli.main(["workshop", "serve", "context=lasbella"]) == 0 and "Place: lasbella" in capsys.readouterr().out


def test_a_page_is_shown_to_this_computer_alone():
    with server("<p>page</p>", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        host, port = running.server_address
        assert host == "127.0.0.1"
        with urllib.request.urlopen(f"http://{host}:{port}/") as answer:
            assert answer.read() == b"<p>page</p>" and answer.headers["Content-Type"] == "text/html; charset=utf-8"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://{host}:{port}/../README.md")
        with pytest.raises(BadInput, match="is taken by another program"):
            server("", port)
        running.shutdown()


def test_a_missing_extra_is_a_sentence(monkeypatch, capsys):
    from experiments import extras

    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    assert cli.main(["workshop", "mesa"]) == cli.BAD_INPUT
    assert extras.line("ui") in capsys.readouterr().err


def test_a_function_from_outside_stops_the_build_and_is_named():
    import llvmlite.binding as llvm

    text = """
    declare double @sin(double)
    define i32 @advance(i32 %plan, i32 %a, i32 %b) {
      %x = sitofp i32 %a to double
      %y = call double @sin(double %x)
      %z = fptosi double %y to i32
      ret i32 %z
    }
    """
    code = webassembly.machine_code(llvm.parse_assembly(webassembly.portable(text)), ["advance"], "")
    with pytest.raises(RunFailed, match="it calls sin, which only exists outside"):
        webassembly.linked(code, ["advance"])
    inside = webassembly.machine_code(llvm.parse_assembly(webassembly.portable(text.replace("sin", "sqrt"))), ["advance"], "")
    assert webassembly.linked(inside, ["advance"])[:4] == b"\0asm"
    with pytest.raises(RunFailed, match="lacks other"):
        webassembly.linked(inside, ["advance", "other"])


@pytest.mark.slow  # the module is built first, which takes minutes
def test_there_is_a_page_for_every_place(tmp_path, monkeypatch, capsys):
    from analysis.workshop.page import MOST_BYTES
    from experiments.input.settings import shipped

    monkeypatch.chdir(tmp_path)
    assert cli.main(["workshop", "build", "context=all", "out=pages"]) == 0
    pages = sorted((tmp_path / "pages").iterdir())
    assert [page.stem for page in pages] == sorted(shipped("context")) and len(pages) > 4
    assert all(200_000 < page.stat().st_size <= MOST_BYTES for page in pages)
    assert len({page.read_bytes() for page in pages}) == len(pages)
    assert capsys.readouterr().out.count("Preparing the model") <= 1
