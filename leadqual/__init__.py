"""The LeadQual product: pages, API, jobs and command line over the pure packages."""

from leadqual.celery import app as celery_app

__all__ = ["celery_app"]
