"""The evidence, shown and answered: measures, signals, rebases, pairs, registers.

Comes in: the newest Release, and the ledgers of signals and rebases. Goes out: pages for those who
act, and what they decided, written through the evidence's own functions. Nothing here reads a row of
the lake, but for `pairs`, which alone meets linkage. Imports access, design.
"""
