"""The ASGI application: pages through Django, sockets through the one consumer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharek.settings.production")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path
from realtime.missing import no_such_socket

from realtime.consumer import LiveConsumer
from sharek.live import RULES

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": URLRouter([path("ws/live/", LiveConsumer(RULES)), path("<path:rest>", no_such_socket)]),
    }
)
