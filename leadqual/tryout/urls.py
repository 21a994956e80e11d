"""Addresses of Try it."""

from django.urls import path

from leadqual.tryout import views

pages = [
    path("try/", views.title, name="title"),
    path("try/company/", views.company, name="company"),
    path("try/reply/", views.reply, name="reply"),
    path("try/title/suggest/", views.suggest, {"kind": "title"}, name="suggest-title"),
    path("try/company/suggest/", views.suggest, {"kind": "company"}, name="suggest-company"),
    path("try/reply/suggest/", views.suggest, {"kind": "reply"}, name="suggest-reply"),
]
