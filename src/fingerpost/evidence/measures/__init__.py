"""Answer what the framework asks: one declaration each, turned into estimates.

Comes in: lake tables and measure declarations. Goes out: one frame of estimates, each with its
interval, counts, method, version, input fingerprint and status. Imports journeys, linkage, lake,
sources, statistics, core.
"""
