"""The API's description for programs. Spec: OpenAPI 3.1."""

from drf_spectacular.views import SpectacularJSONAPIView

from idp.api.reference import DOCUMENT_SETTINGS, docs
from idp.core.routes import Policy, route

__all__ = ["DOCUMENT_SETTINGS", "docs", "schema"]

schema = route(Policy.PUBLIC)(
    SpectacularJSONAPIView.as_view(
        authentication_classes=[],
        parser_classes=[],
        custom_settings=DOCUMENT_SETTINGS,
        http_method_names=["get", "head"],  # DRF would describe its view to OPTIONS
    )
)
