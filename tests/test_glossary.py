"""From the words of other languages to the words of policies."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.understanding import glossary
from rag.understanding.glossary import LANGUAGES, known, read_ahead, rows


def test_every_line_has_all_languages_and_an_official_word() -> None:
    lines = rows()
    assert len(lines) > 5000
    for row in lines:
        assert list(row) == ["official", *LANGUAGES], row
        assert all(value is not None for value in row.values()), row
        assert all(word.strip() == word and word for word in row["official"].split("; ")), row


def test_no_two_lines_are_for_the_same_words() -> None:
    lines = [row["official"] for row in rows()]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        ("车のナンバープレートをなくしました", "ja", "号牌"),
        ("번호판을 잃어버렸습니다", "ko", "号牌"),
        ("J'ai perdu mes plaques d'immatriculation", "fr", "号牌"),
        ("Was kosten neue Nummernschilder?", "de", "号牌"),
        ("He perdido la matrícula del coche", "es", "号牌"),
        ("Как заменить номерные знаки?", "ru", "号牌"),
        ("كيف أستبدل لوحة السيارة؟", "ar", "号牌"),
        ("Tôi bị mất biển số xe", "vi", "号牌"),
    ],
)
def test_a_word_is_known_in_every_language_and_in_its_forms(question: str, language: str, word: str) -> None:
    assert [one.words for one in known(question, language, {word}.__contains__)] == [(word,)]


@pytest.mark.parametrize("said", ["مجاناً", "مجانًا", "مجانا"])
def test_the_ending_of_an_arabic_case_is_left_out(said: str) -> None:
    assert [one.words for one in known(f"هل الدواء {said}؟", "ar", {"免费"}.__contains__)] == [("免费",)]
    assert [(one.start, one.end) for one in known("دوليًا", "ar", {"国际"}.__contains__)] == [(0, 6)]


def test_a_vietnamese_pharmacy_is_no_house() -> None:
    assert [one.words for one in known("nhà thuốc", "vi", {"药店", "住房"}.__contains__)] == [("药店",)]


def test_the_longest_of_two_that_overlap_counts() -> None:
    text = "plaque d'immatriculation"
    assert [text[one.start : one.end] for one in known(text, "fr")] == [text]


def test_a_longer_phrase_gives_way_where_its_words_are_of_no_use() -> None:
    longer, shorter = (known("l’assurance maladie", "fr", words.__contains__) for words in ({"医疗保障"}, {"疾病"}))
    assert [(one.start, one.end) for one in longer] == [(2, 19)]
    assert [(one.start, one.end) for one in shorter] == [(12, 19)]


def test_the_place_of_a_word_is_told() -> None:
    text = "Was kosten neue Nummernschilder?"
    (one,) = known(text, "de", {"号牌"}.__contains__)
    assert text[one.start : one.end] == "Nummernschilder"


def test_accents_that_people_leave_out_do_not_count() -> None:
    assert any("号牌" in one.words for one in known("matricula", "es"))
    assert any("医疗保险" in one.words for one in known("التأمين الصحي", "ar"))


@pytest.mark.parametrize("question", ["الضريبة", "والضريبة", "بالضريبة", "للضريبة"])
def test_the_arabic_article_and_what_is_written_with_it_do_not_count(question: str) -> None:
    assert any("税收" in one.words for one in known(question, "ar"))


def test_either_place_of_a_vietnamese_tone_is_the_same() -> None:
    one, other = (known(text, "vi") for text in ("làm mất hóa đơn", "làm mất hoá đơn"))
    assert one == other
    assert any("发票" in found.words for found in one)


def test_tables_are_read_ahead_until_all_are_read_or_told_to_stop() -> None:
    rests: list[float] = []

    def rest(seconds: float) -> bool:
        rests.append(seconds)
        return len(rests) > len(LANGUAGES)

    assert not read_ahead(rest)
    assert len(rests) == len(LANGUAGES)
    assert read_ahead(rest)
    assert len(rests) == len(LANGUAGES) + 1


def test_dots_of_german_tell_words_from_each_other() -> None:
    """Förderung is support, Forderung a claim."""
    assert not any("债权" in one.words for one in known("Welche Förderung gibt es?", "de"))


@pytest.mark.parametrize(
    ("question", "language"), [("как и куда", "ru"), ("como", "es"), ("sich als", "de"), ("أن كل هو", "ar"), ("Verhalten", "de")]
)
def test_small_words_are_not_taken_for_what_begins_like_them(question: str, language: str) -> None:
    assert known(question, language) == ()


def test_a_negation_belongs_to_its_phrase() -> None:
    assert not any("无证" in one.words for one in known("permis", "fr"))
    assert any("无证" in one.words for one in known("sans permis", "fr"))


def test_many_threads_find_what_one_does() -> None:
    questions = [f"{row['de'].split('; ')[0]} beantragen" for row in rows()[:1500] if row["de"]]
    glossary._stem.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda question: known(question, "de"), questions))
    glossary._stem.cache_clear()
    assert together == [known(question, "de") for question in questions]


def test_korean_words_do_not_run_over_a_space() -> None:
    assert not any("景点" in one.words for one in known("관광 지원은 있나요", "ko"))


def test_parts_of_a_german_compound_are_known() -> None:
    text = "Mietzuschussantrag"
    assert [text[one.start : one.end] for one in known(text, "de")] == ["Mietzuschuss", "antrag"]


@pytest.mark.parametrize(
    ("question", "language"), [("Come posso chiedere un sussidio?", "it"), ("我的车牌丢了", "zh"), ("lost plates", "en")]
)
def test_a_language_that_it_does_not_have_gives_nothing(question: str, language: str) -> None:
    assert known(question, language) == ()
