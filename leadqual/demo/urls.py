"""Addresses of the demo."""

from django.urls import path

from leadqual.demo.pages import start_empty

pages = [
    path("sample-data/remove/", start_empty.start_empty, name="start_empty"),
]
