"""Addresses of topics. One word after a topic's number is the name of a page, never a slug (``TopicSlug``)."""

from django.urls import path, register_converter

from .addresses import TopicSlug
from .views import changing, desk, listing, raising, raising_aside, reading, responding, tracking

app_name = "topics"
register_converter(TopicSlug, "topicslug")

urlpatterns = [
    path("topics/", listing.topic_list, name="list"),
    path("track/", tracking.track, name="track"),
    path("agency/", desk.desk, name="desk"),
    path("t/new/", raising.start, name="new"),
    path("t/new/done/", raising_aside.done, name="done"),
    path("t/new/danger/", raising_aside.danger, name="new_danger"),
    path("t/new/own/", raising_aside.own_case, name="new_own"),
    path("t/new/photo/<int:pk>/", raising_aside.draft_photo, name="draft_photo"),
    path("t/new/<str:step>/", raising.new_step, name="new_step"),
    path("t/<int:pk>/", reading.detail, name="detail"),
    path("t/<int:pk>/now/", reading.now, name="now"),
    path("t/<int:pk>/edit/", changing.edit, name="edit"),
    path("t/<int:pk>/history/", reading.history, name="history"),
    path("t/<int:pk>/withdraw/", changing.withdraw, name="withdraw"),
    path("t/<int:pk>/moderate/", changing.moderate, name="moderate"),
    path("t/<int:pk>/support/", responding.support, name="support"),
    path("t/<int:pk>/fixed/", responding.fixed, name="fixed"),
    path("t/<int:pk>/poster/", tracking.poster, name="poster"),
    path("t/<int:pk>/photo/<str:name>", reading.photo, name="photo"),
    path("t/<int:pk>/answer/", desk.answer, name="answer"),
    path("t/<int:pk>/resolve/", desk.resolve, name="resolve"),
    path("t/<int:pk>/answer/<int:answer_pk>/rate/", responding.rate, name="rate"),
    path("t/<int:pk>/answer/<int:answer_pk>/edit/", desk.change_answer, name="answer_edit"),
    path("t/<int:pk>/answer/<int:answer_pk>/kept/", desk.keep, name="keep"),
    path("t/<int:pk>/answer/<int:answer_pk>/history/", reading.answer_history, name="answer_history"),
    path("t/<int:pk>/<topicslug:slug>/", reading.detail, name="detail"),
]
