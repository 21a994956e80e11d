"""Address of the first page."""

from django.urls import path

from leadqual.home import views

pages = [path("", views.dashboard, name="dashboard")]
