"""What a student team's report scored, as it prints it: Kaggle's MiFID, rounded to two places."""

from __future__ import annotations

BY_EPOCHS = ((2, 89.93), (60, 62.70), (100, 51.78), (120, 51.49), (150, 55.56))
"""Epochs trained, one picture a step and 300 steps an epoch, and the score (its figure 4)."""
BEST, BEST_AGAIN = 39.73, 42.20
"""With four pictures a step, all photos, augmentation and label smoothing; and when that was run again."""
