"""The pages about a person. They gather from all apps, so that they stand at the top, under the name of accounts."""

from django.urls import path

from sharek.views import account_data, people

app_name = "accounts"

urlpatterns = [
    path("me/", people.me, name="me"),
    path("me/settings/", people.settings, name="settings"),
    path("me/export/", account_data.export_data, name="export_data"),
    path("me/delete/", account_data.delete_account, name="delete_account"),
    path("u/<str:handle>/", people.profile, name="profile"),
]
