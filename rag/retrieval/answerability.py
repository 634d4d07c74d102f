"""Whether the measures found hold an answer: a calibrated probability from many signals, and which kind of "no" it is.

The coefficients stand in `answerability.json`, written by `python -m evaluation.calibrate_answerability`. The encoder's
scores alone cannot decide: they are squeezed into 0.75 to 0.92 and separate answerable questions from others hardly better than chance.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from rag.hits import Outcome
from rag.queries import Query
from rag.retrieval.fusion import CHINESE
from rag.retrieval.pool import informative
from rag.retrieval.ranking import Opened, Ranking, readable
from rag.understanding.followups import content
from rag.understanding.lexicon import Lexicon
from rag.understanding.premises import Claim, unfounded
from rag.understanding.sets import named_departments
from rag.understanding.vocabulary import in_dictionary, rarity
from rag.understanding.wants import Want
from rag.understanding.wording import normalised

SHOWN = {
    Want.AMOUNT: re.compile(
        r"[0-9〇一二三四五六七八九十百千两]\s*(?:万|亿|千|百)?(?:元|块)"
        r"|[0-9.]+\s*%|百分之|[一二三四五六七八九]成(?!立|为|功|果)|[0-9.]+倍|免费|全额|免征|免收"
    ),
    Want.COUNT: re.compile(r"[0-9]+|[〇一二三四五六七八九十百千两]+(?:个|项|条|家|名|人|户|座|种|次|所|台|套|辆|处|类|批|级|大)|一批|若干"),
    Want.WHEN: re.compile(
        r"[0-9〇一二三四五六七八九十]+\s*(?:年|个?月|日|天|小时|周|个?工作日|季度)"
        r"|年底|年内|当日|次日|即日|之日起|期限|长期|[0-9]{4}"
    ),
    Want.WHERE: re.compile(r"[省市县区州镇村]|街道|园区|平台|网站|场所|地区|大厅|窗口|中心|景区|医院|学校|社区|农村|基地"),
}
"""What a text must show to answer a question of a kind."""


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
    """Below it a question counts as unanswered; at most 4 % of the answerable questions of the calibration fall below."""

    def probability(self, signals: Mapping[str, float]) -> float:
        """Of an answer."""
        logit = self.intercept + sum(w * (signals[n] - self.mean[n]) / self.scale[n] for n, w in self.weight.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def _models() -> dict[str, Model]:
    with (Path(__file__).parent / "answerability.json").open(encoding="utf-8") as file:
        table = json.load(file)
    return {group: Model(**entry) for group, entry in table["models"].items()}


@cache
def _details() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """Particulars: how they are asked for, and what shows them."""
    with (Path(__file__).parent / "details.toml").open("rb") as file:
        table = tomllib.load(file)
    return {name: (re.compile(entry["asked"]), re.compile(entry["shown"])) for name, entry in table.items()}


def signals_of(query: Query, ranking: Ranking, lexicon: Lexicon) -> dict[str, float]:
    """The signals behind the probability, by name; all 0 where nothing was found."""
    names = ("dense", "sentence", "body", "expansion", "coverage", "sentence_coverage", "run")
    columns = {name: np.nan_to_num(ranking.signals[:, ranking.names.index(name)], nan=0.0) for name in names}
    top = {name: float(values[0]) if len(values) else 0.0 for name, values in columns.items()}
    best = {f"best_{name}": float(values.max()) if len(values) else 0.0 for name, values in columns.items()}
    scores = ranking.scores
    out = {f"top_{name}": value for name, value in top.items()} | best
    out["margin"] = float(scores[0] - scores[1]) if len(scores) > 1 else 0.0
    out["height"] = float(scores[0] - scores.mean()) if len(scores) else 0.0
    for name in ("dense", "sentence"):
        found = columns[name][columns[name] > 0]
        out[f"{name}_height"] = float(found.max() - np.median(found)) if len(found) else 0.0
    agree = [name for name in ("dense", "sentence", "body", "coverage") if len(scores) and columns[name].argmax() == 0]
    out["agreement"] = len(agree) / 4
    out |= _of_words(query, ranking, lexicon)
    out |= _of_wants(query, ranking)
    return out


def _of_words(query: Query, ranking: Ranking, lexicon: Lexicon) -> dict[str, float]:
    """How much of the question's own words the documents and the first measures have."""
    vocabulary = lexicon.vocabulary
    pairs = informative(readable(query))
    total = sum(vocabulary.weight(p) for p in pairs) or 1.0
    absent = sum(vocabulary.weight(p) for p in pairs if not vocabulary.pairs[p]) / total
    words = list(query.expansion) if query.language not in CHINESE else [w for w in content(query.search) if len(w) > 1]
    first = _text(ranking.opened[0]) if ranking.opened else ""
    three = first + " ".join(_text(o) for o in ranking.opened[1:3])
    unknown = sum(not vocabulary.frequency(w) for w in words)
    return {
        "absent": absent,
        "words": float(len(words)),
        "unknown_words": unknown / max(1, len(words)),
        "words_in_first": sum(w in first for w in words) / max(1, len(words)),
        "words_in_three": sum(w in three for w in words) / max(1, len(words)),
        "length": math.log1p(len(query.search)),
        "rarest_unknown": max((rarity(w) for w in words if not vocabulary.frequency(w)), default=0.0),
        "lacks_act": float(any(act not in three for act in _acts(query.normalised))),
    }


