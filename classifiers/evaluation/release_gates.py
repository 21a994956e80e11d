"""What a candidate must pass before it may take the place of the live model, gate by gate."""

from collections.abc import Mapping
from dataclasses import dataclass

from classifiers.evaluation.comparison import Figures
from classifiers.evaluation.headline import NAME

BETTER = 0.001
"""Of macro-F1; less is what two fits of one recipe differ by in the last answers."""
MARGINS = ((200, 0.01), (100, 0.02), (50, 0.03), (20, 0.05), (10, 0.10), (5, 0.20))
"""Examples of a label from which on its F1 may fall by so much: an example of ten weighs more."""
MIN_MARGIN = 0.5  # With fewer than five examples one answer may be half of the figure.
MAX_CALIBRATION = 0.05
CALIBRATION_SLACK = 0.01  # A live model that is worse than that sets the bar itself.
MAX_TIMES_SLOWER = 1.5
MAX_TIMES_LARGER = 2.0
MIN_HELD_OUT = 5  # Corrections kept apart that say anything.
N_NAMED = 3  # Labels that fall, in a refusal.
FLOAT_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition, what was measured, and whether it is met.

    Args:
        live: figure of the live model; None where there is nothing to measure.
        unit: `f1`, `share`, `ms` or `MB`.
        allowed: in words.
        refusal: why the candidate may not go live by it, in words; empty where it passes.
    """

    key: str
    name: str
    live: float | None
    new: float | None
    unit: str
    allowed: str
    refusal: str = ""

    @property
    def passes(self) -> bool:
        """Return whether the candidate may go live by it."""
        return not self.refusal

    @property
    def change(self) -> float | None:
        return None if self.live is None or self.new is None else self.new - self.live


def margin(n_examples: int) -> float:
    """Return by how much the F1 of a label with so many examples may fall."""
    return next((most for least, most in MARGINS if n_examples >= least), MIN_MARGIN)


def gates(live: Figures, new: Figures, *, names: Mapping[str, str] | None = None) -> list[Gate]:
    """Return all gates, in the order of the page.

    Args:
        live: figures of the live model.
        new: those of the candidate, on the same examples in the same run.
        names: label → what people call it.
    """
    called = names or {}
    return [
        _quality_gate(live, new),
        _worst_label_gate(live, new, called),
        *[
            _drop_gate(name.lower().replace(" ", "_"), name, figure, new.others.get(name))
            for name, figure in live.others.items()
        ],
        _calibration(live, new),
        _speed(live, new),
        _size(live, new),
        _repeated(live, new),
        *_held_out_gates(live, new),
    ]


def _quality_gate(live: Figures, new: Figures) -> Gate:
    gained = new.macro_f1 - live.macro_f1
    passes = gained >= BETTER - FLOAT_TOLERANCE
    change = f"rises by {gained:.4f}" if gained > 0 else f"falls by {-gained:.4f}"
    if abs(gained) < FLOAT_TOLERANCE:
        change = "is the same"
    return Gate(
        key="macro_f1",
        name=NAME,
        live=live.macro_f1,
        new=new.macro_f1,
        unit="f1",
        allowed=f"at least +{BETTER:.3f}",
        refusal="" if passes else f"Macro-F1 {change}, at least +{BETTER:.3f} is needed.",
    )


def _worst_label_gate(live: Figures, new: Figures, names: Mapping[str, str]) -> Gate:
    """Judge the label that is nearest to its margin, or furthest beyond it."""
    slack = {
        label: new.f1_of(label) - live.f1_of(label) + margin(n)
        for label, n in live.n_of_labels.items()
    }
    order = sorted(slack, key=lambda label: slack[label])
    if not order:
        return Gate("labels", "Worst label", None, None, "f1", "no label falls far")
    worst = order[0]
    below = [label for label in order if slack[label] < -FLOAT_TOLERANCE]
    words = [
        f"{names.get(label, label)} falls by {live.f1_of(label) - new.f1_of(label):.2f}, "
        f"allowed is {margin(live.n_of_labels[label]):.2f}"
        for label in below[:N_NAMED]
    ]
    if len(below) > N_NAMED:
        words.append(f"and {len(below) - N_NAMED} more labels fall too far")
    return Gate(
        key="labels",
        name=f"Worst label: {names.get(worst, worst)}",
        live=live.f1_of(worst),
        new=new.f1_of(worst),
        unit="f1",
        allowed=f"at most −{margin(live.n_of_labels[worst]):.2f}",
        refusal=f"{'; '.join(words)}." if below else "",
    )


def _calibration(live: Figures, new: Figures) -> Gate:
    most = max(MAX_CALIBRATION, live.calibration_error + CALIBRATION_SLACK)
    passes = new.calibration_error <= most + FLOAT_TOLERANCE
    return Gate(
        key="calibration",
        name="Expected calibration error",
        live=live.calibration_error,
        new=new.calibration_error,
        unit="f1",
        allowed=f"at most {most:.3f}",
        refusal=""
        if passes
        else f"Its scores are {new.calibration_error:.3f} away from what is right, "
        f"allowed is {most:.3f}.",
    )


def _speed(live: Figures, new: Figures) -> Gate:
    return _ratio(
        key="speed",
        name="Time for one request, beside each other",
        live=live.milliseconds,
        new=new.milliseconds,
        unit="ms",
        most=MAX_TIMES_SLOWER,
        fault="A request takes {:.1f} times as long",
    )


def _size(live: Figures, new: Figures) -> Gate:
    return _ratio(
        key="size",
        name="Size of its files",
        live=live.megabytes,
        new=new.megabytes,
        unit="MB",
        most=MAX_TIMES_LARGER,
        fault="Its files are {:.1f} times as large",
    )


def _ratio(
    *, key: str, name: str, live: float, new: float, unit: str, most: float, fault: str
) -> Gate:
    """Judge whether the candidate has at most so many times what the live model has."""
    ratio = new / max(live, 1e-6)
    words = f"{fault.format(ratio)}, allowed is {most:g}."
    return Gate(
        key=key,
        name=name,
        live=live,
        new=new,
        unit=unit,
        allowed=f"at most {most:g} times",
        refusal="" if ratio <= most else words,
    )


def _repeated(live: Figures, new: Figures) -> Gate:
    name = "People’s corrections repeated"
    if live.repeated is None or new.repeated is None:
        return Gate("corrections", name, None, None, "share", "as many as live")
    return _drop_gate("corrections", name, live.repeated, new.repeated)


def _held_out_gates(live: Figures, new: Figures) -> list[Gate]:
    if live.apart is None or new.apart is None or live.n_apart < MIN_HELD_OUT:
        return []
    return [_drop_gate("apart", "Corrections that no training saw", live.apart, new.apart)]


def _drop_gate(key: str, name: str, live: float, new: float | None) -> Gate:
    """Judge a share that may not fall; one that a candidate has nothing of has fallen."""
    passes = new is not None and new >= live - FLOAT_TOLERANCE
    figure = "nothing" if new is None else f"{new:.1%}"
    words = f"{name}: {figure} against {live:.1%} of the live model, no fall is allowed."
    return Gate(
        key=key,
        name=name,
        live=live,
        new=new,
        unit="share",
        allowed="no fall",
        refusal="" if passes else words,
    )
