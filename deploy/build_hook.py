"""The wheel's build step (hatchling calls it): compile the message catalogues, so that the wheel holds them."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):
    """Leaves idp/locale/*/LC_MESSAGES/django.mo; `artifacts` in pyproject.toml takes them along although git ignores them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before anything is packed."""
        spec = importlib.util.spec_from_file_location("catalogues", Path(self.root) / "deploy" / "catalogues.py")
        assert spec is not None and spec.loader is not None
        catalogues = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(catalogues)
        catalogues.compile_stale()
