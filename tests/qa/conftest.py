"""What the tests of the answering house share: the built-in embedding model and two corpora, opened once a run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from kg import archive, generation
from kg.build import build
from kg.model import Span
from kg.names import load as load_names
from kg.ontology import load as load_ontology
from kg.ontology import pol
from kg.store import Store
from qa.config import QaSettings
from qa.embedding import BUILTIN, Embedder, open_embedder
from qa.model import Kind, Link
from qa.plan.model import Form, Pattern, QueryPlan, Ref, Var
from qa.reader import Reader, Reading
from qa.service import PolicyQA
from qa.world import World, open_world


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Survives between runs: unpacking takes two seconds. Environment: KGQA_MODEL_CACHE."""
    default = platformdirs.user_cache_dir("kgqa", appauthor=False)
    return Path(os.environ.get("KGQA_MODEL_CACHE", default))


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> Embedder:
    return open_embedder(BUILTIN, model_cache)


# --- engines over real graphs, without embeddings: opened in a moment ----------------------------------

GOLDEN = Path(__file__).parent.parent / "golden"
FICTION = ("lin-2023-12-haiyang-nengyuan.txt", "yunze-2024-shuzi-nongye.md", "haicheng-2025-dikong-wuliu.txt")


@pytest.fixture(scope="session")
def golden_questions() -> Path:
    return GOLDEN / "questions"


@pytest.fixture(scope="session")
def fiction_settings(tmp_path_factory) -> QaSettings:
    """A data folder with the three fictional documents. Not to be changed."""
    settings = QaSettings(data=tmp_path_factory.mktemp("fiction"))
    report = build(settings, [GOLDEN / "documents" / name for name in FICTION])
    assert len(report.documents) == len(FICTION) and not report.skipped
    return settings


@pytest.fixture(scope="session")
def fiction(fiction_settings) -> PolicyQA:
    """林川 (列第一位者为牵头单位), 云泽 (牵头单位：/配合单位：/完成时限：), 海澄 (逗号之前的为牵头单位)."""
    return PolicyQA.open(fiction_settings)


@pytest.fixture(scope="session")
def shandong_settings(tmp_path_factory) -> QaSettings:
    """A data folder with the bundled document. Not to be changed."""
    settings = QaSettings(data=tmp_path_factory.mktemp("shandong"))
    report = build(settings)
    assert report.documents and not report.skipped
    return settings


@pytest.fixture(scope="session")
def shandong(shandong_settings) -> PolicyQA:
    return PolicyQA.open(shandong_settings)


@pytest.fixture(scope="session")
def fiction_world(fiction_settings) -> World:
    """What the engine over the fictional documents knows."""
    found = generation.current(fiction_settings.data)
    return open_world(
        generation=found.id,
        base=fiction_settings.base_iri,
        graph=Store(found.graph),
        ontology=load_ontology(fiction_settings.ontology),
        names=load_names(fiction_settings.ontology),
        documents={document.id: document for document in archive.documents(found.documents)},
    )


@pytest.fixture(scope="session")
def fiction_reads(fiction_world) -> Callable[[str], Reading]:
    """A question as it is read before anything is queried."""
    reader = Reader(fiction_world)
    return lambda text: reader.read(text, None, lambda name, detail: None)


@pytest.fixture(scope="session")
def lead_plan(fiction_world) -> Callable[..., QueryPlan]:
    """Who leads the work of this title?"""

    def made(title: str, property: str = "lead", *, score: float = 0.9) -> QueryPlan:
        work = next(w for w in fiction_world.works if w.title == title)
        link = Link(mention=title, span=Span(0, 2), iri=work.iri, label=title, type=work.type, score=1, method="content")
        return QueryPlan(
            form=Form.SELECT,
            kind=Kind.ENTITIES,
            patterns=(Pattern(Ref(work.iri), pol(property), Var("x")),),
            reading=f"查任务“{title}”的牵头单位",
            score=score,
            links=(link,),
            say="roles",
            property=property,
        )

    return made
