"""Which methods there are for a subject."""

from collections.abc import Mapping, Sequence

from classifiers.lab.methods import Method, MethodError


def methods_of(subject: str) -> Mapping[str, Method]:
    """Return the methods for a subject by their names; importing them takes a second or two."""
    from classifiers.lab.boosting import WordsBoosted
    from classifiers.lab.lora import TunedEncoder
    from classifiers.lab.own import OWN_METHODS
    from classifiers.lab.regression import SentencesLinear, WordsLinear

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
