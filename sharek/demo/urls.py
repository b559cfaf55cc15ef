"""The pages of a demo alone; ``sharek.urls`` includes them nowhere else."""

from django.urls import path

from sharek.views import demo

urlpatterns = [
    path("mail/", demo.mail_list, name="demo_mail"),
    path("mail/<slug:key>/", demo.mail, name="demo_mail_detail"),
]
