"""Lesson 1: why does gradient descent miss what a formula hits?"""
