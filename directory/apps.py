from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("directory")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.names import protect_names
        from directory.names import official_names

        protect_names(official_names)
