"""Kill parts of an installation at random while clients write; run by `make test-faults`.

Prints the seed of each run. A run that fails says why in one line for each problem and keeps its
logs.
"""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.disturbances import RandomKills
from tests.faults.harness import FINISH_SECONDS, Outcome, keep_logs, receiving_product
from tests.launcher.conftest import state_folder

_SEED_LIMIT = 1_000_000


def main() -> int:
    """Run as often as asked; returns 1 where a run found a problem."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="For which parts are killed.")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seed", type=int, help="Of the first run; the next ones count on.")
    parser.add_argument(
        "--finish-seconds", type=float, default=FINISH_SECONDS, help="More on a busy machine."
    )
    options = parser.parse_args()
    first = secrets.randbelow(_SEED_LIMIT) if options.seed is None else options.seed
    outcomes = [
        _run(first + n, options.minutes, options.finish_seconds) for n in range(options.runs)
    ]
    return int(any(outcome.problems for outcome in outcomes))


def _run(seed: int, minutes: float, finish_seconds: float) -> Outcome:
    say = _speaker()
    say(f"seed {seed}, {minutes:g} minutes")
    with state_folder() as state, receiving_product(state, {}) as scene:
        say("the installation is ready")
        kills = RandomKills(seed, minutes * 60, say=say)
        outcome = scene.run(seed, kills, finish_seconds=finish_seconds)
        if outcome.problems:
            kept = keep_logs(scene.product, Path(tempfile.gettempdir()) / f"faults-{seed}")
            say(f"logs are in {kept}")
    for name, counts in (
        ("acknowledged", outcome.n_written),
        ("answers", outcome.answers),
        ("kills", outcome.disturbances),
    ):
        say(f"{name}: {', '.join(f'{one} {n:,}' for one, n in sorted(counts.items()))}")
    say(f"finished {outcome.finish_seconds:.0f} s after the last kill")
    for problem in outcome.problems:
        say(f"FAILED seed {seed}: {problem}")
    if not outcome.problems:
        say(f"PASSED seed {seed}: nothing lost, nothing doubled")
    return outcome


def _speaker() -> Callable[[str], None]:
    begun = time.monotonic()

    def say(words: str) -> None:
        sys.stdout.write(f"{time.monotonic() - begun:7.1f} s  {words}\n")
        sys.stdout.flush()

    return say


if __name__ == "__main__":
    sys.exit(main())
