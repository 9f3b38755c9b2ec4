"""Lesson 3: pictures of one kind turned into another without a single pair, by two generators in a cycle."""
