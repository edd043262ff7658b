"""From partners' files to the board's answer.

Comes in: files, as the partners publish them. Goes out: a protected `Release` and the pack made
from it. A pure library: no Django, no terminal, no clock. `pipeline` is the one place that knows
the order of the rooms.
"""