_HOW = re.compile(r"(?:怎么|怎样|如何)(?:样|去|来|进行|才能|能)?([\u3400-\u9fff]{2})")


def _acts(question: str) -> list[str]:
    """What a Chinese question wants to know the way of: 评选 of 怎么评选; a policy that does not name the act seldom tells its way."""
    return [act for act in _HOW.findall(question) if in_dictionary(act)]


def _of_wants(query: Query, ranking: Ranking) -> dict[str, float]:
    """Whether the best sentences show the kind of thing that is asked for."""
    out = {}
    for want, sign in SHOWN.items():
        asked = want in query.wants
        out[f"wants_{want.value}"] = float(asked)
        out[f"lacks_{want.value}"] = float(asked and not any(sign.search(s) for s in best_sentences(ranking)))
    shown = " ".join(best_sentences(ranking, measures=1, sentences=3))
    signs = [sign for ask, sign in _details().values() if ask.search(query.normalised.lower())]
    out["details"] = float(len(signs))
    out["lacks_details"] = float(sum(not sign.search(shown) for sign in signs))
    for name, (ask, sign) in _details().items():
        out[f"lacks_{name}_detail"] = float(bool(ask.search(query.normalised.lower())) and not sign.search(shown))
    for want in (Want.WHO, Want.YES_NO, Want.HOW, Want.WHY, Want.LIST):
        out[f"wants_{want.value}"] = float(want in query.wants)
    return out


def best_sentences(ranking: Ranking, measures: int = 1, sentences: int = 3) -> list[str]:
    """The sentences of the first measures that share most letters with the question."""
    out: list[str] = []
    for opened in ranking.opened[:measures]:
        dense = [opened.candidate.sentences.get(span, 0.0) for span in opened.spans]
        marks = [ranking.reader.share(pairs) + d for pairs, d in zip(opened.text.sentences, dense, strict=True)]
        best = sorted(range(len(marks)), key=lambda i: -marks[i])[:sentences]
        out += [normalised(opened.spans[i].of(opened.document.document.text)) for i in best]
    return out


def _text(opened: Opened) -> str:
    return normalised(opened.measure.title if opened.measure else "") + " " + opened.text.words


def judged(query: Query, ranking: Ranking, lexicon: Lexicon) -> Judgement:
    """Probability and outcome for a ranked search."""
    signals = signals_of(query, ranking, lexicon)
    claims = unfounded(query.normalised, [o.document for o in ranking.opened[:3]]) if ranking.opened else ()
    claims = claims or _misplaced(query, ranking)
    signals["unfounded"] = float(len(claims))
    model = _models()["zh" if query.language in CHINESE else "foreign"]
    probability = model.probability(signals) if ranking.opened else 0.0
    if claims:
        low = min(probability, model.threshold / 2)
        return Judgement(probability=low, outcome=Outcome.FALSE_PREMISE, detail=told(claims), signals=signals)
    if probability >= model.threshold:
        return Judgement(probability=probability, outcome=Outcome.FOUND, signals=signals)
    amount = signals["lacks_amount"] or signals["lacks_count"]
    outcome = Outcome.AMOUNT_NOT_SET if amount and probability >= model.threshold * _NEAR else Outcome.NOTHING
    return Judgement(probability=probability, outcome=outcome, signals=signals)


_NEAR = 0.15
"""Share of the threshold above which a question for an amount treats the measures' own matter, and only the amount is missing."""


def _misplaced(query: Query, ranking: Ranking) -> tuple[Claim, ...]:
    """Departments that a question takes for those in charge of a measure that names others; a question whether they are is none."""
    first = ranking.opened[0].measure if ranking.opened else None
    if first is None or not first.departments or query.wants & {Want.YES_NO, Want.WHO} or not _IN_CHARGE.search(query.normalised):
        return ()
    named = named_departments(query.normalised, [ranking.opened[0].document])
    theirs = {d.canonical for o in ranking.opened[:3] if o.measure for d in o.measure.departments}
    return tuple(Claim(kind="department", text=name) for name in named if name not in theirs)


_IN_CHARGE = re.compile(r"(?:由|归).{2,14}(?:牵头|负责|主管|管理|承担)")


def told(claims: Sequence[Claim]) -> dict[str, str]:
    """Claims for the message."""
    return {"claimed": "、".join(claim.text for claim in claims), "kind": claims[0].kind}
