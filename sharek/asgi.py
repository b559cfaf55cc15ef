"""The ASGI application: pages through Django, sockets through the one consumer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharek.settings.production")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
