"""Addresses of solutions and comments."""

from django.urls import path

from .views import changing, posting, reading, supporting

app_name = "discussions"

urlpatterns = [
    path("t/<int:pk>/solve/", posting.solve, name="solve"),
    path("t/<int:pk>/comments/", posting.comment, name="comment"),
    path("t/<int:pk>/s/<int:number>/", reading.solution, name="solution"),
    path("t/<int:pk>/s/<int:number>/comments/", posting.comment, name="comment"),
    path("t/<int:pk>/s/<int:number>/edit/", changing.solution_edit, name="solution_edit"),
    path("t/<int:pk>/s/<int:number>/history/", changing.solution_history, name="solution_history"),
    path("t/<int:pk>/s/<int:number>/withdraw/", changing.solution_withdraw, name="solution_withdraw"),
    path("t/<int:pk>/s/<int:number>/support/", supporting.solution_support, name="solution_support"),
    path("t/<int:pk>/s/<int:number>/lock/", changing.solution_lock, name="solution_lock"),
    path("c/<int:pk>/", reading.comment_detail, name="comment_detail"),
    path("c/<int:pk>/edit/", changing.comment_edit, name="comment_edit"),
    path("c/<int:pk>/history/", changing.comment_history, name="comment_history"),
    path("c/<int:pk>/withdraw/", changing.comment_withdraw, name="comment_withdraw"),
    path("c/<int:pk>/support/", supporting.comment_support, name="comment_support"),
]
