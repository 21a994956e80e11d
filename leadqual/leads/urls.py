"""Addresses of leads."""

from django.urls import path

from leadqual.leads import api as endpoints
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
api = [
    path("contacts", endpoints.ContactListView.as_view(), name="contacts"),
    path("contacts/<int:contact_id>", endpoints.ContactView.as_view(), name="contact"),
    path("companies", endpoints.CompanyListView.as_view(), name="companies"),
    path("companies/<int:company_id>", endpoints.CompanyView.as_view(), name="company"),
    path("search/counts", endpoints.SearchCountsView.as_view(), name="search-counts"),
]
