"""Languages of titles and replies, on titles that were never learned from."""

import csv
from collections import Counter

from classifiers.core.languages import NAMES, language_of
from classifiers.core.text import DATA


def test_titles_of_the_frozen_set_are_told_apart() -> None:
    right, n = Counter[str](), Counter[str]()
    with (DATA / "titles/test.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((x for x in file if not x.startswith("#")), delimiter="\t")
        for row in rows:
            if row["kind"] in {"language", "function"}:
                n[row["language"]] += 1
                right[row["language"]] += language_of(row["title"]) == row["language"]

    shares = {language: right[language] / n[language] for language in n}
    assert len(shares) == 15
    assert min(shares.values()) > 0.8
    assert sum(shares.values()) / len(shares) > 0.92


def test_scripts_and_words_name_the_language() -> None:
    for text, language in [
        ("Vertriebsleiterin (m/w/d) Süd", "de"),
        ("Satış Müdürü", "tr"),
        ("CEO", "en"),
        ("営業部長", "ja"),
        ("マネージャー", "ja"),
        ("销售总监", "zh"),
        ("영업 부장", "ko"),
        ("Διευθυντής Πωλήσεων", "el"),
        ("مدير المبيعات", "ar"),
        ("Начальник отдела", "ru"),
        ("10/6;", ""),
        ("", ""),
    ]:
        assert language_of(text) == language


def test_every_language_has_a_name() -> None:
    assert [NAMES[language_of(one)] for one in ("CEO", "Satış Müdürü", ";")] == [
        *("English", "Turkish", "no language"),
    ]
    assert len(set(NAMES.values())) == len(NAMES)


def test_broken_text_is_read_without_an_error() -> None:
    assert language_of("\ud800 sales \x00" * 500) in NAMES
