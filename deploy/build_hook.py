"""The wheel's build step (hatchling calls it): compile the message catalogues, and take the built React app along."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

APP = "idp/web/app_dist"  # where idp.settings.base looks first


class WhatIsBuilt(BuildHookInterface):
    """Takes along what git ignores: the .mo files, which `artifacts` in pyproject.toml names, and frontend/dist.

    Where the app is not built the package is whole but for the account console; `make wheel` builds it first.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before anything is packed."""
        spec = importlib.util.spec_from_file_location("catalogues", Path(self.root) / "deploy" / "catalogues.py")
        assert spec is not None and spec.loader is not None
        catalogues = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(catalogues)
        catalogues.compile_stale()
        app = Path(self.root) / "frontend" / "dist"
        if self.target_name == "wheel" and version != "editable" and (app / "index.html").is_file():
            build_data["force_include"][str(app)] = APP
