"""Binder's Jupyter server: pages as `ai-playground serve` has them (postBuild copies this to ~/.jupyter)."""

from ai_playground.serving.extension import server_configuration

c = get_config()  # noqa: F821  # Jupyter puts the function here
c.merge(server_configuration())
