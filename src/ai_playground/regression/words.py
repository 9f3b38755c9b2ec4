"""Words that several places of the lesson say."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 epoch", "1,000 epochs"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def divergence(epoch: int, updates: int, *, standardized: bool) -> list[str]:
    """What happened to a run that diverged and at which step, then what to do: two sentences.

    Args:
        epoch: The epoch it ended in, from 1.
        updates: How many updates came before the one that was too much.
        standardized: Whether the run was on standardised x.
    """
    what = f"By update {updates + 1:,}, in epoch {epoch:,}, the loss had grown more than a trillionfold"
    cure = "" if standardized else ", or standardise x"
    return [f"{what}; shown is the state before it.", f"Take a smaller learning rate{cure}."]
