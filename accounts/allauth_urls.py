"""Our own pages under /accounts/, matched before allauth's of the same names."""

from django.urls import path

from . import views

urlpatterns = [
    path("signup/", views.SignUpView.as_view(), name="account_signup"),
    path("signup/code/", views.SignUpCodeView.as_view(), name="account_signup_code"),
]
