"""The API's description for programs and for people. Spec: OpenAPI 3.1."""

from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from idp.core.routes import Policy, route

DOCUMENT_SETTINGS = {"POSTPROCESSING_HOOKS": [], "SCHEMA_PATH_PREFIX": "/api/v1"}  # enums stay where they are used
_PAGE = "api/docs.html"
_METHODS = ["get", "head"]  # DRF would describe its view to OPTIONS

schema = route(Policy.PUBLIC)(
    SpectacularJSONAPIView.as_view(
        authentication_classes=[], parser_classes=[], custom_settings=DOCUMENT_SETTINGS, http_method_names=_METHODS
    )
)
# The split view and our own template keep every script and style in files, so the strict CSP holds.
docs = route(Policy.PUBLIC)(
    SpectacularSwaggerSplitView.as_view(
        authentication_classes=[], parser_classes=[], template_name=_PAGE, url="/api/schema", http_method_names=_METHODS
    )
)
