"""Who may see and do what: agencies, people, roles, agreements, and the record of it all.

Comes in: people who sign in, and what agencies agreed. Goes out: answers to "may they?", asked by
every page, landing, export and referral, and the audit of what was done and seen. Imports design.
"""
