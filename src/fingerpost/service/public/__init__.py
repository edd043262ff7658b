"""What everybody may read: the release for the public, the directory of services, and the board's account.

No page for everybody knows who reads: it takes no cookie, gives none, and is the same for all. `published`
finds the release or refuses it; `directory` is what agencies keep of their services (`open_referral` writes
and reads it); `account` what the board published; `told` what people told once somebody read it; `changes`
looks the database up once a second; `middleware` keeps the answers. Behind sign-in, agencies keep their
services and the lead reads what was told.

Comes in: the release made for the public, what agencies and people write, agreements in force, and the
board through its one public module. Goes out: pages, open data and two APIs for everybody. Imports
board.public_account, insight, access, design.
"""
