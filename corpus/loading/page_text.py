"""The text that a tree of html elements shows, block by block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from corpus.loading.list_numbers import in_format
from corpus.loading.page_tables import Cell, data_rows, grid, is_hidden, layout_tables

_BLOCK_NAMES = """
address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset
h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN_NAMES = "script style template noscript head title meta link object embed applet canvas svg math audio video datalist rp select"
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_SPACE = re.compile("[ \t\n\r\f\v\xa0]+")
# A line end in the source between two Chinese characters is no space on the page (CSS Text 3, section 4.1.3).
_SOURCE_WRAP = re.compile("(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*[\r\n]+[ \t\r\n]*(?=[\u2e80-\u9fff\uff00-\uffef])")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_NUMBERED = re.compile(r"\s*[（(【\[]?\s*(?:第?[0-9０-９一二三四五六七八九十百a-zA-Z]{1,4}\s*[.．)）】\]、，：:条章节步]|[①-⑳⑴-⒛])")
_COUNTERS = {
    "1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "decimal": "decimal", "cjk-decimal": "ideographDigital", "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter", "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
"""The type attribute and the list-style-type of css, as number formats."""
_MAX_LISTS = 8
_SENTENCE = 25
_HIDDEN_ARTICLE = 400
_MAIN_SHARE = 0.9


@dataclass(slots=True)
class PageText:
    """Lines in reading order, and which of them each element holds."""

    lines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    """For each line its characters if it is running text, else 0."""
    ranges: list[tuple[int, int]] = field(default_factory=list)
    """First line and one past the last line of each block element, inner ones first."""

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)

    @property
    def main_characters(self) -> int:
        """Characters of running text on the page."""
        return sum(self.weights)

    def main(self) -> tuple[int, int]:
        """Start and end, in code points, of the innermost element that holds nine tenths of the running text; (0, 0) without any."""
        total = self.main_characters
        if not total:
            return 0, 0
        sums = [0]
        for weight in self.weights:
            sums.append(sums[-1] + weight)
        holding = [(end - start, start, end) for start, end in self.ranges if sums[end] - sums[start] >= _MAIN_SHARE * total]
        _, first, last = min(holding, default=(len(self.lines), 0, len(self.lines)))
        offsets = [0]
        for line in self.lines:
            offsets.append(offsets[-1] + len(line) + 1)
        return offsets[first], max(offsets[first], offsets[last] - 1)


def render(root: LexborNode) -> PageText:
    """What ``root`` shows; the tree is walked without recursion, for damaged pages nest thousands of elements."""
    renderer = _Renderer(layout_tables(root))
    renderer.walk(root)
    page = renderer.page
    if renderer.hidden:
        hidden = sum(map(len, renderer.hidden))
        page.notes.append(f"hidden elements with {hidden} characters were left out: a reader of the page does not see them")
        unique = _unseen_sentences(renderer.hidden, page.text)
        if 2 * (characters := sum(map(len, unique))) > max(hidden, _HIDDEN_ARTICLE):
            page.notes.append(f"{characters} hidden characters stand nowhere else ({unique[0][:20]}…): save each tab of the page")
    return page


def _unseen_sentences(hidden: list[str], text: str) -> list[str]:
    """Hidden sentences that the visible text does not repeat; many pages carry a hidden copy of the article to be read aloud."""
    seen = "".join(text.replace(" | ", "").split())
    sentences = (sentence for part in hidden for sentence in re.split("[。；]", part))
    return [sentence for sentence in sentences if len(sentence) >= _SENTENCE and sentence not in seen]


@dataclass(slots=True, kw_only=True)
class _Frame:
    """An element that has been opened and what its end has to undo."""

    tag: str
    hides: bool
    first_line: int


