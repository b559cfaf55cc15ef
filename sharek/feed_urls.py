"""The addresses of notifications, with the feed, which gathers from the apps above."""

from django.urls import path

from notifications.urls import urlpatterns as notifications
from sharek.views import feed

app_name = "notifications"

urlpatterns = [*notifications, path("feed/", feed.feed, name="feed")]
