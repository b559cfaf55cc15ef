from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = _("moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from . import checks, triggers

        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="moderation-triggers")
        self.checks = checks
