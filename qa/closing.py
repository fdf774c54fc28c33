"""Until when opinions, applications and the like are taken: the one date by which a document asks for them."""

from __future__ import annotations

import re

from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import Sentence
from qa.world import World

_ASKED = re.compile("截止|截至|最晚|最迟|期限|几号前|到几号|到哪天|到什么时候")
_HANDED_IN = re.compile("提意见|提出意见|反馈|征求意见|公开征求|征集意见|意见建议|提建议|报名|申报|申请|报送|提交|上报|投稿")
_DATE = r"(?:(?:19|20)\d\d年)?\d{1,2}月(?:\d{1,2}日|底)"
_BY = re.compile(
    rf"请[^,，。;；]{{0,20}}?(?:于|在){_DATE}(?:\d{{1,2}}[:时点]\d{{0,2}}分?)?(?:之?前|以前)"
    rf"|(?:截止|截至|截止到)(?:时间|日期)?(?:为|是|[:：])?(?:到|至|于)?{_DATE}"
    rf"|{_DATE}(?:截止|止|之?前[^,，。;；]{{0,12}}(?:反馈|报送|提交|报名|申报|送))"
)


def until(interpretation: Interpretation, question: str, scope: Scope, world: World) -> Sentence | None:
    """The one sentence that sets such a date, in the documents that are meant; None when several do, or nothing was asked.

    ``question``: folded, with the document's name in it: “…办法提意见几号截止”.
    """
    if interpretation.intent is not Intent.WHEN or not _ASKED.search(question):
        return None
    asked = _HANDED_IN.search(question)
    if asked is None:
        return None
    found = [s for s in world.sentences if scope.admits(s.document) and _BY.search(s.folded.replace(" ", ""))]
    about = [s for s in found if not scope.documents or s.document in scope.documents]
    kind = "意见" if "意见" in asked.group() or asked.group() in {"反馈", "公开征求", "提建议"} else asked.group()
    fitting = [s for s in about if kind in s.folded or kind in world.surroundings.paragraph(s)]
    return fitting[0] if len(fitting) == 1 else None
