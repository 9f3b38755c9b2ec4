"""Lesson 5: where in a photo a patch came from, and whether the photo was cropped."""
