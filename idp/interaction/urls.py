"""The paths of interactions."""

from django.urls import path

from idp.interaction import views

app_name = "interaction"
urlpatterns = [
    path("start", views.local, name="local"),
    path("<str:interaction_id>", views.resume, name="resume"),
    path("<str:interaction_id>/restart", views.restart, name="restart"),
    path("<str:interaction_id>/<slug:slug>", views.page, name="page"),
]
