"""Puts the site of the product in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's own admin, with `StaffSite`."""

    default_site = "leadqual.core.staff_admin.site.StaffSite"
