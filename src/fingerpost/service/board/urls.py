"""Addresses of the board's room."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.board.views import actions, commitments, home, meetings, plan, plan_draft

app_name = "board"
urlpatterns = [
    path("", home.home, name="home"),
    path("actions", actions.listed, name="actions"),
    path("actions/new", actions.new, name="new_action"),
    path("actions/<int:number>", actions.action, name="action"),
    path("actions/<int:number>/<slug:name>", actions.step, name="action_step"),
    path("meetings", meetings.listed, name="meetings"),
    path("meetings/new", meetings.new, name="new_meeting"),
    path("meetings/<int:number>", meetings.meeting, name="meeting"),
    path("meetings/<int:number>/due", meetings.agenda, name="agenda"),
    path("meetings/<int:number>/items/new", meetings.item, name="new_item"),
    path("meetings/<int:number>/items/<int:item>/strike", meetings.strike, name="strike"),
    path("meetings/<int:number>/attendance", meetings.attendance, name="attendance"),
    path("meetings/<int:number>/cancel", meetings.cancel, name="cancel_meeting"),
    path("seats", meetings.seats, name="seats"),
    path("seats/new", meetings.new_seat, name="new_seat"),
    path("plan", plan.plan, name="plan"),
    path("plan/timeline", plan.timeline, name="plan_timeline"),
    path("plan/versions", plan.versions, name="plan_versions"),
    path("plan/versions/<int:number>", plan.version, name="plan_version"),
    path("plan/ours", commitments.ours, name="ours"),
    path("plan/commitments/<int:number>", commitments.commitment, name="commitment"),
    path("plan/commitments/<int:number>/report", commitments.report, name="report_commitment"),
    path("plan/commitments/<int:number>/action", commitments.new_action, name="give_action"),
    path("plan/draft", plan_draft.draft, name="draft"),
    path("plan/draft/begin", plan_draft.begin, name="begin_draft"),
    path("plan/draft/carry/<int:number>", plan_draft.carry, name="carry_commitment"),
    path("plan/draft/drop/<int:number>", plan_draft.drop, name="drop_commitment"),
    path("plan/draft/priorities/new", plan_draft.new_priority, name="new_priority"),
    path("plan/draft/new", plan_draft.new_commitment, name="new_commitment"),
    path("plan/draft/<int:number>", plan_draft.change, name="change_commitment"),
    path("plan/draft/<int:number>/measures", plan_draft.measures, name="choose_measures"),
    path("plan/draft/<int:number>/take-back", plan_draft.take_back, name="take_back"),
    path("plan/draft/adopt", plan_draft.adopt, name="adopt_plan"),
    path("plan/draft/give-up", plan_draft.give_up, name="give_up_draft"),
]
