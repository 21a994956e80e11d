"""What every method of the lab promises."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from classifiers.core.errors import ClassifierError
from classifiers.lab.subjects import LabDataset, LabeledText, Labels


class MethodError(ClassifierError):
    """There is no such method, or it needs packages that are not installed."""


class FittedMethod(Protocol):
    """What a method has learned."""

    def predict(self, examples: Sequence[LabeledText]) -> list[Labels]:
        """Return the labels of each example, in their order; their own labels are not looked at."""
        ...


class Method(Protocol):
    """One way to learn from labelled examples."""

    @property
    def name(self) -> str:
        """Short name, as it is typed."""
        ...

    @property
    def title(self) -> str:
        """Name for people."""
        ...

    @property
    def version(self) -> str:
        """Changes whenever the answers may change: results of another version do not count."""
        ...

    @property
    def effort(self) -> float:
        """About how many CPU seconds it takes to learn from a thousand examples."""
        ...

    @property
    def is_random(self) -> bool:
        """Whether the same examples give another result with another seed."""
        ...

    def ready(self, subject: LabDataset, folder: Path) -> float:
        """Do once what is the same for all sizes and seeds, and keep it in a folder.

        Returns:
            CPU seconds that this took for each example; all that learn or answer are charged them.
        """
        ...

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> FittedMethod:
        """Learn from examples.

        Args:
            examples: what to learn from.
            has_many: whether an example may have several labels, or none.
            seed: the same gives the same result on one machine.

        Raises:
            ClassifierError: nothing can be learned from these.
        """
        ...


class StatelessMethod:
    """A method that has nothing to do once for all sizes and seeds."""

    def ready(self, subject: LabDataset, folder: Path) -> float:
        return 0.0
