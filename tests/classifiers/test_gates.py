"""What a candidate must pass, gate by gate."""

from dataclasses import replace

from classifiers.evaluation.comparison import Figures
from classifiers.evaluation.release_gates import Gate, gates, margin

LIVE = Figures(
    n_examples=400,
    macro_f1=0.80,
    labels={"channel": (0.71, 60), "nursing": (0.90, 6), "sales": (0.95, 250)},
    calibration_error=0.03,
    milliseconds=10.0,
    megabytes=3.0,
    repeated=0.5,
    n_corrections=40,
    apart=0.4,
    n_apart=10,
    others={"Requests to stop found": 0.98},
)
BETTER = replace(LIVE, macro_f1=0.81)


def failed(new: Figures, live: Figures = LIVE) -> list[str]:
    """Return the keys of the gates that a candidate fails."""
    return [gate.key for gate in gates(live, new) if not gate.passes]


def gate_of(key: str, new: Figures) -> Gate:
    """Return one gate."""
    return next(
        gate for gate in gates(LIVE, new, names={"channel": "Channel Sales"}) if gate.key == key
    )


def test_a_model_that_is_better_and_falls_nowhere_passes_every_gate() -> None:
    assert failed(BETTER) == []


def test_each_gate_stops_by_itself() -> None:
    for change, key in [
        ({"macro_f1": 0.80}, "macro_f1"),
        ({"macro_f1": 0.8005}, "macro_f1"),
        ({"labels": {**LIVE.labels, "channel": (0.66, 60)}}, "labels"),
        ({"labels": {**LIVE.labels, "sales": (0.93, 250)}}, "labels"),
        ({"calibration_error": 0.051}, "calibration"),
        ({"milliseconds": 15.1}, "speed"),
        ({"megabytes": 6.1}, "size"),
        ({"repeated": 0.49}, "corrections"),
        ({"apart": 0.3}, "apart"),
        ({"others": {"Requests to stop found": 0.97}}, "requests_to_stop_found"),
        ({"others": {}}, "requests_to_stop_found"),
    ]:
        new = replace(BETTER, **change)  # type: ignore[arg-type]  # of any field

        assert failed(new) == [key]


def test_a_label_of_few_examples_may_fall_further() -> None:
    new = replace(BETTER, labels={**LIVE.labels, "nursing": (0.75, 6)})

    assert failed(new) == []
    assert [margin(n) for n in (1, 5, 10, 20, 50, 100, 200)] == [
        0.5,
        0.2,
        0.1,
        0.05,
        0.03,
        0.02,
        0.01,
    ]


def test_a_refusal_names_the_labels_that_fall_and_by_how_much() -> None:
    new = replace(BETTER, labels={"channel": (0.66, 60), "nursing": (0.1, 6), "sales": (0.9, 250)})

    gate = gate_of("labels", new)

    assert gate.refusal == (
        "nursing falls by 0.80, allowed is 0.20; sales falls by 0.05, allowed is 0.01; "
        "Channel Sales falls by 0.05, allowed is 0.03."
    )
    assert (gate.name, gate.live, gate.new) == ("Worst label: nursing", 0.90, 0.1)


def test_a_live_model_that_is_badly_calibrated_sets_the_bar_itself() -> None:
    live, new = replace(LIVE, calibration_error=0.09), replace(BETTER, calibration_error=0.095)

    assert failed(new, live) == []


def test_without_corrections_there_is_nothing_to_repeat() -> None:
    nothing = {"repeated": None, "n_corrections": 0, "apart": None, "n_apart": 0}
    live, new = replace(LIVE, **nothing), replace(BETTER, **nothing)  # type: ignore[arg-type]

    found = {gate.key: gate for gate in gates(live, new)}

    assert (found["corrections"].passes, found["corrections"].change) == (True, None)
    assert "apart" not in found


def test_a_handful_of_corrections_kept_apart_says_nothing() -> None:
    assert failed(replace(BETTER, apart=0.0), replace(LIVE, n_apart=4)) == []
