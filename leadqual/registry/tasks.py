"""Jobs on candidates; each finds its pending work in the tables."""

import time
from functools import partial

from celery import shared_task

from leadqual.core.jobs import Job, enqueue
from leadqual.core.locks import hold_once
from leadqual.core.servers_away import handle_failure
from leadqual.registry import shadow as shadow_mode
from leadqual.registry import training as retraining
from leadqual.registry import trials

SLICE_SECONDS = 20.0


@shared_task(name=Job.MEASURE_CANDIDATES)
def measure_candidates() -> None:
    """Compare candidates with the live model; after a while a new job continues."""
    with hold_once("registry.measure_candidates") as is_ours:
        if not is_ours:
            return
        until = time.monotonic() + SLICE_SECONDS
        for trial in trials.open_trials():
            # Else it would begin again at each turn, for ever.
            with handle_failure(partial(trials.give_up, trial)):
                is_over = trials.measure(trial, until=until)
            if not is_over:
                enqueue(Job.MEASURE_CANDIDATES)
                return


@shared_task(name=Job.ANSWER_IN_SHADOW)
def answer_in_shadow() -> None:
    """Run candidates in shadow mode; safe to run twice."""
    with hold_once("registry.answer_in_shadow") as is_ours:
        if not is_ours:
            return
        for shadow in shadow_mode.open_shadows():
            # As above: else no other candidate would ever answer.
            with handle_failure(partial(shadow_mode.give_up, shadow)):
                shadow_mode.answer(shadow)


@shared_task(name=Job.RETRAIN)
def retrain() -> None:
    """Run due trainings, step by step."""
    with hold_once("registry.retrain") as is_ours:
        if not is_ours:
            return
        retraining.request_due_trainings()
        for training in retraining.open_trainings():
            with handle_failure(partial(retraining.give_up, training)):  # As above.
                while retraining.go_on(training):
                    pass
