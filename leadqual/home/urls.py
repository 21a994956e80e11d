"""Address of the first page."""

from django.urls import path

from leadqual.home.pages import today

pages = [path("", today.dashboard, name="dashboard")]
