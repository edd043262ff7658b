"""Where the partners act together on one person: referrals that come back answered.

Comes in: what workers of the agencies, and people themselves, write down of somebody. Goes out: referrals
with their clock, plans, and, as files of the service's own sources, what became of each, for the evidence.
"""
