"""Dates: calendar years, months and days of a text (2019年, 2025年6月, 2024届, in 2019), which are no lengths of time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_COUNTED = (
    r"\s*(?:[万亿千百元人名户家个项件台张亩间平米㎡%]|(?:m2|sqm|sq|square|mu|rmb|cny|yuan|dollars?|thousand|million|billion|people|persons?|staff|"
    r"employees|workers|customers|clients|visitors|tourists|students|graduates|households|hectares|tons?|units|products|beds|rooms)\b)"
)
"""A scale or unit behind a number, which then is no year."""
_DATE = re.compile(
    rf"(?<![\d.]){_YEAR.format('year')}\s?(?:年度?(?!以[上下内])|届)(?:底|初|末|(?P<month>\d{{1,2}})月(?:份|底|初|(?P<day>\d{{1,2}})[日号])?)?"
    rf"|(?<![\d.]){_YEAR.format('numbered')}[-./](?P<second>\d{{1,2}})[-./](?P<third>\d{{1,2}})(?![\d.]*{_COUNTED})"
    rf"|(?:(?<=成立|注册|登记|毕业)|(?<=[于:：])){_YEAR.format('short')}[-./](?P<fourth>\d{{1,2}})(?![\d.]*{_COUNTED})"
    rf"|\b(?:in|since|from)\s+(?:[a-z]+\s+)?{_YEAR.format('english')}\b(?!\.\d|{_COUNTED})",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<![\d.])(?<!\d年)\d{1,2}月(?:\d{1,2}[日号]|份|底|[至到—-]+\d{1,2}月)")
_DAYS_OF_A_MONTH = 365.25 / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A day, month or year of the calendar."""

    start: int
    end: int
    first: date
    last: date
    """The last day that may be meant."""

    def months_until(self, today: date) -> tuple[int, int]:
        """The fewest and the most whole months from it to a day; negative for what lies ahead."""
        fewest, most = (int((today - day).days / _DAYS_OF_A_MONTH // 1) for day in (self.last, self.first))
        return fewest, most


def days_of_any_year(text: str) -> list[tuple[int, int]]:
    """Where a half-width text names days or months without a year (当年1月1日, 1月至12月)."""
    return [match.span() for match in _DAY.finditer(text)]


def dates(text: str) -> Iterator[Date]:
    """The dates of a half-width text in reading order; impossible ones are left out."""
    for match in _DATE.finditer(text):
        year = int(match["year"] or match["numbered"] or match["short"] or match["english"])
        month, day = int(match["month"] or match["second"] or match["fourth"] or 0), int(match["day"] or match["third"] or 0)
        try:
            first = date(year, month or 1, day or 1)
        except ValueError:
            continue
        following = date(year + 1, 1, 1) if not month else date(year + month // 12, month % 12 + 1, 1)
        yield Date(start=match.start(), end=match.end(), first=first, last=first if day else following - timedelta(days=1))
