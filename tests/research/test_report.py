"""The report and the charts of a study."""

from pathlib import Path

import pytest

from research.report import cost, draw, report_of
from research.study import SHIPPED, LabStudy, read_results, study_of
from tests.research.made import FACTS, result, results

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs" / "lab"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def study() -> LabStudy:
    sizes = (25, 50, 100, 200, 500)
    made = results(
        {
            "words-linear": {
                n: tuple(0.5 + n / 2_000 + seed / 100 for seed in range(3)) for n in sizes
            },
            "tuned": {n: (0.2 + n / 900, 0.2 + n / 900, 0.215 + n / 900) for n in sizes[:4]},
        }
    )
    return study_of(FACTS, [*made, result("own", size=25, problem="Two writers are needed.")])


def test_the_report_says_what_to_use_what_more_buys_and_what_is_missing(study: LabStudy) -> None:
    text = report_of(study, cpu_hour=3.6)

    assert "2,000 examples; tested on 100: what is kept out" in text
    assert "`0123456789abcdef`" in text
    assert "Student's t" in text
    assert "- From 25 labels on: **Linear model on words** (0.52" in text
    assert "| Linear model on words | 0.52" in text
    assert "| Tuned model | 0.233 ± " in text
    assert "What 100 more labels would likely buy" in text
    assert "Figueroa" in text
    assert "measured 0.760 at 500" in text
    assert "- LeadQual, 25 labels: Two writers are needed." in text
    assert "- Tuned model: not measured at 500." in text
    assert "- No method: not measured at 300, 1,000, 2,000." in text
    assert "`leadqual lab run titles`" in text


def test_costs_follow_the_price_of_an_hour(study: LabStudy) -> None:
    assert cost(3_600, 0.05) == pytest.approx(0.05)
    assert "| Linear model on words | 100 | 1.0 | 1.0 | 2.00 | 0.0010 | 2.00 |" in report_of(
        study, cpu_hour=3.6
    )


def test_an_empty_study_is_told_as_such() -> None:
    text = report_of(study_of(FACTS, [result(problem="too few")]))

    assert "Too little was measured" in text
    assert "Tuned model, 100 labels: too few" in text


def test_charts_are_drawn_the_same_each_time(study: LabStudy, tmp_path: Path) -> None:
    paths = draw(study, tmp_path / "one")
    again = draw(study, tmp_path / "two")

    svg, png = (path.read_bytes() for path in paths)
    assert [path.name for path in paths] == ["titles.svg", "titles.png"]
    assert png.startswith(PNG)
    assert b"Linear model on words 0.76" in svg
    assert b"Tuned model 0.43" in svg
    assert b"<dc:date>" not in svg
    assert [path.read_bytes() for path in again] == [svg, png]


@pytest.mark.parametrize("subject", ["replies", "titles"])
def test_the_documents_say_what_the_results_of_the_product_say(subject: str) -> None:
    found = read_results(SHIPPED / f"{subject}.jsonl")
    facts = found.latest()
    assert facts is not None

    told = report_of(study_of(facts, found.of(facts.data)))

    assert (DOCUMENTS / f"{subject}.md").read_text(encoding="utf-8") == told, (
        f"run `leadqual lab report {subject} --shipped --out docs/lab/{subject}.md`"
    )
    assert (DOCUMENTS / f"{subject}.svg").stat().st_size < 60_000
    assert (DOCUMENTS / f"{subject}.png").stat().st_size < 120_000
