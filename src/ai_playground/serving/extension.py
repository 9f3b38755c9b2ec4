"""The home page on a Jupyter server that has Voila as extension (Binder), at /ai-playground/."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from jupyter_server.utils import url_path_join
from voila.configuration import VoilaConfiguration

from ai_playground.locations import lessons_directory
from ai_playground.serving.configuration import page_configuration
from ai_playground.serving.door import guard
from ai_playground.serving.home import HOME, home_handlers, redirects_to_slash
from ai_playground.serving.limits import CappedKernelManager
from ai_playground.serving.log import make_safe
from ai_playground.serving.origin import is_foreign
from ai_playground.serving.websocket import PageWebsocket

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp
    from traitlets.config import Config


def server_configuration() -> Config:
    """Return what `jupyter_server_config.py` sets: pages as `serve` has them, and the home page."""
    config = page_configuration()
    config.ServerApp.kernel_manager_class = CappedKernelManager
    config.ServerApp.jpserver_extensions = {"voila.server_extension": True, __name__: True}
    return config


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    folder = os.path.relpath(lessons_directory(), server.root_dir).replace(os.sep, "/")
    render_root, configuration = f"voila/render/{folder}/", VoilaConfiguration(parent=server)
    # They come before Voila's own: extensions are loaded by the alphabet.
    channels = url_path_join(server.base_url, r"/api/kernels/(?P<kernel_id>[\w-]+)/channels")
    handlers = [
        *home_handlers(server.base_url, render_root, server.root_dir, configuration),
        *redirects_to_slash(server.base_url)[1:],
        (channels, PageWebsocket),
    ]
    server.web_app.add_handlers(".*$", handlers)  # type: ignore[no-untyped-call]
    make_safe([server.log], server.identity_provider.token)
    if isinstance(server.kernel_manager, CappedKernelManager):
        server.kernel_manager.fork_server.start()
    # Names, origins and the token are Jupyter's to check.
    guard(server.web_app, is_foreign, *(url_path_join(server.base_url, part) for part in (HOME, "voila")))
