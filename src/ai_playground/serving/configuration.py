"""Voila's configuration, the same for `ai-playground serve` and for a Jupyter server (Binder)."""

from __future__ import annotations

import os
from importlib.metadata import entry_points
from pathlib import Path

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from traitlets.config import Config

from ai_playground.serving import renderer
from ai_playground.serving.defaults import IDLE_SECONDS, KERNEL_MEMORY
from ai_playground.serving.forked_kernel import FORKED
from ai_playground.serving.hooks import prepare_page, stay_on_this_host

TEMPLATE = "ai_playground"
# Under nbconvert/, not voila/: the first voila/ folder on the path is where Voila looks for data of its own.
TEMPLATES_ROOT = Path(__file__).resolve().parent / "share"

CULL_INTERVAL_SECONDS = 30
PATIENCE_SECONDS = 180

# What a page's widgets need; other extensions of the machine's JupyterLab stay off the pages.
LAB_EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "@voila-dashboards/widgets-manager7",
    "anywidget",
]


def page_configuration(
    *, idle_seconds: int = IDLE_SECONDS, max_kernels: int | None = None, kernel_memory: int = KERNEL_MEMORY
) -> Config:
    """Return the traitlets configuration of the pages. Makes our template and renderer known, too.

    Args:
        idle_seconds: A kernel that neither computes nor has a page is ended after so many seconds.
        max_kernels: Most kernels at a time; None means what the machine's memory bears.
        kernel_memory: Bytes of memory beyond which a visitor's kernel is ended.
    """
    _add_to_jupyter_path(TEMPLATES_ROOT)
    renderer.install()
    config = Config()
    config.VoilaConfiguration.template = TEMPLATE
    config.VoilaConfiguration.theme = "light"
    # `?template=` and `?theme=` are a stranger's input, and this template is the one we tested.
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.strip_sources = True
    config.VoilaConfiguration.prelaunch_hook = prepare_page
    config.VoilaConfiguration.page_config_hook = stay_on_this_host
    config.VoilaConfiguration.extension_allowlist = LAB_EXTENSIONS
    # Pictures beside the notebooks are public, the notebooks' text and everything else is not.
    config.VoilaConfiguration.file_allowlist = [r".*\.(png|jpg|gif|svg)"]
    config.VoilaConfiguration.file_denylist = [r".*\.(ipynb|py)", r"(.*/)?\..*"]
    # In a full room everything takes its time, and an output that comes later than 4 s after its cell
    # would be left out of the page, without a word.
    config.VoilaExecutor.iopub_timeout = PATIENCE_SECONDS
    config.VoilaExecutor.startup_timeout = PATIENCE_SECONDS
    config.VoilaExecutor.cell_error_instruction = (
        "The server's log says why. Reload the page; if that does not help, tell the lesson's authors."
    )
    config.PasswordIdentityProvider.allow_password_change = False
    config.MappingKernelManager.cull_idle_timeout = idle_seconds
    config.MappingKernelManager.cull_interval = min(CULL_INTERVAL_SECONDS, idle_seconds)
    # A page left open through a lecture keeps its kernel.
    config.MappingKernelManager.cull_connected = False
    # An installation that is older than the code has no such entry, and without one no kernel would start.
    if entry_points(group=KernelProvisionerFactory.GROUP_NAME, name=FORKED):
        config.KernelProvisionerFactory.default_provisioner_name = FORKED
    config.CappedKernelManager.max_kernels = max_kernels
    config.CappedKernelManager.kernel_memory = kernel_memory
    return config


def _add_to_jupyter_path(folder: Path) -> None:
    known = [entry for entry in os.environ.get("JUPYTER_PATH", "").split(os.pathsep) if entry]
    if str(folder) not in known:
        os.environ["JUPYTER_PATH"] = os.pathsep.join([str(folder), *known])
