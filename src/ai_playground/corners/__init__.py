"""Lesson 4: can a network replace the four clicks that mark a page in a photo?"""
