"""What the tests of the planning rooms share: one question asked of the fictional documents."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.link import Linking, link
from qa.model import Answer, Method, Outcome, Question
from qa.plan.roles import RoleQuestion, read_roles
from qa.scope import scope
from qa.understand import Interpretation, understand


@pytest.fixture
def proved(fiction) -> Callable[[str], Answer]:
    """Asks, and holds the answer to be given by the graph with a quotation that is in the text."""

    def asked(text: str) -> Answer:
        answer = fiction.ask(Question(text=text))
        assert (answer.outcome, answer.method) == (Outcome.ANSWERED, Method.GRAPH), answer.text
        assert answer.evidence
        return answer

    return asked


@pytest.fixture
def read(fiction_world) -> Callable[[str], tuple[Interpretation, Linking, RoleQuestion | None]]:
    """What is made of a question before it is planned."""

    def made(text: str) -> tuple[Interpretation, Linking, RoleQuestion | None]:
        interpretation = understand(text, fiction_world.ontology)
        linking = link(interpretation, fiction_world, scope(text, fiction_world.document_names))
        return interpretation, linking, read_roles(interpretation, linking)

    return made
