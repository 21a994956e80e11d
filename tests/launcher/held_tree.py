"""The small LeadQual of `tree.py`, whose start holds at each step until the test lets it go.

Run as `python -m tests.launcher.held_tree STATE`.
"""

import dataclasses
import sys
from pathlib import Path

from launcher.console import Console, terminal
from launcher.setup.setup import Setup
from launcher.supervision.programs import Program
from launcher.supervision.supervisor import Plan
from launcher.up import up
from tests.launcher import tree

STEPS = ("migrate", "setup_leadqual")
COMMANDS = (sys.executable, str(Path(__file__).with_name("held_commands.py")))
WAIT = """
import sys, time
from pathlib import Path
state = Path(sys.argv[2])
(state / "at-web").touch()
while not (state / "go-web").exists():
    time.sleep(0.02)
"""


def prepare(setup: Setup, console: Console, _state: Path) -> None:
    """Run the two commands."""
    for name in STEPS:
        with console.step(name) as step:
            setup.run([name], step=step)


def programs(state: Path, redis_url: str, port: int) -> tuple[Program, ...]:
    """Make the programs of the tree, with a web server that loads until it is let go."""
    *others, web = tree.programs(state, redis_url, port)
    python, option, code, socket = web.command
    held = dataclasses.replace(web, command=(python, option, WAIT + code, socket, str(state)))
    return (*others, held)


if __name__ == "__main__":
    up(
        Path(sys.argv[1]),
        console=terminal(),
        plan=Plan(prepare=prepare, finish=tree.nothing, programs=programs, commands=COMMANDS),
    )
