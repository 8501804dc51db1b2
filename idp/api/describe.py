"""What each call says about itself. Spec: OpenAPI 3.1."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema

from idp.api.serializers.problem import ProblemSerializer

Handler = TypeVar("Handler", bound=Callable[..., Any])


def operation(
    operation_id: str, summary: str, answers: dict[int, Any], *, takes: Any = None, query: Any = None, tag: str = "account"
) -> Callable[[Handler], Handler]:
    """Describe one call: its name, what it answers, what body and query it takes; every refusal is a problem document."""
    responses: dict[Any, Any] = {**answers, ("default", "application/problem+json"): ProblemSerializer}
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        request=takes,
        parameters=[query] if query else None,
        responses=responses,
        tags=[tag],
    )


class AccessTokenScheme(OpenApiAuthenticationExtension):
    """Access tokens come from our own OpenID Connect endpoints; each call names its scope."""

    target_class = "idp.api.authentication.AccessTokenAuthentication"
    name = "openid"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "openIdConnect",
            "openIdConnectUrl": f"{settings.IDP.public_url}/.well-known/openid-configuration",
            "description": f"An access token whose audience is {settings.IDP.api_resource}, in the Authorization header.",
        }

    def get_security_requirement(self, auto_schema: AutoSchema) -> dict[str, list[str]]:
        permissions = getattr(auto_schema.view, "permissions", {}).get(auto_schema.method, ())
        return {self.name: [scope for permission in permissions for scope in getattr(permission, "required_scopes", ())]}
