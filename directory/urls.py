from django.urls import path

from . import views

app_name = "directory"

urlpatterns = [
    path("services/", views.services, name="services"),
    path("services/<str:slug>/", views.service, name="service"),
    path("agencies/", views.bodies, name="bodies"),
    path("agencies/<str:slug>/", views.body, name="body"),
    path("areas/", views.areas, name="areas"),
    path("areas/<str:slug>/", views.area, name="area"),
]
