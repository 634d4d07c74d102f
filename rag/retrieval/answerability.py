"""Whether the measures found hold an answer: a calibrated probability from many signals, and which kind of "no" it is.

The coefficients stand in `answerability.json`, written by `python -m evaluation.calibrate_answerability`. The encoder's
scores alone cannot decide: they are squeezed into 0.75 to 0.92 and separate answerable questions from others hardly better than chance.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from corpus.documents import Measure, ParsedDocument, Role
from rag.hits import Outcome
from rag.queries import Query
from rag.retrieval.answer_signals import signals_of
from rag.retrieval.details import asks_way, unwritten
from rag.retrieval.fusion import CHINESE, group_of
from rag.retrieval.ranking import Ranking
from rag.understanding.bodies import named_bodies, named_departments
from rag.understanding.contradictions import comparable, contradicted
from rag.understanding.lexicon import Lexicon
from rag.understanding.limits import denied, unstated
from rag.understanding.premises import Claim, confirmed, given, plain_text, policy_text, unfounded
from rag.understanding.wants import Want, topic
from rag.understanding.wording import normalised

FURTHEST = 4.0
"""Deviations beyond which a signal says nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the signals say."""

    probability: float
    """That the hits hold an answer."""
    outcome: Outcome
    detail: Mapping[str, str] = field(default_factory=dict)
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Model:
    """Logistic regression over standardised signals."""

    mean: Mapping[str, float]
    scale: Mapping[str, float]
    weight: Mapping[str, float]
    intercept: float
    threshold: float
    """Below it a question counts as unanswered; at most 3 % of the answerable questions of the calibration fall below."""

    def probability(self, signals: Mapping[str, float]) -> float:
        """Of an answer; a signal that a ranking does not have counts as an average one."""
        deviations = {n: (signals.get(n, self.mean[n]) - self.mean[n]) / self.scale[n] for n in self.weight}
        logit = self.intercept + sum(w * max(-FURTHEST, min(FURTHEST, deviations[n])) for n, w in self.weight.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def _models() -> dict[str, Model]:
    with (Path(__file__).parent / "answerability.json").open(encoding="utf-8") as file:
        table = json.load(file)
    return {group: Model(**entry) for group, entry in table["models"].items()}


def model_for(language: str) -> Model:
    """The model for questions in a language."""
    models = _models()
    return models.get(group_of(language)) or models["foreign"]


def judged(query: Query, ranking: Ranking, lexicon: Lexicon) -> Judgement:
    """Probability and outcome for a ranked search."""
    signals = signals_of(query, ranking, lexicon)
    claims = claims_of(query, ranking)
    signals["unfounded"] = float(len(claims))
    model = model_for(query.language)
    probability = model.probability(signals) if ranking.opened else 0.0
    if no := ruled(query, ranking, signals, claims):
        low = min(probability, model.threshold / 2)
        return Judgement(probability=low, outcome=no, detail=told(claims) if claims else {}, signals=signals)
    if probability >= model.threshold:
        return Judgement(probability=probability, outcome=Outcome.FOUND, signals=signals)
    missed = not asks_way(query) and (signals["lacks_amount"] or signals["lacks_count"])
    told_apart = signals["margin"] >= _APART and treats(signals)
    outcome = Outcome.AMOUNT_NOT_SET if missed and (near(query, probability) or told_apart) else Outcome.NOTHING
    return Judgement(probability=probability, outcome=outcome, signals=signals)


_APART = 5.0
"""Score by which the measure found first stands out, so that what it lacks is missing whatever its neighbours have."""
_TREATED = 0.38
"""Share of what a Chinese question asks in particular from which on a measure that has it treats its matter."""
_NEAR = 0.15
"""Share of the threshold from which on measures treat the matter of a question: of one for an amount, only that is missing then."""


def near(query: Query, probability: float) -> bool:
    """Whether the measures found, with such a probability of an answer, treat the matter of a question, whether they answer it or not."""
    return probability >= model_for(query.language).threshold * _NEAR


def treats(signals: Mapping[str, float]) -> bool:
    """Whether the measure found first has most of what a question asks in particular, by the signals of its search."""
    return signals.get("specifics_in_first", 0.0) >= _TREATED


def ruled(query: Query, ranking: Ranking, signals: Mapping[str, float], claims: Sequence[Claim]) -> Outcome | None:
    """The kind of "no" that a rule decides before any probability: none of them for most questions."""
    if claims:
        return Outcome.FALSE_PREMISE
    if leaves_out(query, ranking):
        return Outcome.NOTHING
    return Outcome.AMOUNT_NOT_SET if sets_no_amount(query, signals) else None


def leaves_out(query: Query, ranking: Ranking) -> bool:
    """Whether a question asks for a telephone number, a web address or the like, and none of the documents found has any."""
    found = dict.fromkeys(one.document.document.text for one in ranking.opened)
    return bool(found) and unwritten(query, map(plain_text, found))


def sets_no_amount(query: Query, signals: Mapping[str, float]) -> bool:
    """Whether a question surely wants to know how much money, or what rate, and none of the measures found shows any.

    What also asks for a yes or no, for what there is (有什么奖励), or for the way in which it is come by, can be answered without a sum;
    of a matter that no measure found treats, no policy gives the direction.
    """
    sure = Want.AMOUNT in query.sure and Want.YES_NO not in query.sure and Want.LIST not in query.wants and not asks_way(query)
    treated = query.language not in CHINESE or "specifics_in_first" not in signals or treats(signals)
    return sure and treated and bool(signals.get("lacks_amount_near")) and not _OTHER_UNIT.search(query.normalised)


_OTHER_UNIT = re.compile(r"(?:几|多少)(?:个|位|名|人|天|日|月|年|小时|家|次|辆|座|项|条|户|张|件|分|所|处|平|亩|级)(?!百分点)")
"""A number that is asked for and is no money (补贴要几个工作日)."""


def claims_of(query: Query, ranking: Ranking) -> tuple[Claim, ...]:
    """What a question takes for granted against what was found: its figures and names, its limits and denials, whom it puts in charge."""
    if not ranking.opened:
        return ()
    documents = [one.document for one in ranking.opened[:3]]
    sentences = [normalised(span.of(one.document.document.text)) for one in ranking.opened[:_READ] for span in one.spans]
    decides = Want.YES_NO in query.wants
    granted = _granted(query.normalised) if decides else query.normalised
    matter = topic(query.normalised) if query.language in CHINESE else (*query.expansion, *query.official)
    found = unfounded(query.normalised, documents, matter=[word for word in matter if len(word) > 1], sentences=sentences)
    if decides:
        found = tuple(left for claim in found if (left := _undecided(query.normalised, claim, granted, sentences)))
        found = tuple(claim for claim in found if claim.kind != NOT_CONTAINED) or found
    texts = tuple(policy_text(document) for document in documents)
    found = found or (() if Want.WHO in query.wants else _uncharged(query.normalised, texts))
    if found or not granted:
        return found
    # A limit of another matter is none of this one: the measures found must have it, not just the document.
    near = tuple(one.text.words for one in ranking.opened[:3])
    found = _limits(granted, near, texts)
    found = found or tuple(Claim(kind="figure", text=said, against=sentence) for said, sentence in contradicted(granted, sentences))
    if decides:
        return found
    found = found or tuple(Claim(kind="denial", text=said) for said in denied(query.normalised, texts))
    return found or _misplaced(query, ranking)


def address_claims(query: Query, measures: Sequence[tuple[ParsedDocument, Measure]]) -> tuple[Claim, ...]:
    """What a question with an address takes for granted against the documents, and its limits against the measures at that place."""
    found = unfounded(query.normalised, [document for document, _ in measures])
    if found or Want.YES_NO in query.wants:
        return found
    texts = tuple(normalised(measure.span.of(document.document.text)) for document, measure in measures)
    return _limits(query.normalised, texts, tuple(plain_text(document.document.text) for document, _ in measures))


def _limits(question: str, near: tuple[str, ...], texts: Sequence[str]) -> tuple[Claim, ...]:
    """Limits that a question puts as rules and the nearest measures do not have; those that stand elsewhere in the texts are of another."""
    said = unstated(question, near)
    return tuple(Claim(kind="figure" if any(limit in text for text in texts) else "limit", text=limit) for limit in said)


def _undecided(question: str, claim: Claim, granted: str, sentences: Sequence[str]) -> Claim | None:
    """What a claim of a question for yes or no comes to; None where it is the asker's own case, or a figure that others of its unit decide.

    A figure that is put up for decision is not taken for granted: where nothing decides it, it is merely not contained.
    """
    if claim.kind in _OWN_CASE and _told_of_oneself(question, claim):
        return None
    put_up = claim.kind in _FIGURES and claim.text not in granted and not confirmed(question) and not given(question, claim.text)
    if not put_up:
        return claim
    return None if comparable(question, claim.text, sentences) else replace(claim, kind=NOT_CONTAINED)


NOT_CONTAINED = "not_contained"
"""Kind of a figure that is asked about and stands nowhere."""
_READ = 5
"""Measures whose sentences may contradict a figure."""
_FIGURES = frozenset({"amount", "share"})
_OWN_CASE = frozenset({"place", "share"})
"""What people say of their own case where they ask whether something holds for it: where they are, what share they own."""
_TAGS = re.compile(r"^(?:是不是|是吧|对(?:吗|吧|不对)|没错吧|是这样(?:吗|吧))$")
_DECIDED = re.compile(r"吗|么$|吧$|呢$|是否|能否|可否|[是能会要算行有对]不[是能会要算行对]|有没有|可不可以|需不需要")


def _granted(question: str) -> str:
    """What a question for yes or no takes for granted: the clauses before the one put up for decision, or before "right?"."""
    clauses = [clause for clause in re.split(r"[,;。?!]", question) if clause.strip()]
    tagged = next((at for at, clause in enumerate(clauses) if _TAGS.match(clause.strip())), None)
    if tagged is not None:
        return ",".join(clauses[:tagged]) if tagged + 1 < len(clauses) else ""
    return ",".join(clause for clause in clauses[:-1] if not _DECIDED.search(clause))


def _told_of_oneself(question: str, claim: Claim) -> bool:
    """Whether a place or a share is where or how the asker is (单位在佛山, 占20%)."""
    return (
        re.search(rf"(?:在|来自|从|到|往|是|户口|户籍|占|持股|持有|出资|比例)[^,。;?]{{0,6}}{re.escape(claim.text)}", question) is not None
    )


def _uncharged(question: str, texts: Sequence[str]) -> tuple[Claim, ...]:
    """A body that a question puts in charge of something, and that the texts do not know."""
    said = _in_charge(question)
    if _NOBODY.search(said):
        return ()
    known = [(written, (_LEVEL.sub("", written), *body.names)) for body in named_bodies(said) for written in [said[body.start : body.end]]]
    known = known or [(named.group(), (named.group(1),)) for named in [_BODY.search(said)] if named]
    if any(name in text for _, names in known for name in _worded(names) for text in texts):
        return ()
    return tuple(Claim(kind="department", text=written) for written, _ in known[:1])


def _worded(names: Sequence[str]) -> Sequence[str]:
    """The names of a body, and the words of laws for it: 税务机关 and 税务主管部门 are the tax office of a question."""
    cores = [name.removesuffix("部门") for name in names if name.endswith("部门")]
    return [*names, *(core + kind for core in cores for kind in ("机关", "行政", "主管", "监督管理"))]


def _misplaced(query: Query, ranking: Ranking) -> tuple[Claim, ...]:
    """Departments that a question takes for those in charge of a measure that names others; a question whether they are is none."""
    charged = _IN_CHARGE.search(query.normalised)
    first = ranking.opened[0].measure
    if not charged or Want.WHO in query.wants or first is None or not first.departments:
        return ()
    named = named_departments(query.normalised, [ranking.opened[0].document])
    measures = [one.measure for one in ranking.opened[:3] if one.measure]
    role = Role.LEAD if "牵头" in charged.group() and any(d.role is Role.LEAD for m in measures[:1] for d in m.departments) else None
    theirs = {d.canonical for measure in measures for d in measure.departments if role in (None, d.role)}
    return tuple(Claim(kind="charge", text=name) for name in named if name not in theirs)


def _in_charge(question: str) -> str:
    """The words for whom a question puts in charge; empty where it puts nobody."""
    charged = _IN_CHARGE.search(question)
    return next((said for said in charged.groups() if said), "") if charged else ""


_PUT = (
    "(?:(?<![理自缘事])由(?!于)|(?<!回)归(?![还类纳属档])|设在|(?<![已曾财])先?经(?![济营常办费验历理])过?"
    "|(?<![申填海情简汇举预通日晚])报(?![名销税考告案酬关价警复]))"
)
"""The words before whoever is put in charge: none of 由于, 理由, 归还, 经营, 已经, 报名."""
_IN_CHARGE = re.compile(
    rf"{_PUT}([^由归,;。?]{{2,14}}?)(?:来)?(?:牵头|负责|主管|管理|管|承担|收取|发放|颁发|审批|核发|实施|批准|同意|(?=[,;。?]|$))"
    r"|(?:^|[,;。]|既然|听说|因为)([^由归,;。?]{2,10}?(?:局|委|厅|部|署|监会))(?:牵头|负责|主管|审批|批准|出具|核发|颁发|发放)"
)
_LEVEL = re.compile("^(?:中国|国家|全国|省|市|区|县)")
_NOBODY = re.compile("[哪谁几各某]|什么|多少|主管|有关|相关|其他|上级|当地|本级|同级")
"""In the words for a body that names none."""
_BODY = re.compile(r"(?:国家|省|市|区|县)?([\u3400-\u9fff]{1,8}(?:局|委|厅|署|监会|委员会|银行|法院|公安机关))$")
"""A department by its name, the level aside; a 部 that is none of the state's is a part of a firm (总部, 项目部)."""


def told(claims: Sequence[Claim]) -> dict[str, str]:
    """Claims for the message, with the sentence that says otherwise."""
    detail = {"claimed": "、".join(dict.fromkeys(claim.text for claim in claims)), "kind": claims[0].kind}
    against = next((claim.against for claim in claims if claim.against), "")
    return detail | {"against": against} if against else detail
