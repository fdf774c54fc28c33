"""A relation or a class that is new in Turtle can be asked for, with its proof, and no Python knows of it."""

from __future__ import annotations

import shutil

import pytest

from kg.build import build
from kg.config import KgSettings
from qa.config import QaSettings
from qa.model import Method, Outcome, Question
from qa.service import PolicyQA

TWINS = """
@prefix pol:  <http://kgqa.local/ontology#> .
@prefix owl:  <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

pol:twinnedWith a owl:ObjectProperty ; rdfs:label "结对"@zh ;
    pol:textCue "与{}结对" ; pol:questionCue "结对" ; pol:sayAs "{s}与{o}结对" .

pol:Wharf a owl:Class ; rdfs:label "码头"@zh ; pol:questionCue "码头" ; pol:suffix "货运码头" .
"""
DOCUMENT = """# 霁川省园区协同发展实施方案

霁川政办发〔2026〕5号

为推动园区协同发展，制定本方案。

## 一、重点任务

（一）做强园区载体。统筹全省园区错位发展，改造青萍货运码头。（省发展改革委、省商务厅负责）

专栏1 园区协同行动

1．云麓产业园。与东湖产业园结对，共建中试车间。

2．松溪软件园。与青萍软件园结对，共享测试环境。

（二）推进平台共享。与望海重点实验室结对，开放仪器设备。（省科技厅、省教育厅负责）
"""


def opened(folder, ontology) -> PolicyQA:
    path = folder / "霁川省园区协同发展实施方案.md"
    path.write_text(DOCUMENT, "utf-8")
    settings = QaSettings(data=folder / "data", ontology=ontology)
    assert build(settings, [path]).documents
    return PolicyQA.open(settings)


@pytest.fixture(scope="module")
def extended(tmp_path_factory) -> PolicyQA:
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(KgSettings().ontology, folder / "ontology")
    (folder / "ontology" / "twins.ttl").write_text(TWINS, "utf-8")
    return opened(folder, folder / "ontology")


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> PolicyQA:
    """The same document under the ontology as it is."""
    return opened(tmp_path_factory.mktemp("plain"), KgSettings().ontology)


ASKED = (
    ("云麓产业园与谁结对？", ["东湖产业园"], "与东湖产业园结对"),
    ("松溪软件园和哪个园区结对？", ["青萍软件园"], "与青萍软件园结对"),
    ("哪个园区与东湖产业园结对？", ["云麓产业园"], "与东湖产业园结对"),
    ("推进平台共享与哪个实验室结对？", ["望海重点实验室"], "与望海重点实验室结对"),
    ("哪项任务与望海重点实验室结对？", ["推进平台共享"], "与望海重点实验室结对"),
)


@pytest.mark.parametrize(("question", "values", "quotation"), ASKED)
def test_a_new_property_is_read_and_asked_both_ways(extended, question, values, quotation):
    answer = extended.ask(Question(text=question))
    assert (answer.outcome, answer.method) == (Outcome.ANSWERED, Method.GRAPH), answer.text
    assert [value.label for value in answer.values] == values
    text = extended.catalog.document(answer.evidence[0].document).text
    assert quotation in [one.text for one in answer.evidence]
    assert all(text[one.start : one.end] == one.text for one in answer.evidence)
    assert "twinnedWith" in answer.sparql


def test_the_new_property_speaks_as_it_was_told(extended):
    assert extended.ask(Question(text="云麓产业园与谁结对？")).text.startswith("“云麓产业园”与东湖产业园结对。")


def test_what_no_text_states_is_not_answered_by_the_new_property(extended):
    answer = extended.ask(Question(text="云麓产业园和青萍软件园结对吗？"))
    assert not answer.values or answer.values[0].value is not True


def test_without_the_turtle_there_is_no_such_answer(plain):
    """So it is the Turtle that did it."""
    for question, values, _ in ASKED[:4]:  # that a task speaks of a laboratory is known without it
        answer = plain.ask(Question(text=question))
        assert [value.label for value in answer.values] != values
    assert not [q for q, *_ in ASKED if "twinnedWith" in (plain.ask(Question(text=q)).sparql or "")]


def test_a_new_class_is_found_and_listed(extended, plain):
    answer = extended.ask(Question(text="文件提到了哪些码头？"))
    assert [(v.label, v.type) for v in answer.values] == [("青萍货运码头", "Wharf")]
    assert "青萍货运码头" in answer.evidence[0].text
    assert plain.catalog.entities(q="青萍货运码头") == ((), 0)


def test_the_old_questions_still_work(extended):
    answer = extended.ask(Question(text="推进平台共享由哪个部门牵头？"))
    assert [value.label for value in answer.values] == ["省科技厅"]


def test_a_cue_word_taken_from_turtle_teaches_new_ways_to_ask(tmp_path):
    """A question cue alone: 掌舵 means to lead."""
    shutil.copytree(KgSettings().ontology, tmp_path / "ontology")
    cue = '<http://kgqa.local/ontology#lead> <http://kgqa.local/ontology#questionCue> "掌舵" .'
    (tmp_path / "ontology" / "words.ttl").write_text(cue, "utf-8")
    answer = opened(tmp_path, tmp_path / "ontology").ask(Question(text="推进平台共享由谁掌舵？"))
    assert [(value.label, value.role) for value in answer.values] == [("省科技厅", "lead")]
