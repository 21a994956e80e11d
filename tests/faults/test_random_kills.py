"""The short form of `make test-faults`: a minute of kills, then everything is compared."""

from collections.abc import Iterator

import pytest

from tests.faults.disturbances import RandomKills
from tests.faults.harness import Scene, receiving_product
from tests.launcher.conftest import state_folder

pytestmark = pytest.mark.slow
SEED = 7
SECONDS = 60.0


@pytest.fixture
def own_scene() -> Iterator[Scene]:
    """An installation whose supervisor runs Postgres and Redis, too."""
    with state_folder() as state, receiving_product(state, {}) as scene:
        yield scene


def test_nothing_is_lost_and_nothing_doubled_when_parts_are_killed(own_scene: Scene) -> None:
    kills = RandomKills(SEED, SECONDS, pauses=(5.0, 15.0))

    outcome = own_scene.run(SEED, kills, rows=(500, 2_000), finish_seconds=600)

    assert outcome.problems == []
    assert all(outcome.n_written.values())
    assert sum(outcome.disturbances.values()) > 2
