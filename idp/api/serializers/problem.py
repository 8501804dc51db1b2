"""The problem document as the OpenAPI document shows it."""

from rest_framework import serializers


class ProblemSerializer(serializers.Serializer[object]):
    """A refusal. Spec: RFC 9457 §3.1."""

    type = serializers.URLField(required=False)
    title = serializers.CharField(help_text="What is wrong, in fixed words.")
    status = serializers.IntegerField()
    code = serializers.CharField(required=False, help_text="Names the problem for programs.")
    detail = serializers.CharField(required=False)
    errors = serializers.DictField(  # type: ignore[assignment]  # a member of the document, not what failed here
        child=serializers.ListField(child=serializers.CharField()), required=False, help_text="Messages by member of the body."
    )
    attempts_left = serializers.IntegerField(required=False, help_text="How many more wrong codes are free.")
    reference = serializers.CharField(required=False, help_text="Tell it to an administrator: `idp why` explains it.")
