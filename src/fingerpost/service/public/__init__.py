"""What everybody may read: from the Release made for the public alone.

No page of it knows who reads: it takes no cookie, gives none, and is the same for all. `published`
finds the Release or refuses it, `selectors` says what a page shows, `middleware` keeps the answers.

Comes in: the Release made for the public, found through insight. Goes out: pages for everybody, and
their tables as CSV. Imports insight, access, design.
"""
