"""Say which records are about one person, and keep saying it while records arrive.

Comes in: identifiers, from the vault alone. Goes out: one stable person key for each record.
Imports vault, lake, sources, statistics, core.
"""
