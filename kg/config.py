"""Settings of the graph house, and the only reader of the environment. Unknown keys are refused."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


def _resource(name: str) -> Path:
    """``ontology/`` and ``corpus/``: inside the wheel, or beside the packages in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "resources" / name
    return inside if inside.is_dir() else here.parent / name


class KgSettings(BaseSettings):
    """Everything that can be set, with its default. Environment names carry the prefix KGQA_."""

    model_config = SettingsConfigDict(env_prefix="KGQA_", extra="forbid", frozen=True)

    data: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("kgqa", appauthor=False)),
        description="数据目录：已发布的各代图谱和索引",
    )
    ontology: Path = Field(default_factory=lambda: _resource("ontology"), description="本体目录")
    corpus: Path = Field(default_factory=lambda: _resource("corpus"), description="自带文件目录")
    base_iri: str = Field(default="http://kgqa.local/id/", description="实体 IRI 的前缀")
    max_file_mb: int = Field(default=50, ge=1, description="单个文件的大小上限（MB）")
    keep_generations: int = Field(default=3, ge=1, description="保留的代数")
