"""Addresses of leads."""

from django.urls import URLPattern

pages: list[URLPattern] = []
api: list[URLPattern] = []
