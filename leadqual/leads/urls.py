"""Addresses of leads."""

from django.urls import URLPattern, path

from leadqual.leads import views

pages = [
    path("people/", views.people, name="people"),
    path("people/export/", views.export, name="export"),
    path("people/<int:contact_id>/", views.person, name="person"),
    path("people/<int:contact_id>/stop/", views.stop, name="stop"),
    path("people/<int:contact_id>/allow/", views.allow, name="allow"),
    path("companies/", views.companies, name="companies"),
    path("companies/<int:company_id>/", views.company, name="company"),
]
api: list[URLPattern] = []
