"""The administration's place among the apps; alone in its module, which is read before any model."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """``django.contrib.admin`` with our site; stands in INSTALLED_APPS in its place."""

    default_site = "accounts.adminsite.PortalAdminSite"
