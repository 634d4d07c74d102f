"""Radical signs that stand for characters.

Pdf files made by browsers and office programs often map a glyph to the radical that looks like it: ⼀ (U+2F00) for 一, ⻓ (U+2ED3) for 长.
Unicode folds the Kangxi radicals by NFKC but almost none of the CJK Radicals Supplement; those are listed here
(EquivalentUnifiedIdeograph.txt of the Unicode Character Database).
"""

from __future__ import annotations

import unicodedata

_SUPPLEMENT_SIGNS = (
    "⺀⺁⺂⺃⺄⺅⺆⺇⺉⺊⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧"
    "⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎"
    "⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_SUPPLEMENT_CHARACTERS = (
    "冫厂乛乚乙亻冂几刂卜小小兀尣尢巳幺彑彐忄㣺扌攵旡月歺母民氵氺灬爫爫丬牛"
    "犭王疋罒示礻竹糹纟罓罒羊羊耂肀聿月臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶"
    "阝钅長镸长门阜阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)

# NFKC gives 戶, 黃 and 靑, forms that mainland documents never use.
_MAINLAND_FORMS = {0x2F3E: "户", 0x2FC8: "黄", 0x2FAD: "青"}
_KANGXI = range(0x2F00, 0x2FD6)
_COMPATIBILITY = (range(0xF900, 0xFB00), range(0xFB00, 0xFB07))


def _table() -> dict[int, str]:
    table = dict(zip(map(ord, _SUPPLEMENT_SIGNS), _SUPPLEMENT_CHARACTERS, strict=True))
    for block in (_KANGXI, *_COMPATIBILITY):
        for code in block:
            folded = unicodedata.normalize("NFKC", chr(code))
            if folded != chr(code):
                table[code] = folded
    return table | _MAINLAND_FORMS


UNIFIED = _table()
"""For ``str.translate``: radicals and compatibility characters to the characters that they stand for."""
