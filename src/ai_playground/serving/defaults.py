"""What the server does unless told otherwise; read by the command line, which may not import Voila for it."""

PORT = 8866
IDLE_SECONDS = 600
"""After so long without a page or a computation a kernel is ended."""
