"""What the page of learning curves shows, from results of here and of the product."""

import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from leadqual.lab.curves import Curves, curves_of
from research.study import ResultsError, find_study, own_results, shipped_results
from tests.research.made import FACTS, results, write_lines

MADE = results(
    {
        "own": {
            n: tuple(0.5 + n / 2_000 + seed / 100 for seed in range(3)) for n in (25, 50, 100, 200)
        },
        "tuned": {n: (0.2 + n / 900, 0.2 + n / 900, 0.23 + n / 900) for n in (25, 50, 200)},
    }
)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    own_results(tmp_path, "titles").parent.mkdir()
    write_lines(own_results(tmp_path, "titles"), [FACTS, *MADE])
    return tmp_path


@pytest.fixture
def shown(state: Path) -> Curves:
    found = curves_of(state, "titles", wants_shipped=False, cpu_hour=3.6)
    assert found is not None
    return found


def test_the_chart_has_a_line_and_a_band_for_each_method(shown: Curves) -> None:
    own, tuned = shown.chart.lines

    assert (own.name, tuned.name) == ("LeadQual 0.61", "Tuned model 0.43")
    assert own.color != tuned.color
    assert None not in own.band
    assert [mark.words for mark in shown.chart.points] == ["25", "50", "100", "200"]
    assert [ends is not None for ends in tuned.band] == [
        value is not None for value in tuned.values
    ]


def test_every_number_stands_in_a_table(shown: Curves) -> None:
    scores, accuracies, costs = shown.tables

    assert scores.columns == ("LeadQual", "Tuned model")
    assert [row.name for row in scores.rows] == ["25", "50", "100", "200"]
    assert scores.rows[2].values[1] == "–"
    assert scores.rows[3].values[0].startswith("0.610 ± ")
    assert accuracies.words == "share that is right"
    assert costs.rows[0].values == ("200", "1.0", "2.00", "0.0010", "2.00")


def test_what_follows_is_said(shown: Curves) -> None:
    assert shown.is_own
    assert shown.advice[0].method == "LeadQual"
    assert [row.name for row in shown.gains] == ["LeadQual"]
    assert shown.last is not None
    assert shown.last.year == 2026


def test_nothing_measured_is_no_page(tmp_path: Path) -> None:
    assert find_study(tmp_path, "companies") is None
    assert curves_of(tmp_path, "companies", wants_shipped=False, cpu_hour=1) is None


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    own_results(tmp_path, "titles").mkdir(parents=True)

    with pytest.raises(ResultsError, match="cannot be read"):
        find_study(tmp_path, "titles")


@pytest.mark.parametrize("subject", ["replies", "titles"])
def test_results_that_come_with_the_product_are_whole(tmp_path: Path, subject: str) -> None:
    found = find_study(tmp_path, subject)

    assert found is not None
    study, is_own = found
    assert not is_own
    assert study.facts.subject == subject
    assert {"words-linear", "sentences-linear"} <= set(study.points)
    assert shipped_results(subject).stat().st_size < 200_000


def test_a_page_needs_nothing_that_is_heavy() -> None:
    heavy = "torch sklearn lightgbm matplotlib mlflow transformers pandas"
    code = (
        "import sys; import leadqual.lab.curves;"
        f"print([name for name in {heavy!r}.split() if name in sys.modules])"
    )

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"


def test_days_of_measurement_are_one_date_or_a_range(shown: Curves) -> None:
    for first, last, words in [
        ("2026-11-22", "2026-11-22", "Nov 22, 2026"),
        ("2026-11-21", "2026-11-22", "Nov 21–22, 2026"),
        ("2026-10-30", "2026-11-22", "Oct 30 – Nov 22, 2026"),
        ("2025-12-30", "2026-01-02", "Dec 30, 2025 – Jan 2, 2026"),
    ]:
        days = datetime.fromisoformat(first), datetime.fromisoformat(last)

        assert replace(shown, first=days[0], last=days[1]).measured == words
        assert replace(shown, first=None).measured == "–"
