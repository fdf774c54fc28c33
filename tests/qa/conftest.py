"""What the tests of the answering house share: the built-in embedding model, opened once a run."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from qa.embedding import BUILTIN, Embedder, open_embedder


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """Survives between runs: unpacking takes two seconds. Environment: KGQA_MODEL_CACHE."""
    default = platformdirs.user_cache_dir("kgqa", appauthor=False)
    return Path(os.environ.get("KGQA_MODEL_CACHE", default))


@pytest.fixture(scope="session")
def embedder(model_cache: Path) -> Embedder:
    return open_embedder(BUILTIN, model_cache)
