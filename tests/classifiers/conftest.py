"""The cascade of the product, loaded once."""

import pytest

from classifiers.core.taxonomy import Taxonomy, load_default
from classifiers.titles.cascade import TitleCascade, load_cascade


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_default()


@pytest.fixture(scope="session")
def cascade() -> TitleCascade:
    return load_cascade()
