"""Queries from outside: what may run runs whole, what may not is told, and nobody reaches another machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import BadQuery, Busy, Corrupt, TooLarge
from kg.sparql_guard import LONGEST, dataset, screen
from kg.sparql_pool import GuardedQuery, Limits
from kg.store import Dataset, GraphFormat, ResultFormat, Store, write

GRAPHS = frozenset({"http://x/g/1"})
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://evil/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<http://evil/>{} }",
        "SELECT * { ?s ?p ?o FILTER(true)service silent ?s { } }",
        "SELECT * { ?s ?p '''x''' SERVICE <http://evil/> { } }",
        "SELECT * { ?s ?p 'it\\'s' SERVICE <http://evil/> { } # '\n }",
        "SELECT * { ?s <http://a#b> ?o . SERVICE <http://evil/> { } }",
        "SELECT * { ?s ?p ?o . ＳＥＲＶＩＣＥ <http://evil/> { } }",
        "SELECT * { ?s ?p ?service }",
    ],
)
def test_service_in_any_dress_is_refused(query):
    with pytest.raises(BadQuery, match="SERVICE"):
        screen(query, GRAPHS)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'Service 中心' }",
        'SELECT * { ?s ?p """a SERVICE <x> {}""" }',
        "SELECT * { ?s <http://x/service> ?o } # SERVICE",
    ],
)
def test_the_word_may_stand_where_it_is_only_a_word(query):
    screened = screen(query, GRAPHS)
    assert "service" not in screened.lower()


WORDS = [
    "SERVICE",
    "service",
    " ",
    "<",
    ">",
    "'",
    '"',
    "'''",
    '"""',
    "\\",
    "#",
    "\n",
    "?x",
    "{",
    "}",
    ".",
    "1",
    "a:b",
    "http://h/",
    "(",
    ")",
]


@given(st.lists(st.sampled_from(WORDS), max_size=14).map("".join))
def test_no_text_that_passes_holds_the_keyword(text):
    try:
        screened = screen(f"SELECT * {{ {text} }}", GRAPHS)
    except BadQuery:
        return
    assert "service" not in screened.lower()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "空的"),
        ("  \n", "空的"),
        ("SELECT * { ?s ?p ?o }" + " " * LONGEST, "超过"),
        ("SELECT\x00", "不允许的字符"),
        ("INSERT DATA { <a:a> <a:a> <a:a> }", "不接受更新"),
        ("PREFIX x: <http://y/> DELETE WHERE { ?s ?p ?o }", "不接受更新"),
        ("# say\nLOAD <http://evil/>", "不接受更新"),
        ("drop all", "不接受更新"),
        ("SELECT * FROM <http://evil/> { ?s ?p ?o }", "没有名为 http://evil/ 的图"),
        ("SELECT * FROM NAMED <http://evil/> { ?s ?p ?o }", "没有名为"),
        ("SELECT * FROM x:g { ?s ?p ?o }", "完整的图名"),
    ],
)
def test_what_may_not_run_is_told(query, told):
    with pytest.raises(BadQuery, match=told):
        screen(query, GRAPHS)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM <http://x/g/1> { ?s ?p ?o }",
        "SELECT * from named <http://x/g/1> { GRAPH ?g { ?s ?p ?o } }",
        "SELECT ?from { ?from ?p 'FROM <x>' }",
        "SELECT * { ?s <http://x/from> ?o ; x:from ?p }",
    ],
)
def test_what_may_run_is_left_as_it_is(query):
    assert screen(query, GRAPHS) == query


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        (
            "SELECT * FROM <http://x/a> FROM<http://x/b> from named <http://x/c> { }",
            ("http://x/a", "http://x/b"),
            ("http://x/c",),
        ),
        ("SELECT * FROM # the first\n <http://x/a> { }", ("http://x/a",), ()),
        ("SELECT * FROM <http://x/a> FROM <http://x/a> { }", ("http://x/a",), ()),
    ],
)
def test_the_dataset_of_a_query(query, default, named):
    assert dataset(query) == Dataset(default=default, named=named)


def test_a_query_without_from_has_no_dataset():
    assert dataset("SELECT ?from { ?from x:FROM 'FROM <http://x/a>' ; <http://x/FROM> ?o } # FROM <http://x/a>") is None


# --- the processes --------------------------------------------------------------------------------

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("guard") / "graph"
    triples = "".join(f'<http://x/s{i}> <http://x/p> "值{i}" .\n' for i in range(2000))
    write(found, [("http://x/g/1", triples.encode()), ("http://x/g/2", b'<http://x/t> <http://x/p> "1" .\n')])
    return found


@pytest.fixture(scope="module")
def guarded(folder):
    with GuardedQuery(folder, Limits(seconds=1.5, memory_mb=128, max_bytes=100_000)) as found:
        yield found


def test_a_query_is_answered_whole_in_the_wanted_format(guarded):
    assert guarded.run(COUNT, results=ResultFormat.CSV).body == b"n\r\n2001\r\n"
    assert guarded.run("ASK { ?s ?p '值7' }", results=ResultFormat.JSON).body == b'{"head":{},"boolean":true}'
    reply = guarded.run("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2", triples=GraphFormat.NTRIPLES)
    assert (reply.media_type, reply.body.count(b"\n")) == ("application/n-triples", 2)
    assert guarded.run(f"{COUNT[:24]} FROM <http://x/g/2> {{ ?s ?p ?o }}", results=ResultFormat.CSV).body == b"n\r\n1\r\n"


