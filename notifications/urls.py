"""The addresses of the inbox and of following; the feed joins them in ``sharek.feed_urls``."""

from django.urls import path

from . import views

urlpatterns = [
    path("me/notifications/", views.inbox, name="inbox"),
    path("me/notifications/read/", views.mark_all_read, name="mark_all_read"),
    path("me/notifications/<int:pk>/", views.read, name="read"),
    path("follow/<slug:kind>/<int:pk>/", views.follow, name="follow"),
    path("mute/<int:pk>/", views.mute, name="mute"),
]
