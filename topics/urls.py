from django.urls import path, register_converter

from .addresses import TopicSlug
from .views import reading

register_converter(TopicSlug, "topicslug")

app_name = "topics"

urlpatterns = [
    path("t/<int:pk>/", reading.detail, name="detail"),
    path("t/<int:pk>/<topicslug:slug>/", reading.detail, name="detail"),
]
