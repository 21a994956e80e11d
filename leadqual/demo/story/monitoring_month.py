"""A month of monitoring: each week the days that are over are evaluated."""

from leadqual.demo.story.timeline import Scene, Step
from leadqual.monitoring.daily_job import monitor_workspace

_LOOKS = (28, 21, 14, 7, 0)
"""Days ago."""


def steps(scene: Scene) -> list[Step]:
    """Return the looks; each day is a transaction of its own."""
    return [
        Step(
            scene.at(days_ago, 3),
            f"monitoring {days_ago:02}",
            lambda _: _look(scene),
            is_whole=False,
        )
        for days_ago in _LOOKS
    ]


def _look(scene: Scene) -> None:
    monitor_workspace(scene.workspace)
