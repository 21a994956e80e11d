"""A month of monitoring: each week the days that are over are evaluated."""

from leadqual.demo.story.story_steps import Step, Story
from leadqual.monitoring.daily_job import monitor_workspace

_CHECK_DAYS = (28, 21, 14, 7, 0)
"""Days ago."""


def steps(story: Story) -> list[Step]:
    """Return the looks; each day is a transaction of its own."""
    return [
        Step(
            story.at(days_ago, 3),
            f"monitoring {days_ago:02}",
            lambda _: _check_step(story),
            is_whole=False,
        )
        for days_ago in _CHECK_DAYS
    ]


def _check_step(story: Story) -> None:
    monitor_workspace(story.workspace)
