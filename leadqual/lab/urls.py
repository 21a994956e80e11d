"""Address of the learning curves."""

from django.urls import path
from django.views.generic import RedirectView

from leadqual.lab.pages import learning_curves

_FORMER = RedirectView.as_view(
    pattern_name="lab:comparison", query_string=True, http_method_names=["get", "head"]
)

pages = [
    path("lab/comparison/", learning_curves.curves, name="comparison"),
    path("lab/curves/", _FORMER),
]
