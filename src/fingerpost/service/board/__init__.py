"""The board's room: plan, meetings, decisions, action items, risks and documents, in one place.

Comes in: what members bring, what was decided and promised, and the newest Release through insight.
Goes out: agendas, packs frozen for each reader, minutes, and an account of every promise: done, under
way, late, or not done and why. Nothing that was promised can be removed. Imports insight, access, design.
"""
