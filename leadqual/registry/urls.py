"""Addresses of registry."""

from django.urls import URLPattern

pages: list[URLPattern] = []
api: list[URLPattern] = []
