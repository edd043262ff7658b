"""The evidence, shown: measures, what is new, journeys.

Comes in: the newest Release. Goes out: pages for those who act. Nothing here reads a row of the lake.
Imports access, design.
"""
