"""The only door out: any result in, a protected `Release` out.

Comes in: frames of estimates with their measures, and the provenance of what was read. Goes out:
a `Release`, in which every small number is protected by the strictest rule of its sources, with
a log in plain words of what was done. Publication accepts nothing else. Imports measures,
sources, statistics, core.
"""
