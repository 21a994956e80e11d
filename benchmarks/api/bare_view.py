"""A Django project with one view and nothing else: what a request costs at the least.

`gunicorn benchmarks.api.bare_view:application`
"""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, JsonResponse
from django.urls import path


def answer(request: HttpRequest) -> JsonResponse:
    """Answer with a small object."""
    return JsonResponse({"id": 1, "name": "Bare", "path": request.path})


urlpatterns = [path("api/v1/bare", answer)]

if not settings.configured:
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], MIDDLEWARE=[])
application = WSGIHandler()
