"""All addresses of a demo, for tests that run outside demo mode."""

from django.urls import include, path

from sharek import urls as portal

handler403, handler404 = portal.handler403, portal.handler404
urlpatterns = [path("demo/", include("sharek.demo.urls")), *portal.urlpatterns]
