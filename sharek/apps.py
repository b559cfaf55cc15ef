from django.apps import AppConfig


class SharekConfig(AppConfig):
    name = "sharek"
    verbose_name = "Sharek"
