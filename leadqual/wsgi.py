"""Entry of the web server."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadqual.settings")

application = get_wsgi_application()
# Django would load the pages with the first request of each process, which then takes seconds.
URL_PATTERNS = get_resolver().url_patterns
