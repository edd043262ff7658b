"""The board of a demo: what it decided and promised in the past months, and what became of that.

Each step makes its records through the actions, in the name of the demo's people and dated in the past,
and returns at once if they are there. `make_demo_board` takes the steps in their order.
"""

from __future__ import annotations

from fingerpost.service.board.demo import documents, meetings, plan, seats

STEPS = (seats.make, meetings.make, plan.make, documents.make)
