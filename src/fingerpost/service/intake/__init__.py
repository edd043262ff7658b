"""Files from the partners: sent in the browser or by a machine, checked, landed under an agreement.

Comes in: uploads, into a quarantine outside every address. Goes out: landings in the lake by the same
functions as `fingerpost land`, what was refused and why, withdrawals, and how the agency's data fare.
Imports access, design.
"""
