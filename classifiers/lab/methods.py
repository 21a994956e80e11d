"""What every method of the lab promises, and which methods there are for a subject."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from classifiers.errors import ClassifierError
from classifiers.lab.subjects import Example, Labels, Subject


class MethodError(ClassifierError):
    """There is no such method, or it needs packages that are not installed."""


class Fitted(Protocol):
    """What a method has learned."""

    def predict(self, examples: Sequence[Example]) -> list[Labels]:
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

    def ready(self, subject: Subject, folder: Path) -> float:
        """Do once what is the same for all sizes and seeds, and keep it in a folder.

        Returns:
            CPU seconds that this took for each example; all that learn or answer are charged them.
        """
        ...

    def fit(self, examples: Sequence[Example], *, has_many: bool, seed: int) -> Fitted:
        """Learn from examples.

        Args:
            examples: what to learn from.
            has_many: whether an example may have several labels, or none.
            seed: the same gives the same result on one machine.

        Raises:
            ClassifierError: nothing can be learned from these.
        """
        ...


class Unprepared:
    """A method that has nothing to do once for all sizes and seeds."""

    def ready(self, subject: Subject, folder: Path) -> float:  # noqa: ARG002  # see above
        """Do nothing."""
        return 0.0


def methods_of(subject: str) -> Mapping[str, Method]:
    """Return the methods for a subject by their names; importing them takes a second or two."""
    from classifiers.lab.boosting import WordsBoosted  # noqa: PLC0415
    from classifiers.lab.own import OWN_METHODS  # noqa: PLC0415
    from classifiers.lab.regression import SentencesLinear, WordsLinear  # noqa: PLC0415
    from classifiers.lab.tuned import TunedEncoder  # noqa: PLC0415

    found: list[Method] = [WordsBoosted(), WordsLinear(), SentencesLinear(), TunedEncoder()]
    found.append(OWN_METHODS[subject]())
    return {method.name: method for method in found}


def some_methods(subject: str, names: Sequence[str]) -> list[Method]:
    """Return the named methods, all where none is named.

    Raises:
        MethodError: there is none of such a name.
    """
    known = methods_of(subject)
    if unknown := [name for name in names if name not in known]:
        raise MethodError(f"There is no method {unknown[0]}. There are {', '.join(known)}.")
    return [known[name] for name in names or known]
