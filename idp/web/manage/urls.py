"""Every path under /manage, room by room."""

from django.urls import path

from idp.web.manage import clients, console, preview_page, secrets_page, staff_urls, trial, wizard

urlpatterns = [
    path("", console.home, name="manage"),
    path("clients", clients.clients, name="manage-clients"),
    path("clients/new", wizard.new_client, name="manage-client-new"),
    path("clients/<str:client_id>", clients.one_client, name="manage-client"),
    path("clients/<str:client_id>/edit", clients.edit_client, name="manage-client-edit"),
    path("clients/<str:client_id>/secrets", secrets_page.secrets_of, name="manage-client-secrets"),
    path("clients/<str:client_id>/claims", preview_page.claims_of, name="manage-client-claims"),
    path("clients/<str:client_id>/try", trial.start, name="manage-client-try"),
    path("clients/<str:client_id>/try/<str:reference>", trial.result, name="manage-client-try-result"),
    *staff_urls.urlpatterns,
]