def test_a_warm_query_is_quick(guarded):
    guarded.run(COUNT)
    began = time.perf_counter()
    for _ in range(10):
        guarded.run("SELECT ?s { ?s ?p '值7' }")
    assert (time.perf_counter() - began) / 10 < 0.05


def test_time_runs_out_for_one_query_only(guarded):
    began = time.perf_counter()
    with pytest.raises(Busy, match=r"超过 1.5 秒"):
        guarded.run(f"SELECT (SUM(1) AS ?n) {{ {CROSS} }}")
    assert time.perf_counter() - began < 2.5
    assert guarded.run(COUNT, results=ResultFormat.CSV).body == b"n\r\n2001\r\n"


def test_memory_runs_out_for_one_query_only(guarded):
    with pytest.raises(Busy):
        guarded.run(f"SELECT * {{ {CROSS} }} ORDER BY ?a ?d ?g ?j")
    assert guarded.run("ASK { ?s ?p ?o }").body


@pytest.mark.parametrize("query", ["SELECT * {" + "{" * 30_000 + "?s ?p ?o" + "}" * 30_000 + "}", "SELECT * { ?s ?p ?o . }}"])
def test_a_query_that_breaks_the_parser_harms_nobody(guarded, query):
    with pytest.raises((Busy, BadQuery)):
        guarded.run(query)
    assert guarded.run("ASK { ?s ?p ?o }").body


def test_a_result_is_never_cut(guarded):
    with pytest.raises(TooLarge, match="LIMIT"):
        guarded.run("SELECT * { ?s ?p ?o . ?t ?q ?r }")


def test_a_worker_that_died_meanwhile_is_replaced(guarded):
    os.kill(guarded._idle[0]._process.pid, signal.SIGKILL)
    with pytest.raises(Busy):
        guarded.run(COUNT)
    assert guarded.run(COUNT).body


def test_queries_take_turns_and_a_full_queue_is_told(folder):
    with GuardedQuery(folder, Limits(seconds=1.0)) as guarded:
        guarded.run(COUNT)
        errors = []

        def slow():
            try:
                guarded.run(f"SELECT (SUM(1) AS ?n) {{ {CROSS} }}")
            except Busy as error:
                errors.append(str(error))

        threads = [threading.Thread(target=slow) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(errors) == 3
        assert any("排不上" in error for error in errors)


def test_a_folder_without_a_graph_is_told(tmp_path):
    with GuardedQuery(tmp_path / "nothing") as guarded, pytest.raises(Corrupt, match="打不开"):
        guarded.run(COUNT)


def test_a_closed_pool_leaves_no_process(folder):
    guarded = GuardedQuery(folder)
    process = guarded._idle[0]._process
    guarded.close()
    assert process.poll() is not None


def test_a_closed_pool_refuses_at_once_and_closes_twice(folder):
    guarded = GuardedQuery(folder)
    guarded.close()
    guarded.close()
    began = time.perf_counter()
    for _ in range(2):
        with pytest.raises(Busy, match="刚刚更新"):
            guarded.run(COUNT)
    assert time.perf_counter() - began < 1


def test_closing_ends_the_query_that_is_running(folder):
    guarded = GuardedQuery(folder, Limits(seconds=1.0))
    guarded.run(COUNT)
    process = guarded._idle[0]._process
    threading.Timer(0.2, guarded.close).start()
    with pytest.raises(Busy):
        guarded.run(f"SELECT (SUM(1) AS ?n) {{ {CROSS} }}")
    assert process.poll() is not None


def test_an_orphaned_worker_ends_by_itself(folder):
    near, far = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-m", "kg.sparql_worker", str(folder), str(far.fileno()), "256", "1000"],
        pass_fds=(far.fileno(),),
        cwd=ROOT,
    )
    far.close()
    near.close()
    assert process.wait(timeout=10) == 0


def test_no_query_reaches_another_machine(guarded):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"<http://127.0.0.1:{listener.getsockname()[1]}/>"
        with pytest.raises(Corrupt):  # an unguarded store does follow the keyword
            listener.settimeout(0.2)
            threading.Thread(target=hang_up, args=(listener,)).start()
            Store(guarded._folder).select(f"SELECT * {{ SERVICE {url} {{ ?s ?p ?o }} }}")
        for query in (
            f"SELECT * {{ SERVICE {url} {{ ?s ?p ?o }} }}",
            f"SELECT * {{ ?s ?p ?o FILTER(?a<?b)SERVICE{url}#>\n{{ }} }}",
            f"SELECT * {{ ?s ?p ?o FILTER(1<2)SERVICE{url}{{}} }}",
            f"LOAD {url}",
            f"SELECT * FROM {url} {{ ?s ?p ?o }}",
        ):
            with pytest.raises(BadQuery):
                guarded.run(query)
        with pytest.raises(TimeoutError):
            listener.accept()


def hang_up(listener):
    listener.accept()[0].close()
