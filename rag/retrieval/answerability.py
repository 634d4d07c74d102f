"""Whether the measures found hold an answer: a calibrated probability from many signals, and which kind of "no" it is.

The coefficients stand in `answerability.json`, written by `python -m evaluation.calibrate_answerability`. The encoder's
scores alone cannot decide: they are squeezed into 0.75 to 0.92 and separate answerable questions from others hardly better than chance.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from corpus.documents import Role
from rag.hits import Outcome
from rag.queries import Query
from rag.retrieval.answer_signals import signals_of
from rag.retrieval.details import unwritten
from rag.retrieval.fusion import group_of
from rag.retrieval.ranking import Ranking
from rag.understanding.bodies import named_departments
from rag.understanding.contradictions import contradicted
from rag.understanding.lexicon import Lexicon
from rag.understanding.limits import denied, unstated
from rag.understanding.premises import Claim, plain_text, policy_text, unfounded
from rag.understanding.wants import Want
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
    amount = signals["lacks_amount"] or signals["lacks_count"]
    outcome = Outcome.AMOUNT_NOT_SET if amount and probability >= model.threshold * _NEAR else Outcome.NOTHING
    return Judgement(probability=probability, outcome=outcome, signals=signals)


_NEAR = 0.15
"""Share of the threshold above which a question for an amount treats the measures' own matter, and only the amount is missing."""


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

    What also asks for a yes or no, or for what there is (有什么奖励), can be answered without a sum.
    """
    sure = Want.AMOUNT in query.sure and Want.YES_NO not in query.sure and Want.LIST not in query.wants
    return sure and bool(signals.get("lacks_amount_near")) and not _OTHER_UNIT.search(query.normalised)


_OTHER_UNIT = re.compile(r"(?:几|多少)(?:个|位|名|人|天|日|月|年|小时|家|次|辆|座|项|条|户|张|件|分|所|处|平|亩|级)(?!百分点)")
"""A number that is asked for and is no money (补贴要几个工作日)."""


def claims_of(query: Query, ranking: Ranking) -> tuple[Claim, ...]:
    """What a question takes for granted against what was found: its figures and names, its limits and denials, whom it puts in charge."""
    if not ranking.opened:
        return ()
    documents = [one.document for one in ranking.opened[:3]]
    decides = Want.YES_NO in query.wants
    found = unfounded(query.normalised, documents)
    if decides:
        found = tuple(claim for claim in found if not (claim.kind in _OWN_CASE and _told_of_oneself(query.normalised, claim)))
    granted = _granted(query.normalised) if decides else query.normalised
    if found or not granted:
        return found
    texts = tuple(policy_text(document) for document in documents)
    # A limit of another matter is none of this one: the measures found must have it, not just the document.
    near = tuple(one.text.words for one in ranking.opened[:3])
    found = tuple(Claim(kind="limit", text=said) for said in unstated(granted, near))
    sentences = [normalised(span.of(one.document.document.text)) for one in ranking.opened[:_READ] for span in one.spans]
    found = found or tuple(Claim(kind="amount", text=said) for said in contradicted(granted, sentences))
    if decides:
        return found
    found = found or tuple(Claim(kind="denial", text=said) for said in denied(query.normalised, texts))
    return found or _misplaced(query, ranking, texts)


_READ = 5
"""Measures whose sentences may contradict a figure."""
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


def _misplaced(query: Query, ranking: Ranking, texts: Sequence[str]) -> tuple[Claim, ...]:
    """Departments that a question takes for those in charge of a measure that names others; a question whether they are is none."""
    charged = _IN_CHARGE.search(query.normalised)
    if not charged or Want.WHO in query.wants:
        return ()
    body = _BODY.search(charged.group(1) or charged.group(2))
    if body and not any(body.group(1) in text for text in texts):
        return (Claim(kind="department", text=body.group()),)
    first = ranking.opened[0].measure
    if first is None or not first.departments:
        return ()
    named = named_departments(query.normalised, [ranking.opened[0].document])
    measures = [one.measure for one in ranking.opened[:3] if one.measure]
    role = Role.LEAD if "牵头" in charged.group() and any(d.role is Role.LEAD for m in measures[:1] for d in m.departments) else None
    theirs = {d.canonical for measure in measures for d in measure.departments if role in (None, d.role)}
    return tuple(Claim(kind="department", text=name) for name in named if name not in theirs)


_IN_CHARGE = re.compile(
    r"(?:由|归|设在|先?经|报)(.{2,14}?)(?:来)?(?:牵头|负责|主管|管理|承担|收取|发放|审批|核发|实施|批准|同意|(?=[,;。?]|$))"
    r"|(?:^|[,;。])([\u3400-\u9fff]{2,10}?(?:局|委|厅|部|署))(?:牵头|负责|主管|审批|出具|核发)"
)
_BODY = re.compile(r"(?:国家|省|市|区|县)?([\u3400-\u9fff]{2,8}(?:局|委|厅|部|署|银行|法院|公安机关))$")
"""A department by its name, the level aside."""


def told(claims: Sequence[Claim]) -> dict[str, str]:
    """Claims for the message."""
    return {"claimed": "、".join(claim.text for claim in claims), "kind": claims[0].kind}
