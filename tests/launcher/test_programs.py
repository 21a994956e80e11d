"""How parts are asked whether they answer."""

from pathlib import Path

from launcher.supervision.programs import list_programs
from launcher.system.ports import any_free_port


def test_a_part_does_not_answer_while_redis_and_the_port_are_away(tmp_path: Path) -> None:
    nobody = f"redis://127.0.0.1:{any_free_port()}/0"

    assert [part.answers() for part in list_programs(tmp_path, nobody, any_free_port())] == [
        False
    ] * 4
