"""Jobs of webhooks."""

from celery import shared_task

from leadqual.core.jobs import Job, enqueue
from leadqual.webhooks.deliveries import send_due
from leadqual.webhooks.fan_out import fan_out_all


@shared_task(name=Job.SEND_WEBHOOKS)
def send_webhooks() -> None:
    """Number new events and send due deliveries; safe to run concurrently."""
    fan_out_all()
    if send_due():
        enqueue(Job.SEND_WEBHOOKS)
