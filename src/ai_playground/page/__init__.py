"""What every lesson page is made of: its surroundings, its layout, and the control of its run."""

from IPython import get_ipython

from ai_playground.page.environment import in_voila
from ai_playground.ui.ownership import python_owns_every_trait

# Before the first widget, in a kernel that serves a visitor and nobody else.
if in_voila() and (_shell := get_ipython()) is not None:
    python_owns_every_trait(_shell.kernel.comm_manager)
