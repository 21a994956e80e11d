"""What falls is said so that too much never looks allowed."""

from classifiers.titles.training.metric_drops import LEVEL, MetricDrop
from leadqual.labeling.metric_drop_texts import drop_text, short_drop_text


def test_what_is_above_the_margin_never_looks_allowed() -> None:
    for after, said in [
        (0.8796, "lower it by 0.021; up to 0.020"),
        (0.8804, "lower it by 0.020; up to 0.020"),
    ]:
        fall = MetricDrop("Engineering", before=0.9, after=after, alone=0.9, n_titles=21)

        assert said in drop_text(fall)


def test_titles_come_before_figures_and_levels_say_what_they_are() -> None:
    fall = MetricDrop("Lead", 0.9, 0.85, 0.91, 21, kind=LEVEL, n_lost=3, n_wrong=1)

    assert drop_text(fall) == (
        "This would make level Lead worse on the test set: 3 of 21 would become wrong, and 1 other "
        "title would wrongly get it. F1 0.900 → 0.850. All corrections together lower it by 0.060; "
        "up to 0.020 is allowed."
    )
    assert short_drop_text(fall) == "Level Lead 0.900 → 0.850"
