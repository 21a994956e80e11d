"""What every classifier promises, whatever it reads."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

Input_contra = TypeVar("Input_contra", contravariant=True)
Output = TypeVar("Output")


class Classifier(Protocol[Input_contra, Output]):
    """Labels a batch.

    The answers come in the order of the batch, an empty batch gives an empty list, and one input
    gets the same answer in any batch.
    """

    @property
    def version(self) -> str:
        """Version of the artifact that runs, e.g. `titles-2026.11.1`."""
        ...

    def predict(self, batch: Sequence[Input_contra], /) -> list[Output]:
        """Label every input, in the same order."""
        ...
