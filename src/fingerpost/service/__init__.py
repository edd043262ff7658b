"""Where the partners act together: accounts, agreements, evidence as pages, casework, the board.

Comes in: what the evidence half published, and what people type. Goes out: pages, and the service's
own records as files that the evidence half lands like any partner's. Imports county and evidence.
"""
