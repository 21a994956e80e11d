"""The clock of all parts jumps by hours, forward and back: work goes on at once."""

from collections import Counter

import pytest

from tests.faults.conftest import Servers, run
from tests.faults.disturbances import Done
from tests.faults.harness import Scene
from tests.faults.product import Product
from tests.faults.test_servers_gone import wait_for_writes

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("jumps", [("+5h", "+0"), ("-5h", "+0")])
def test_work_goes_on_when_the_clock_jumps(
    scene: Scene, servers: Servers, jumps: tuple[str, ...]
) -> None:
    if not scene.product.has_fake_clock:
        pytest.skip("libfaketime is missing: `apt-get install -y libfaketime`")

    def move_clock(_: Product) -> Done:
        for jump in jumps:
            wait_for_writes(scene)
            servers.clock.write_text(jump, encoding="utf-8")
            wait_for_writes(scene)
        return Done(Counter(jumps=len(jumps)))

    try:
        run(scene, move_clock)
    finally:
        servers.clock.write_text("+0", encoding="utf-8")
