"""The signals from which the probability of an answer is made, by name.

None of them knows a document: they compare scores of one search with each other, and the question's own words with what was found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import numpy as np

from rag.queries import Query
from rag.retrieval.details import details
from rag.retrieval.fusion import CHINESE
from rag.retrieval.pool import ALIGNED, Matrix, informative
from rag.retrieval.ranking import Opened, Ranking, readable
from rag.retrieval.specifics import Specifics, specifics, windows
from rag.understanding.followups import content
from rag.understanding.lexicon import Lexicon
from rag.understanding.premises import plain_text
from rag.understanding.vocabulary import in_dictionary, rarity
from rag.understanding.wants import Want
from rag.understanding.wording import normalised

_NEAR = 5
"""Measures that are read sentence by sentence."""
_SHOWN = {
    Want.AMOUNT: re.compile(
        r"[0-9〇一二三四五六七八九十百千两]\s*[万亿千百]*(?:元|块)"
        r"|[0-9.]+\s*%|百分之|[一二三四五六七八九]成(?!立|为|功|果)|[0-9.一二三四五六七八九十两]+倍|免费|全额|免征|免收|半价"
    ),
    Want.COUNT: re.compile(r"[0-9]+|[〇一二三四五六七八九十百千两]+(?:个|项|条|家|名|人|户|座|种|次|所|台|套|辆|处|类|批|级|大)|一批|若干"),
    Want.WHEN: re.compile(
        r"[0-9〇一二三四五六七八九十]+\s*(?:年|个?月|日|天|小时|周|个?工作日|季度)"
        r"|年底|年内|当日|次日|即日|之日起|期限|长期|[0-9]{4}"
    ),
    Want.WHERE: re.compile(r"[省市县区州镇村]|街道|园区|平台|网站|场所|地区|大厅|窗口|中心|景区|医院|学校|社区|农村|基地"),
    Want.WHO: re.compile(r"部门|机关|机构|单位|政府|[局厅署院]|委(?![托员])|服务中心|银行|协会|办事处|街道|组织"),
    Want.WHY: re.compile(r"为了|以便|目的|旨在|由于|鉴于|从而"),
}
"""What a text must show to answer a question of a kind."""


def signals_of(query: Query, ranking: Ranking, lexicon: Lexicon) -> dict[str, float]:
    """The signals behind the probability, by name; all 0 where nothing was found."""
    asked = specifics(query, lexicon)
    near = [[normalised(span.of(one.document.document.text)) for span in one.spans] for one in ranking.opened[:_NEAR]]
    signs = _signs(query)
    out = _of_searches(ranking)
    out |= _of_words(query, ranking, lexicon)
    out |= _of_specifics(asked, ranking, near)
    out |= head_signals(asked, query, ranking)
    out |= _of_wants(query, ranking, near, signs)
    out |= _of_signed_sentences(asked, ranking, near, signs)
    return out


def _of_searches(ranking: Ranking) -> dict[str, float]:
    """How high the scores are, how far the first stands out, and whether the searches agree on it."""
    names = ["dense", "sentence", "body", "expansion", "coverage", "sentence_coverage", "run"]
    # Left out where tokens are not laid beside each other: a signal that is absent counts as usual.
    names += [name for name in ALIGNED if not np.isnan(ranking.signals[:, ranking.names.index(name)]).all()]
    columns = {name: np.nan_to_num(ranking.signals[:, ranking.names.index(name)], nan=0.0) for name in names}
    out = {f"top_{name}": float(values[0]) if len(values) else 0.0 for name, values in columns.items()}
    out |= {f"best_{name}": float(values.max()) if len(values) else 0.0 for name, values in columns.items()}
    scores = ranking.scores
    out["margin"] = float(scores[0] - scores[1]) if len(scores) > 1 else 0.0
    out["height"] = float(scores[0] - scores.mean()) if len(scores) else 0.0
    for name in ("dense", "sentence", *(set(names) & {"late"})):
        found = np.sort(columns[name][columns[name] > 0])[::-1]
        out[f"{name}_height"] = float(found[0] - np.median(found)) if len(found) else 0.0
        out[f"{name}_margin"] = float(found[0] - found[1]) if len(found) > 1 else 0.0
    if "late" in names:
        sentences = [max(one.aligned.values(), default=0.0) for one in ranking.opened[:_NEAR]]
        out |= {"top_late_sentence": sentences[0], "best_late_sentence": max(sentences)}
    return out | {"agreement": _agreement(columns)} | _of_reading(ranking)


def _agreement(columns: Mapping[str, Matrix]) -> float:
    """Share of the searches that have the first measure first."""
    names = ("dense", "sentence", "body", "coverage")
    return sum(len(columns[name]) > 0 and int(columns[name].argmax()) == 0 for name in names) / len(names)


def _of_reading(ranking: Ranking) -> dict[str, float]:
    """What the sentence reader says; nothing where what comes first was not read."""
    leading = [list(one.as_asked.values()) for one in ranking.opened[:_NEAR] if one.as_asked]
    if not leading or not ranking.opened[0].as_asked:
        return {}
    read = sorted((max(odds) for odds in leading), reverse=True)
    chances = [1 / (1 + math.exp(-odd)) for odds in leading for odd in odds]
    out = {"top_read": max(ranking.opened[0].as_asked.values()), "best_read": read[0], "best_read_all": math.log(max(sum(chances), 1e-4))}
    return out | {"margin_read": read[0] - (read[1] if len(read) > 1 else read[0])}


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


def _of_specifics(asked: Specifics, ranking: Ranking, near: list[list[str]]) -> dict[str, float]:
    """How much of what is asked in particular stands in the documents found, in the best measure and in the best sentence."""
    documents = "\n".join(dict.fromkeys(plain_text(one.document.document.text) for one in ranking.opened[:3]))
    measures = [_text(one) for one in ranking.opened[:_NEAR]]
    sentences = [window for sentences in near for window in windows(sentences)]
    measure = max(measures, key=asked.share, default="")
    sentence = max(sentences, key=asked.share, default="")
    out = {
        "specifics_known": float(asked.known),
        "specifics_in_documents": asked.share(documents),
        "specifics_in_measure": asked.share(measure),
        "specifics_in_first": asked.share(measures[0]) if measures else 0.0,
        "specifics_in_sentence": asked.share(sentence),
        "absent_from_documents": asked.heaviest_absent(documents),
        "absent_from_measure": asked.heaviest_absent(measure),
        "absent_from_first": asked.heaviest_absent(measures[0] if measures else ""),
        "absent_from_sentence": asked.heaviest_absent(sentence),
        "absent_terms_documents": float(asked.absent(documents)),
        "absent_terms_measure": float(asked.absent(measure)),
        "absent_terms_sentence": float(asked.absent(sentence)),
    }
    head = asked.head
    for name, text in (("documents", documents), ("first", measures[0] if measures else ""), ("sentence", sentence)):
        out[f"lacks_head_{name}"] = 1 - head.within(text) if head else 0.0
    return out


def head_signals(asked: Specifics, query: Query, ranking: Ranking) -> dict[str, float]:
    """What the sentence that fits best misses of the thing asked about, by its tokens: as it is, and by their weight."""
    laid = ranking.alignment
    if laid is None:
        return {}
    out = {"lacks_head_aligned": 0.0, "lacks_head_weight": 0.0}
    at = query.search.find(asked.head.words[0]) if asked.head else -1
    if asked.head is None or at < 0:
        return out
    tokens = laid.tokens_of(at, at + len(asked.head.words[0]))
    rows = [(one.aligned[span], met) for one in ranking.opened[:_NEAR] for span, met in one.met.items()]
    if rows and tokens:
        missed = 1 - max(rows, key=lambda row: row[0])[1][tokens]
        out = {"lacks_head_aligned": float(missed.mean()), "lacks_head_weight": float(laid.weights[tokens] @ missed)}
    return out


def _signs(query: Query) -> list[re.Pattern[str]]:
    """What an answering text must show, one pattern for each kind of thing that is asked for."""
    found = [sign for want, sign in _SHOWN.items() if want in query.wants]
    return found + [detail.shown for detail in details(query)]


def _of_signed_sentences(asked: Specifics, ranking: Ranking, near: list[list[str]], signs: list[re.Pattern[str]]) -> dict[str, float]:
    """How well the best sentence fits that also shows the kind of thing asked for, and what that costs against the best of all."""
    rows: list[tuple[float, float, float, int]] = []
    for one, sentences in zip(ranking.opened[:_NEAR], near, strict=True):
        lowest = min(one.candidate.sentences.values(), default=0.78)
        for at, window in enumerate(windows(sentences)):
            dense = one.candidate.sentences.get(one.spans[at], lowest)
            pairs = one.text.sentences[at] | (one.text.sentences[at + 1] if at + 1 < len(sentences) else frozenset())
            rows.append((asked.share(window), ranking.reader.share(pairs), dense, sum(not sign.search(window) for sign in signs)))
    out = {"signs": float(len(signs)), "lacks_signs": float(min((row[3] for row in rows), default=len(signs)))}
    for position, name in enumerate(("specifics", "letters", "dense")):
        best = max((row[position] for row in rows), default=0.0)
        signed = max((row[position] for row in rows if row[3] == 0), default=min((row[position] for row in rows), default=0.0))
        out[f"signed_{name}"] = signed
        out[f"signed_{name}_loss"] = best - signed
    return out


_HOW = re.compile(r"(?:怎么|怎样|如何)(?:样|去|来|进行|才能|能)?([\u3400-\u9fff]{2})")


def _acts(question: str) -> list[str]:
    """What a Chinese question wants to know the way of: 评选 of 怎么评选; a policy that does not name the act seldom tells its way."""
    return [act for act in _HOW.findall(question) if in_dictionary(act)]


def _of_wants(query: Query, ranking: Ranking, near: list[list[str]], signs: list[re.Pattern[str]]) -> dict[str, float]:
    """Whether the best sentences show the kind of thing that is asked for."""
    shown = " ".join(_best_sentences(ranking, near))
    out = {f"wants_{want.value}": float(want in query.wants) for want in Want}
    for want, sign in _SHOWN.items():
        asked = want in query.wants
        out[f"lacks_{want.value}"] = float(asked and not sign.search(shown))
        # A policy that gives direction alone shows none anywhere near: the amount is not set, however well the topic fits.
        out[f"lacks_{want.value}_near"] = float(asked and not any(sign.search(text) for sentences in near for text in sentences))
    out["lacks_details"] = float(sum(not sign.search(shown) for sign in signs))
    first = _text(ranking.opened[0]) if ranking.opened else ""
    out["lacks_details_first"] = float(sum(not sign.search(first) for sign in signs))
    return out


def _best_sentences(ranking: Ranking, near: list[list[str]]) -> list[str]:
    """The three sentences of the first measure that share most with the question."""
    if not ranking.opened:
        return []
    opened = ranking.opened[0]
    dense = [opened.candidate.sentences.get(span, 0.0) for span in opened.spans]
    marks = [ranking.reader.share(pairs) + d for pairs, d in zip(opened.text.sentences, dense, strict=True)]
    return [near[0][i] for i in sorted(range(len(marks)), key=lambda i: -marks[i])[:3]]


def _text(opened: Opened) -> str:
    return normalised(opened.measure.title if opened.measure else "") + " " + opened.text.words
