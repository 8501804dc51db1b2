"""The paths under /manage about people, groups and what happened."""

from django.urls import path

from idp.web.manage import groups, users

urlpatterns = [
    path("users", users.users, name="manage-users"),
    path("users/invite", users.invite, name="manage-user-invite"),
    path("users/<str:sub>", users.one_user, name="manage-user"),
    path("groups", groups.groups, name="manage-groups"),
    path("groups/<int:pk>", groups.one_group, name="manage-group"),
]
