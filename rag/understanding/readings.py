"""One set question put together: its sections, departments, words and what binds them; what is left over must be words of asking."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.documents import ParsedDocument, Role
from rag.understanding import body_counts, mentions, parts_played
from rag.understanding.bodies import Body
from rag.understanding.columns import Columns
from rag.understanding.conditions import Condition, folded
from rag.understanding.followups import content
from rag.understanding.holdings import derived
from rag.understanding.languages import KANA_OR_HANGUL, identify
from rag.understanding.marks import LEAD_DENIED, Marks, Tag
from rag.understanding.mentions import Gloss, Patterns
from rag.understanding.quoted import HIDDEN, Quoted
from rag.understanding.stretches import Stretch

_APART = 4
"""Letters between words that together say how many departments there are: 责任单位仅 列 两家."""
FORCES = ("grants", "encourages", "duty")
_EXCEPT_REACH = {"zh": 10, "other": 18}
"""Characters between "except" and the section: 除了, "hormis celles de la "."""
_CONSUMED = (
    "at_least",
    "which",
    "how_many",
    "which_one",
    "nobody",
    "only",
    "several",
    "most",
    "fewest",
    "lead",
    "second",
    "take_part",
    "except",
    "also",
    "or",
    "not",
    "part",
)


_BESIDE = re.compile(rf"[\u3400-\u9fff]+(?=\([^()]*■)|(?<={HIDDEN})[”\"'」』»]?\s?\([^()]*\)")
"""A field before the departments in brackets behind it, and what a word that is looked for means: 供应链 (supply chain)."""
_CARRIED = re.compile(r"按职责分工|分工落实|落实|明确(?=由| *$)|单独")
"""How departments do their part: no matter of a measure."""
_BEHIND = re.compile(rf"[的를을]?\s?(?:{mentions.POSTPOSED.pattern})")
_ASSIGNED = re.compile(r"[由归是为交给]{0,2}■")
"""写明由■负责: no words to look for."""
_FOREIGN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]{2,}")
_NAME = 3
"""Words in another language that name something; more may be a matter put in the person's own words."""
_SOME = 3
"""So many words in other letters may make it a question of another language with Chinese words in it."""


