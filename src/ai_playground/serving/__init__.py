"""Voila's configuration and launcher, the home page, and the list of lessons."""
