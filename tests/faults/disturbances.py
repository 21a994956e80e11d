"""What is done to an installation while clients write to it."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.product import PARTS, Product

CHILD_SHARE = 0.3
"""Of kills of a part, how many hit one of its children instead: a pool process, a session."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done.

    Attributes:
        counts: name of it → how often.
        problems: what should not have come of it, one line each.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


Disturbance = Callable[[Product], Done]


def no_words(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class RandomKills:
    """Kills one part after the other; the supervisor is started again at once.

    Attributes:
        seed: of what is killed and when.
        seconds: for which it goes on.
        pauses: shortest and longest time between two kills, in seconds.
        say: hears of each kill.
    """

    seed: int
    seconds: float
    pauses: tuple[float, float] = (4.0, 20.0)
    say: Callable[[str], None] = no_words

    def __call__(self, product: Product) -> Done:
        """Kill until the time is over; everything is started again at the end."""
        rng, done = random.Random(f"{self.seed} kills"), Done()
        until = time.monotonic() + self.seconds
        while (pause := rng.uniform(*self.pauses)) < until - time.monotonic():
            time.sleep(pause)
            name = rng.choice(PARTS)
            # Drawn whether or not the part runs: the same seed draws the same kills.
            child = random.Random(rng.random()) if rng.random() < CHILD_SHARE else None
            self._kill(product, done, name, None if name == "supervisor" else child)
        if product.has_ended():
            product.start()
        return done

    def _kill(self, product: Product, done: Done, name: str, child: random.Random | None) -> None:
        if product.has_ended():
            done.problems.append(f"the start ended by itself: {product.last_words()}")
            product.start()
            return
        is_killed = product.kill(name, child=child)
        done.counts[name] += is_killed
        what = f"{name} (child)" if child else name
        self.say(f"{what} {'killed' if is_killed else 'does not run'}")
        if name == "supervisor" and is_killed:
            product.start()
