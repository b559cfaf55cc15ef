from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class SharekConfig(AppConfig):
    name = "sharek"
    verbose_name = "Sharek"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sharek import schedules

        post_migrate.connect(schedules.install, sender=apps.get_app_config("django_q"))
