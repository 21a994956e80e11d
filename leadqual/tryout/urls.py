"""Addresses of Try it."""

from django.urls import path

from leadqual.tryout import views

pages = [
    path("try/", views.title, name="title"),
    path("try/company/", views.company, name="company"),
    path("try/reply/", views.reply, name="reply"),
]
