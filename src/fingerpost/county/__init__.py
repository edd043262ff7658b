"""A made-up county, for trying, teaching, testing and measuring.

Comes in: a number of people, a number of years and a seed. Goes out: a workspace whose inbox holds
every partner's files in their real forms, with the errors that real ones have, and beside it the
truth: who is who, what was planted, and what would have been without it. Nobody in it is real, and
no place is. Imports evidence.core and evidence.sources; knows nothing of the lake.
"""
