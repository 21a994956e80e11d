"""Address of the learning curves."""

from django.urls import path

from leadqual.lab import views

pages = [path("lab/curves/", views.curves, name="curves")]
