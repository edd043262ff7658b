"""What each agency writes down: what happened comes in, the files that it would send go out.

A module for each agency; each has a function `files` that yields them. Nothing of the truth may
show: no row order, number or form may tell who is who, or what was planted.
"""
