from django.urls import path

from .views import listing, receipts, running, voting

app_name = "polls"

urlpatterns = [
    path("polls/", listing.poll_list, name="list"),
    path("p/<int:pk>/", voting.detail, name="detail"),
    path("p/<int:pk>/results/", voting.results, name="results"),
    path("p/<int:pk>/convert/", voting.convert, name="convert"),
    path("p/<int:pk>/receipt/", receipts.receipt, name="receipt"),
    path("p/<int:pk>/edit/", running.edit, name="edit"),
    path("p/<int:pk>/close/", running.close, name="close"),
    path("t/<int:pk>/poll/new/", running.open_new, name="open"),
]
