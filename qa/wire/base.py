"""What all shapes share."""

from __future__ import annotations

from typing import Annotated, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field


class Wire(BaseModel):
    """Frozen; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def of(cls, noun: object, **otherwise: object) -> Self:
        """From a noun whose attributes have the fields' names (those of nested nouns too); what is given ``otherwise`` wins."""
        if not otherwise:
            return cls.model_validate(noun, from_attributes=True)
        alike = {name: getattr(noun, name) for name in cls.model_fields if name not in otherwise}
        return cls.model_validate(alike | otherwise, from_attributes=True)


Offset = Annotated[int, Field(description="在所存原文中的位置，按 Unicode 码点计，左闭右开", ge=0)]
Iri = Annotated[str, Field(description="标识（IRI）", examples=["http://kgqa.local/id/department/省农业农村厅"])]
Basis = Annotated[
    str | None,
    Field(
        description="依据：stated 文中写明，convention 文件声明的惯例，listed_first 排序首位，equal 共同负责，inferred 推断",
        examples=["listed_first"],
    ),
]

Row = TypeVar("Row", bound=Wire)


class Items(Wire, Generic[Row]):
    items: tuple[Row, ...]


class Page(Items[Row], Generic[Row]):
    total: int = Field(description="不分页时的总数", ge=0)


class ProblemOut(Wire):
    """An error, RFC 9457."""

    type: str = Field(examples=["urn:kgqa:problem:bad_question"])
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(description="出了什么事、该怎么办", examples=["问题是空的。请写出要问的内容"])
    code: str = Field(description="供程序判断的固定代码", examples=["bad_question"])
