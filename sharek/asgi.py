"""The ASGI application: pages through Django, sockets through the one consumer."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharek.settings.production")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()  # sets Django up, so that what follows can be imported

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from realtime.consumer import LiveConsumer  # noqa: E402
from realtime.missing import no_such_socket  # noqa: E402
from sharek.live import RULES  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": pages,
        # Channels routes sockets with Django's own path(), which is typed for views.
        "websocket": URLRouter(
            [path("ws/live/", LiveConsumer(RULES)), path("<path:rest>", no_such_socket)],  # type: ignore[arg-type]
        ),
    }
)
