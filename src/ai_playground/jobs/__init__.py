"""Runs engines in the background: start, pause, step, change, stop, wait, queue and paint."""

from ai_playground.jobs import device
from ai_playground.jobs.job import Job
from ai_playground.jobs.painter import Painter
from ai_playground.jobs.progress import State
from ai_playground.jobs.replay import replay
from ai_playground.jobs.slot import RunSlot
from ai_playground.jobs.threads import runs_in_foreground

__all__ = ["Job", "Painter", "RunSlot", "State", "device", "replay", "runs_in_foreground"]
