import pytest

from classifiers.core.taxonomy import Taxonomy, load_default


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_default()
