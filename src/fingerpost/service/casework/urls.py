"""Addresses of the cases."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.casework.views import (
    employment,
    home,
    plan_meetings,
    plans,
    referrals,
    volunteering,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("referrals", referrals.listed, name="referrals"),
    path("referrals/<int:number>", referrals.referral, name="referral"),
    # Support plans, meetings over them, and volunteering.
    path("plans", plans.listed, name="plans"),
    path("plans/new/<int:person>", plans.open_plan, name="plan_new"),
    path("plans/<int:number>", plans.plan, name="plan"),
    path("plans/<int:number>/print", plans.printed, name="plan_printed"),
    path("plans/<int:number>/versions", plans.versions, name="plan_versions"),
    path("plans/<int:number>/versions/<int:stamp>", plans.version, name="plan_version"),
    path("plans/<int:number>/goals/<int:goal>/<slug:name>", plans.goal_step, name="plan_goal_step"),
    path("plans/<int:number>/actions/<slug:ref>/<slug:name>", plans.action_step, name="plan_action_step"),
    path("plans/<int:number>/agencies/<int:agency>/end", plans.end_share, name="plan_end_share"),
    path("plans/<int:number>/work", employment.support, name="employment"),
    path("plans/<int:number>/work/begin", employment.begin, name="employment_begin"),
    path("plans/<int:number>/work/<int:support>/<slug:name>", employment.step, name="employment_step"),
    path("plans/<int:number>/jobs/<int:job>/<slug:name>", employment.job_step, name="job_step"),
    path("plans/<int:number>/<slug:name>", plans.step, name="plan_step"),
    path("plan-meetings", plan_meetings.listed, name="plan_meetings"),
    path("plan-meetings/new", plan_meetings.new, name="plan_meeting_new"),
    path("plan-meetings/<int:number>", plan_meetings.meeting, name="plan_meeting"),
    path("plan-meetings/<int:number>/came", plan_meetings.came, name="plan_meeting_came"),
    path("volunteering", volunteering.own, name="volunteering"),
    path("volunteering/volunteers", volunteering.volunteers, name="volunteers"),
    path("volunteering/volunteers/<int:person>/supervise", volunteering.supervise, name="supervise"),
    path("volunteering/supervision/<int:number>", volunteering.supervision, name="supervision"),
    path("volunteering/sessions/<int:number>/count", volunteering.count, name="session_count"),
    path("volunteering/add/<slug:what>", volunteering.add, name="volunteering_add"),
]  # fmt: skip
