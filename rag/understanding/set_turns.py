"""The set that a follow-up to a set asks for: the conditions before it, with those that it names, changes or denies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.documents import ParsedDocument, Role
from rag.understanding import addresses, mentions, sets
from rag.understanding.addresses import Address
from rag.understanding.bodies import bodies
from rag.understanding.columns import Columns
from rag.understanding.conditions import Condition, folded
from rag.understanding.conjunctions import BARE
from rag.understanding.divisions import DIVIDING
from rag.understanding.followups import Turn, bare, content, matter_alone
from rag.understanding.holdings import derived
from rag.understanding.languages import function_words, identify
from rag.understanding.mentions import Gloss, Mention
from rag.understanding.numerals import number
from rag.understanding.readings import blanked, is_chinese
from rag.understanding.sets import SetFilter
from rag.understanding.wants import Want, wants

Group = tuple[Condition, ...]
_PARTS: tuple[tuple[str, Role | None], ...] = (("lead", Role.LEAD), ("second", Role.RESPONSIBLE), ("take_part", None))
_CUES = ("mention_of", "lead", "second", "take_part", "not", "except", "which", "how_many", "which_one", "ones", "it", "merely")
_DUTIES = re.compile("任务|职责|责任")
"""Words for a part that a department plays, and for the measures themselves: 任务有哪些."""
_ENDS = ",.;:?!。"
_SMALL = re.compile("[和与及的是、谁]")


def asked_last(
    turns: Sequence[Turn], documents: Sequence[ParsedDocument], gloss: Gloss | None
) -> tuple[SetFilter | None, SetFilter | None]:
    """The filter that the last of some turns asks for, each that leans on one for a set read with the conditions of that; and the filter of
    the turn that the last one leans on.

    Args:
        turns: A conversation.
        documents: What is scanned.
        gloss: Chinese words for the words of a turn in another language.
    """
    known: dict[str, SetFilter | None] = {}
    before = None
    for turn in turns:
        text = _together(turn)
        whole = sets.read(text, addresses.read(text), documents, gloss)
        before = known.get(turn.earlier)
        known[turn.text] = followed(before, turn.own, whole, documents, gloss) if before else whole
    return known[turns[-1].text], before


def _together(turn: Turn) -> str:
    """A turn behind the one that it leans on, as two sentences; where it asks the same of another matter, as it would be asked alone."""
    said = bare(turn.own) or turn.own
    if not turn.earlier or turn.text.lower().startswith(said.lower()):
        return turn.text
    return f"{turn.earlier} {said}" if turn.earlier[-1] in _ENDS else f"{turn.earlier}? {said}"


def followed(
    before: SetFilter, own: str, whole: SetFilter | None, documents: Sequence[ParsedDocument], gloss: Gloss | None = None
) -> SetFilter | None:
    """The filter that a follow-up asks for: ``whole`` unless it plainly changes those before; None where it denies what none has, or
    points at one measure, whether that was in the set or not.

    Args:
        before: What the question before it asks for.
        own: The follow-up, normalised, without its history.
        whole: What both read as one question ask for.
        documents: What is scanned.
        gloss: Chinese words for the words of a follow-up in another language.
    """
    follow_up = _FollowUp(own, documents, gloss)
    if follow_up.names_nothing:
        return follow_up.turned(before) or (None if follow_up.denies else whole)
    address = addresses.read(own)
    if address and follow_up.points(address):
        return None
    worded = any(_kind(group) == "words" for group in before.conditions)
    if worded and not (follow_up.named or follow_up.within) and address is None and (other := follow_up.of_another_matter(before)):
        return other
    if whole is None or follow_up.within or follow_up.beside_it:
        return whole
    if follow_up.asks_who:
        return before
    read = sets.read(own, address, documents, gloss, heard=True)
    if read is None or not read.conditions:
        return whole
    return replace(whole, conditions=follow_up.merged(before.conditions, read.conditions))


def listed(own: str, before: SetFilter | None, documents: Sequence[ParsedDocument]) -> tuple[str, int] | None:
    """The measure, by document id and ordinal, that a follow-up means by its place in the list before it (第二个呢, "the second one").

    None where it means none, where the list is not so long, or where it counts something else that was not asked about (第二个孩子).
    Where the documents have a 第二条 themselves, 第二条 is that.

    Args:
        own: The follow-up, normalised, without its history.
        before: What the question before it asks for.
        documents: What is scanned.
    """
    found = sets.cue("nth").search(own.lower()) if before and not before.whole and not before.count_only else None
    if before is None or found is None:
        return None
    named = any(measure.label.startswith("第") for parsed in documents for measure in parsed.measures)
    place = number(next(said for said in found.groupdict().values() if said))
    rest = own.lower()[found.end() :].lstrip()
    asked = [word for group in before.terms for word in group]
    other = any(rest.startswith(word) and not any(word in one or one in word for one in asked) for word in content(rest))
    if place is None or other or (named and "条" in found.group()):
        return None
    shown = sets.scan(before, documents).found
    return shown[place - 1] if len(shown) > 1 and place <= len(shown) else None


class _FollowUp:
    """A question that leans on one for a set, and what it says of the measures."""

    def __init__(self, own: str, documents: Sequence[ParsedDocument], gloss: Gloss | None) -> None:
        self._own, self._gloss = own, gloss
        self._texts = derived(documents, Columns).texts
        self.named = bodies(own, documents)
        self._masked = blanked(own.lower(), [(body.start, body.end) for body in self.named], "■")
        part = next((pair for pair in _PARTS if self._has(pair[0])), None)
        self._plays, self._role = part is not None, part[1] if part else None
        self.denies = self._has("not") or self._has("except")
        self.within = self._has("of_these")
        self.beside_it = bool(self.named) and self._has("it")
        self._wants = wants(own.lower())

    def _has(self, name: str) -> bool:
        return sets.cue(name).search(self._masked) is not None

    def _left(self, text: str, cues: Sequence[str]) -> bool:
        """Whether a text says anything beside cues and small words."""
        for name in cues:
            text = sets.cue(name).sub(" ", text)
        if is_chinese(self._own):
            return re.search(r"[^\W_]", _SMALL.sub(" ", text)) is not None
        small = function_words(identify(self._own))
        return any(word not in small for word in re.findall(r"[^\W_]{2,}", BARE.sub(lambda m: " " * bool(m.group()), text)))

    def points(self, address: Address) -> bool:
        """Whether it points at a single measure (第三条由谁牵头) and asks for no measures itself."""
        single = len(address.steps) == 1 and address.steps[0].unit not in DIVIDING
        return single and not self.within and not any(self._has(cue) for cue in ("which", "how_many", "which_one", "except", "not"))

    def _alone(self) -> bool:
        """Whether there is nothing in it but cues and words of asking."""
        return not self.named and not self._left(self._masked, (*_CUES, "frame") if is_chinese(self._own) else _CUES)

    def _only_bodies(self) -> bool:
        """Whether there is nothing in it but departments: 那省教育厅呢, "and the education department?"."""
        changes = self.denies or self._plays or self._has("joining")
        return bool(self.named) and not changes and not self._left(bare(self._masked), ("any_body",))

    @property
    def names_nothing(self) -> bool:
        """Whether it asks for measures, by what they are to do with something that it does not name: 没提到的呢, "those it leads"."""
        if self._plays and _DUTIES.sub("", self._masked) != self._masked:
            return False
        cued = (self._plays and (self._has("those") or self._has("it"))) or (not self._plays and (self.denies or self._has("mention_of")))
        return cued and self._has("ones") and not self._has("any_body") and Want.WHO not in self._wants and self._alone()

    @property
    def asks_who(self) -> bool:
        """Whether it asks for those in charge of the measures before: 那牵头单位呢."""
        who = not self._has("ones") or (Want.WHO in self._wants and not self._has("any_body"))
        return self._plays and who and not self._has("merely") and self._alone()

    def turned(self, before: SetFilter) -> SetFilter | None:
        """The conditions before with the part, or the denial, that this asks for; None where none of them can have it."""
        kind = "departments" if self._plays else "words" if self._has("mention_of") else ""
        fitting = [group for group in before.conditions if _kind(group) in ((kind,) if kind else ("departments", "words"))]
        if not fitting:
            return None
        changed = fitting if kind else fitting[-1:]
        groups = [turned for group in before.conditions for turned in (self._turned(group) if group in changed else [group])]
        return replace(before, conditions=tuple(dict.fromkeys(groups)))

    def _turned(self, group: Group) -> Iterator[Group]:
        if not self._plays:
            yield tuple(replace(c, negated=self.denies if self._has("mention_of") else not c.negated) for c in group)
            return
        follows = self._role is Role.LEAD and self.denies and (self._has("take_part") or not any(c.role or c.negated for c in group))
        merely = self._role is None and not self.denies and self._has("merely") and any(c.role is Role.LEAD for c in group)
        if follows or merely:
            yield tuple(replace(c, role=None, negated=False) for c in group)
        yield tuple(replace(c, role=Role.LEAD if merely else self._role, negated=merely or self.denies) for c in group)

    def of_another_matter(self, before: SetFilter) -> SetFilter | None:
        """The filter before with the matter that this names alone instead of its words ("and education?"); None where no measure has it."""
        matter = "" if self._wants else matter_alone(self._own)
        if not matter or not (self._gloss or self._texts.holds(folded(matter))):
            return None
        old = [group for group in before.conditions if _kind(group) == "words"]
        mention = Mention(0, len(matter), matter, old[0][0].negated, strong=True, literal=False)
        found = mentions.conditions(mention, self._texts, self._gloss)
        if not found:
            return None
        kept = [group for group in before.conditions if group not in old]
        return replace(before, conditions=(*kept, *((condition,) for condition in found)))

    def merged(self, before: Sequence[Group], own: Sequence[Group]) -> tuple[Group, ...]:
        """The conditions of both, its own instead of those that they replace; departments alone play the part that all before play."""
        kept = [group for group in before if not any(self._replaces(new, group) for new in own)]
        parts = {(c.role, c.negated) for group in before if _kind(group) == "departments" for c in group}
        if len(parts) == 1 and self._only_bodies():
            [(role, negated)] = parts
            own = [tuple(replace(c, role=role, negated=negated) if c.departments else c for c in group) for group in own]
        return tuple(dict.fromkeys((*kept, *own)))

    def _replaces(self, new: Group, old: Group) -> bool:
        """Whether a condition of its own takes the place of one before: of its kind, or, where it narrows the set, of the same thing."""
        if _kind(new) != _kind(old) or not (self._has("joining") or any(c.negated for c in new)):
            return _kind(new) == _kind(old)
        same = {_asked(c) for c in new} == {_asked(c) for c in old}
        return same and (new[0].role is old[0].role or any(one.negated and one.role is None for one in (new[0], old[0])))


def _asked(condition: Condition) -> Condition:
    """What a condition asks about, whether it is to be or not."""
    return replace(condition, role=None, negated=False, said="")


def _kind(group: Group) -> str:
    """What the conditions of a group ask about."""
    return next((name for name in ("departments", "words", "bodies", "places") if getattr(group[0], name) not in ((), None)), "force")
