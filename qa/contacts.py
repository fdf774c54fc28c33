"""“联系人是谁，电话多少”: the lines of one document that give what was asked, all of it or nothing."""

from __future__ import annotations

import re

from qa.scope import Scope
from qa.understand import Intent, Interpretation
from qa.weigh import Sentence
from qa.world import World

# what is asked for → how a line that gives it begins
_KINDS = {
    "联系人": r"(?:联系人|联络人)(?:及联系(?:电话|方式))?[:：]?",
    "电话": r"(?:联系人及)?(?:联系|咨询|办公|监督|举报|服务|值班)?(?:电话|热线)(?:号码)?[:：]?",
    "传真": r"传真(?:号码)?[:：]",
    "邮箱": r"(?:电子)?(?:邮箱|邮件)(?:地址)?[:：]",
    "地址": r"(?:通信|通讯|联系|邮寄|办公)?地址[:：]",
}
_ASKED = {
    "联系人": re.compile("联系人|联络人|联系谁|找谁"),
    "电话": re.compile("电话|热线|打哪个号"),
    "传真": re.compile("传真"),
    "邮箱": re.compile("邮箱|邮件地址"),
    "地址": re.compile("(?:通信|通讯|邮寄|联系|办公|和|、)地址|寄到哪|寄给哪"),
}
_VALUE = {"电话": r"[^,，。;；]{0,12}?\d{5,}|\d{3,4}-\d{6,}", "邮箱": r"[^,，。;；]{0,12}?@"}
_NUMBER_OF = re.compile(r"(?:多少|几号|是什么|哪个|谁|怎么|[?？]|$|哪)")


def asked(interpretation: Interpretation, question: str) -> tuple[str, ...]:
    """The kinds of contact that a question asks for; () when it asks whether, or how many."""
    if interpretation.intent in {Intent.BOOLEAN, Intent.COUNT} or not _NUMBER_OF.search(question):
        return ()
    found = tuple(kind for kind, pattern in _ASKED.items() if pattern.search(question))
    return () if found == ("电话",) and re.search("电话(?:会议|系统|网)|热线(?!是|电话)", question) else found


_NOTHING_ELSE = re.compile(
    r"(?:联系人|联络人)(?:是|叫|为)?(?:谁|哪)|(?:电话|传真|邮箱)(?:号码|地址)?(?:是|为)?(?:多少|几号|什么|哪)"
)


def is_all(question: str) -> bool:
    """Nothing but a contact is asked for: no other sentence answers."""
    return _NOTHING_ELSE.search(question) is not None


def given(kinds: tuple[str, ...], scope: Scope, world: World) -> tuple[Sentence, ...]:
    """The lines of the one document that gives every kind; () when none does, or several do."""
    found = []
    for document in world.documents:
        if scope.documents and document not in scope.documents:
            continue
        lines = [next((s for s in world.sentences if s.document == document and _gives(s, kind)), None) for kind in kinds]
        if all(lines):
            found.append(tuple(dict.fromkeys(line for line in lines if line is not None)))
    return found[0] if len(found) == 1 else ()


def _gives(sentence: Sentence, kind: str) -> bool:
    said = re.sub(r"\s", "", sentence.folded)
    value = _VALUE.get(kind, r"[^,，。;；]{2,}")
    return re.search(rf"(?:^|[,，。;；(]){_KINDS[kind]}(?:{value})", said) is not None
