"""How parts are asked whether they answer."""

from pathlib import Path

import pytest

from launcher.supervision.programs import programs
from launcher.system.state_files import any_free_port


@pytest.mark.parametrize("name", ["worker", "beat", "web"])
def test_a_part_does_not_answer_while_redis_and_the_port_are_away(
    tmp_path: Path, name: str
) -> None:
    nobody = f"redis://127.0.0.1:{any_free_port()}/0"
    parts = {part.name: part for part in programs(tmp_path, nobody, any_free_port())}

    assert not parts[name].answers()
