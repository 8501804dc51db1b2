"""The paths under /manage about people, groups and what happened."""

from django.urls import path

from idp.web.manage import audit, groups, users

urlpatterns = [
    path("users", users.users, name="manage-users"),
    path("users/invite", users.invite, name="manage-user-invite"),
    path("users/<str:sub>", users.one_user, name="manage-user"),
    path("groups", groups.groups, name="manage-groups"),
    path("audit", audit.events, name="manage-audit"),
    path("audit/export", audit.export, name="manage-audit-export"),
    path("audit/<str:reference>", audit.one_reference, name="manage-audit-reference"),
    path("groups/<int:pk>", groups.one_group, name="manage-group"),
]
