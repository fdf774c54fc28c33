"""What every page stands on: the service behind it, and who looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import FastAPI, Request

from kg.ontology import load
from qa.api.access import Access, viewer_of
from qa.api.builds import Builds
from qa.api.deps import address_of
from qa.api.line import Line
from qa.api.rates import Rates
from qa.api.serving import Serving
from qa.api.servings import Servings
from qa.api.sessions import cookie_of
from qa.config import QaSettings
from qa.errors import SignedOut
from qa.keys import Role, Viewer
from qa.ports import Catalog, Engine
from qa.recorded import Asked
from qa.web.kinds import Kinds

DOOR = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The parts of one running service."""

    settings: QaSettings
    servings: Servings
    access: Access
    builds: Builds
    rates: Rates
    line: Line  # that questions wait in, whatever door they come by
    kinds: Kinds

    @classmethod
    def of(cls, app: FastAPI) -> Site:
        state = app.state
        return cls(
            settings=state.settings,
            servings=state.servings,
            access=state.access,
            builds=state.builds,
            rates=state.rates,
            line=state.line,
            kinds=Kinds.from_ontology(load(state.settings.ontology)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who has a page open. Asked again before each act: a page may stay open longer than a key is valid."""

    site: Site
    request: Request  # that opened the page

    @property
    def viewer(self) -> Viewer:
        """Raises SignedOut when the key that opened the page is valid no longer."""
        opened_by, cookie = viewer_of(self.request), cookie_of(self.request.scope)
        if not opened_by.name or not cookie:  # nobody's key, or one in a header: a program, which keeps no page open
            return opened_by
        now = self.site.access.signed_in(cookie)
        if now is None:
            raise SignedOut("登录已失效", hint="请重新登录")
        return now

    @property
    def is_administrator(self) -> bool:
        return self.viewer.role is Role.ADMIN

    @property
    def serving(self) -> Serving:
        return self.site.servings.of(self.viewer.labels)

    @property
    def engine(self) -> Engine:
        """For questions: what it answers is kept, as at every door."""
        return self.serving.asked(
            Asked(door=DOOR, asker=address_of(self.request), view=self.viewer.audience, reader=self.viewer.reader)
        )

    @property
    def catalog(self) -> Catalog:
        return self.serving.engine().catalog
