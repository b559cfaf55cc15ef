"""The WSGI application, for tools that know no ASGI; it serves pages without sockets."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharek.settings.production")

application = get_wsgi_application()
