"""What the server does unless told otherwise; read by the command line, which may not import Voila for it."""

PORT = 8866
IDLE_SECONDS = 600
"""After so long without a page or a computation a kernel is ended."""
KERNEL_MEMORY = 4_000_000_000
"""Bytes of memory beyond which a visitor's kernel is ended: twice what the largest usual run takes."""