class Reading:
    """One question, its parts found, put together."""

    def __init__(
        self,
        lowered: str,
        masked: str,
        parts: Sequence[Stretch],
        named: Sequence[Body],
        documents: Sequence[ParsedDocument],
        *,
        patterns: Patterns,
        gloss: Gloss | None,
        quotes: Sequence[Quoted],
        heard: bool = False,
        marks: Marks | None = None,
    ) -> None:
        """Takes the question in lower case, as it is and with its departments and sections blanked, and what was found in it.

        With ``heard``, it is known to ask for a set, in whatever words; ``marks`` then tell what its letters stand for.
        """
        self._marks = marks
        self._counted = False
        self.unknown: tuple[str, ...] = ()
        """Words in another language that measures are to have, where nothing tells the Chinese for them; known with the conditions."""
        self._heard = heard
        self._lowered, self._masked, self._parts, self._named = lowered, masked, parts, named
        self._documents, self._gloss, self._patterns = documents, gloss, patterns
        self._chinese = is_chinese(lowered)
        self._texts = derived(documents, Columns).texts
        self._mentions = [
            m
            for m in mentions.found(masked, self._patterns, chinese=self._chinese, quotes=quotes)
            if m.phrase.strip("■□ ") and not _ASSIGNED.match(m.phrase)
        ]
        if marks:
            self._mentions = list(mentions.marked(masked, self._mentions, marks, self._held))
        roles = parts_played.conditions(masked, named, patterns, marks)
        self._roles = [[self._in_text(condition) for condition in group] for group in roles]
        self.extreme = next((name for name in ("most", "fewest") if self._patterns[name].search(masked)), "")

    def _in_text(self, condition: Condition) -> Condition:
        """A department that no measure is assigned to is looked for in the sentences."""
        columns = derived(self._documents, Columns)
        if not condition.departments or condition.role or columns.assigned(condition.departments):
            return condition
        said = next(self._lowered[b.start : b.end] for b in self._named if b.names == condition.departments)
        return Condition(words=(said, *condition.departments), negated=condition.negated, said=said)

    @property
    def decided(self) -> bool:
        """Whether a scan decides "which one": words in the text, departments, places, not what a measure is about."""
        return bool(self._roles or self.extreme or self._parts or self._counted or any(m.strong for m in self._mentions))

    @property
    def strong(self) -> bool:
        """Whether the conditions alone make a set question, without a word such as "which"."""
        ends = any(s.kind == "end" for s in self._parts)
        return ends or any(m.strong for m in self._mentions) or any(c.role or c.negated for group in self._roles for c in group)

    def conditions(self) -> tuple[tuple[Condition, ...], ...] | None:
        """All conditions; None where a part of the question means nothing, or is left over and is no way of asking."""
        if not self._named and parts_played.led_by_another(self._masked, self._patterns):
            return None
        groups = [*self._stretched(), *(tuple(group) for group in self._roles)]
        for number, mention in enumerate(self._mentions):
            meant = mentions.conditions(mention, self._texts, self._gloss)
            if meant is None:
                named = mention.literal and not self._chinese and len(mention.phrase.split()) <= _NAME
                self.unknown = (mentions.bare(mention.phrase),) if named else ()
                return None
            if number and len(meant) == 1 and self._marks and self._marks.alternative(*mention.place(self._masked)):
                groups[-1] += tuple(meant)
            else:
                groups += [(condition,) for condition in meant]
        groups += self._forced()
        if self._marks:
            accounted = self._accounted(groups, self._marks)
            return None if accounted is None or self._places_alone(accounted) else accounted
        borne = self._patterns["bearing"].search(self._masked) if not self._mentions else None
        if borne and (word := next((v for v in borne.groupdict().values() if v), "")) and self._held(word):
            groups.append((Condition(words=(word,), said=word),))
        elif self._chinese and (left := self._left_over()):
            held = [word for word in left if self._held(word)]
            if not groups or not (len(held) == len(left) or (self._heard and _tells(groups))):
                return None
            groups += [(Condition(words=(word,), said=word),) for word in held]
        elif not self._chinese and (self._heard or not _named_any(groups)) and self._matter_left():
            return None
        if self._places_alone(groups):
            return None
        return None if (self._heard or not self._chinese) and self._denial_left(groups) else tuple(groups)

    def _accounted(self, groups: Sequence[tuple[Condition, ...]], marks: Marks) -> tuple[tuple[Condition, ...], ...] | None:
        """The conditions, where every stretch that stands for one is among them; None where one is not: what it says is not known then."""
        read = blanked(self._masked, [(m.start, m.end) for m in self._mentions], " ")
        runs = list(marks.runs(self._lowered))
        counts = [(start, end) for start, end, tag in runs if tag is Tag.BODIES]
        if counts and not self.extreme and all(c.bodies is None for group in groups for c in group):
            near = counts[-1][0] - counts[0][1] <= _APART
            count = body_counts.read(self._lowered[counts[0][0] : counts[-1][1]], self._patterns) if near else None
            if count is None:
                return None
            if isinstance(count, str):
                self.extreme = count
            else:
                groups, self._counted = [*groups, (count,)], True
        unled = any(c.role is Role.LEAD and c.negated for group in groups for c in group)
        for start, end, tag in runs:
            if tag in LEAD_DENIED and not unled:
                return None
            letters = re.sub(rf"[\W_]|{HIDDEN}", "", read[start:end])
            if len(letters) > (end - start) / 2 and tag is not Tag.BODIES:
                return None
        return tuple(groups)

    def _places_alone(self, groups: Sequence[Sequence[Condition]]) -> bool:
        """Whether there is nothing but addresses of single measures, which say what is to be shown and make no set."""
        places = all(c.places is not None for group in groups for c in group) and all(s.kind == "article" for s in self._parts)
        return bool(groups) and not self.extreme and places

    def _denial_left(self, groups: Sequence[Sequence[Condition]]) -> bool:
        """Whether the question denies something, and no condition does: what it denies is not known then."""
        told = any(c.negated or (c.bodies is not None and (c.bodies[0] == 0 or c.bodies[1] is not None)) for group in groups for c in group)
        denied = (m.start() for m in self._patterns["not"].finditer(self._masked))
        return not told and any(not mentions.NOT_ONLY.match(self._masked, at) for at in denied)

    def _stretched(self) -> list[tuple[Condition, ...]]:
        """Sections are alternatives of one another; ranges and negated sections narrow them."""
        found: dict[str, list[Condition]] = {}
        for stretch in self._parts:
            away = self._excepted(stretch)
            condition = Condition(places=stretch.places, negated=away, said=self._lowered[stretch.start : stretch.end])
            found.setdefault(f"{stretch.start}" if away else stretch.kind, []).append(condition)
        return [tuple(group) for group in found.values()]

    def _excepted(self, stretch: Stretch) -> bool:
        if self._marks and (marked := self._marks.denied(stretch.start, stretch.end)) is not None:
            return marked
        except_, text, reach = self._patterns["except"], self._masked, _EXCEPT_REACH["zh" if self._chinese else "other"]
        before = [m for m in except_.finditer(text) if 0 <= stretch.start - m.end() <= reach and "■" not in text[m.end() : stretch.start]]
        after = _BEHIND.match(text, stretch.end)
        denied = re.search(r"不(?:在|属于|是)?$|\bnot (?:in|under|part of)\s*(?:the )?$", text[: stretch.start])
        return bool(before or after or denied)

    def _forced(self) -> list[tuple[Condition, ...]]:
        if any(m.strong for m in self._mentions):
            return []
        return [(Condition(force=name, said=name),) for name in FORCES if self._patterns[name].search(self._lowered)]

    def _held(self, word: str) -> bool:
        return self._texts.holds(folded(word))

    def _left_over(self) -> tuple[str, ...]:
        """The words of matter that no part of the reading accounts for."""
        text = self._unread()
        if self._heard:
            text = self._patterns["form"].sub(" ", text)
        elif self._roles:
            text = _CARRIED.sub(" ", text)
        text = self._patterns["frame"].sub(" ", text)
        return tuple(word for word in content(text) if len(word) > 1 and self._matters(word))

    def _unread(self) -> str:
        text, patterns = _BESIDE.sub(lambda m: " " * len(m.group()), self._masked), self._patterns
        for mention in self._mentions:
            text = blanked(text, [(mention.start, mention.end)], " ")
        for name in (*_CONSUMED, *FORCES):
            text = patterns[name].sub(lambda m: " " * len(m.group()), text)
        return text.replace("■", " ").replace("□", " ")

    def _matter_left(self) -> bool:
        """Whether words of another language that no part of the reading accounts for have a translation that a measure has."""
        text = self._patterns["form"].sub(" ", self._unread())
        words = [word for options in (self._gloss(" ".join(content(text))) if self._gloss else ()) for word in options[:1]]
        return any(self._held(word) and self._patterns["frame"].sub("", word) for word in words)

    def _matters(self, word: str) -> bool:
        """Words that no text has (掺和) are ways of asking, where a department is asked about."""
        columns = derived(self._documents, Columns)
        return self._held(word) or not any(columns.assigned(body.names) for body in self._named)


def _tells(groups: Sequence[Sequence[Condition]]) -> bool:
    """Whether conditions say more than where to look, so that words which no measure has are ways of asking."""
    return any(condition.places is None for group in groups for condition in group)


def _named_any(groups: Sequence[Sequence[Condition]]) -> bool:
    """Whether conditions name anything, be it a word, a department or a part; how many departments there are does not."""
    return any(condition.words or condition.departments or condition.places is not None for group in groups for condition in group)


def is_chinese(text: str) -> bool:
    """Whether a question is written in Chinese."""
    if not re.search(r"[\u3400-\u9fff]", text) or KANA_OR_HANGUL.search(text):
        return False
    return len(_FOREIGN_WORD.findall(text)) < _SOME or identify(text).startswith("zh")


def blanked(text: str, spans: Sequence[tuple[int, int]], mark: str) -> str:
    """A text, as long as it was, with a mark for each letter of some places."""
    for start, end in spans:
        text = text[:start] + mark * (end - start) + text[end:]
    return text
