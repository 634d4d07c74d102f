"""Questions for what a body has to do (省体育局管什么, "what must the tax authority do?"): a set of measures, whatever asks for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from corpus.documents import ParsedDocument
from corpus.tables import any_of, read_table
from rag.understanding.bodies import Body, bodies, named_bodies
from rag.understanding.columns import Columns
from rag.understanding.conditions import Condition, folded
from rag.understanding.holdings import derived
from rag.understanding.languages import simplified
from rag.understanding.readings import blanked, is_chinese
from rag.understanding.sets import SetFilter

_WRITTEN = re.compile(
    r"(?<![\u3400-\u9fff])(?:请问|那么|那|哪(?:些|几)(?:个|条|项|款)?(?:措施|条款|条|规定|工作|任务|事情?)?(?:是)?(?:由|归|让|要|需要))?"
    r"(?!有关|相关|各|哪|什么|主管|责任|其他|这个|那个|多个|几个|每个|[该本贵我你](?:部门|[局厅署]))(?P<body>[\u3400-\u9fff]{1,14}?(?:委员会|[局厅署]|部门|政府|海关|法院|检察院))"
)
"""A body by its ending, where a Chinese question can name the one that has to do something."""
_LEVEL = re.compile(r"^(?:国家|省|市(?!场)|区|县)(?=.{4,}(?:部门|[局厅署]|委员会)$)")


def read(question: str, documents: Sequence[ParsedDocument]) -> SetFilter | None:
    """The filter that a normalised question asks for; None when it asks for no more, and no less, than what one body has to do.

    Where no measure makes the body responsible, the measures that name it are meant; None where none does.
    """
    lowered = question.lower()
    for body in _named(lowered, documents):
        text = blanked(lowered, [(body.start, body.end)], "■")
        text = re.sub("■+", "■", _patterns()["levels"].sub(" ", text) if not is_chinese(question) else text)
        if _patterns()["does"].fullmatch(re.sub(r"\s+", " ", text).strip(" ?。!¿？؟")):
            return _filter(lowered[body.start : body.end], body, documents)
    return None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = read_table(__file__, "duties.toml")
    return {name: re.compile(simplified(any_of(entry["patterns"]))) for name, entry in table.items()}


def _named(lowered: str, documents: Sequence[ParsedDocument]) -> list[Body]:
    """What the question may mean by one body: a department, one of the table, or whatever ends like a body."""
    found = [*bodies(lowered, documents), *named_bodies(lowered)]
    if is_chinese(lowered) and (m := _WRITTEN.search(lowered)):
        found.append(Body(start=m.start("body"), end=m.end("body"), names=()))
    return found


def _filter(said: str, body: Body, documents: Sequence[ParsedDocument]) -> SetFilter | None:
    columns = derived(documents, Columns)
    if body.names and columns.assigned(body.names):
        return SetFilter(conditions=((Condition(departments=body.names, said=said),),))
    forms = [form for name in (said, *body.names) for form in (name, _LEVEL.sub("", name), re.sub("(?<!人民)政府$", "人民政府", name))]
    held = tuple(form for form in dict.fromkeys(forms) if columns.texts.holds(folded(form)))
    return SetFilter(conditions=((Condition(words=held, said=said),),), duties=True) if held else None