class _Renderer:
    """Walks a tree and collects its lines."""

    def __init__(self, layout: frozenset[int] = frozenset()) -> None:
        self.page = PageText()
        self._layout = layout
        self.hidden: list[str] = []
        self._words: list[str] = []
        self._linked = 0
        self._hiding = 0
        self._links = 0
        self._after_link = False
        self._pre = 0
        self._lists: list[tuple[str, int]] = []

    def walk(self, root: LexborNode) -> None:
        stack: list[tuple[LexborNode, _Frame | None]] = [(root, None)]
        while stack:
            node, frame = stack.pop()
            if frame is not None:
                self._close(frame)
            elif node.is_text_node:
                self._add(node.text_content or "")
            elif node.is_element_node and (opened := self._open(node)) is not None:
                stack.append((node, opened))
                child = node.last_child
                while child is not None:
                    stack.append((child, None))
                    child = child.prev
        self._end_line()

    def _open(self, node: LexborNode) -> _Frame | None:
        """The frame of an element whose children are to be walked; None for one that is done with."""
        tag = node.tag or ""
        if tag in _UNSEEN:
            return None
        if tag in _BLOCKS or tag == "br":
            self._end_line()
        hides = is_hidden(node)
        self._hiding += hides
        is_inner = tag == "table" and not self._hiding and node.mem_id not in self._layout
        if is_inner and (rows := data_rows(node, _render_cell)) is not None:
            self._add_rows(rows)
            return None
        if tag == "a":
            if self._after_link:
                self._words.append(" ")
            self._links += 1
        elif tag == "pre":
            self._pre += 1
        elif tag in ("ol", "ul"):
            self._lists.append(_counter(node, tag))
        elif tag == "li":
            self._number(node)
        return _Frame(tag=tag, hides=hides, first_line=len(self.page.lines))

    def _close(self, frame: _Frame) -> None:
        tag = frame.tag
        self._hiding -= frame.hides
        if tag in _BLOCKS:
            self._end_line()
            if len(self.page.lines) > frame.first_line:
                self.page.ranges.append((frame.first_line, len(self.page.lines)))
        if tag == "a":
            self._links -= 1
            self._after_link = True
        elif tag == "pre":
            self._pre -= 1
        elif tag in ("ol", "ul"):
            self._lists.pop()

    def _add(self, text: str) -> None:
        if self._hiding:
            if words := "".join(text.split()):
                self.hidden.append(words)
            return
        if self._pre:
            *whole, text = text.splitlines() or [""]
            for line in whole:
                self._words.append(line)
                self._end_line()
        words = _SPACE.sub(" ", _SOURCE_WRAP.sub("", text)).translate(_INVISIBLE)
        if words:
            self._words.append(words)
            self._after_link = False
            if self._links:
                self._linked += len(words)

    def _end_line(self) -> None:
        line = _SPACE.sub(" ", "".join(self._words)).strip()
        if line:
            is_running = len(line) >= _SENTENCE and 2 * self._linked < len(line) and any(mark in line for mark in "。；，、")
            self.page.lines.append(line)
            self.page.weights.append(len(line) if is_running else 0)
        self._words.clear()
        self._linked = 0
        self._after_link = False

    def _number(self, item: LexborNode) -> None:
        """Writes the number that a browser shows before an item of an ordered list; navigation (links alone) shows none."""
        if not self._lists or not self._lists[-1][0] or self._hiding or len(self._lists) > _MAX_LISTS:
            return
        form, number = self._lists[-1]
        text = item.text().strip()
        self._lists[-1] = (form, number + 1)
        links = sum(len(link.text().strip()) for link in item.css("a"))
        if text and links < len(text) and not _NUMBERED.match(text):
            self._words.append(f"{in_format(number, form)}.{' ' * text[0].isdigit()}")

    def _add_rows(self, rows: list[list[Cell]]) -> None:
        first_line = len(self.page.lines)
        for row in grid(rows):
            self.hidden.extend(words for cell in row if cell for words in cell.hidden)
            line = " | ".join(cell.text if cell else "" for cell in row).rstrip(" |").lstrip(" ")
            if line:
                self.page.lines.append(line)
                self.page.weights.append(len(line) if len(line) >= _SENTENCE else 0)
        self.page.ranges.append((first_line, len(self.page.lines)))


def _render_cell(node: LexborNode) -> tuple[tuple[str, ...], tuple[str, ...]]:
    renderer = _Renderer()
    renderer.walk(node)
    return tuple(renderer.page.lines), tuple(renderer.hidden)


def _counter(node: LexborNode, tag: str) -> tuple[str, int]:
    """Number format and first number of a list; an empty format for lists that a browser does not number."""
    attributes = node.attributes
    style = _LIST_STYLE.search(attributes.get("style") or "")
    form = style[1].lower() if style else attributes.get("type") or "decimal"
    start = attributes.get("start") or "1"
    return (_COUNTERS.get(form, "") if tag == "ol" else "", int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1)
