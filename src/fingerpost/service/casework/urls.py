"""Addresses of the cases."""

from __future__ import annotations

from django.urls import path

from fingerpost.service.casework.views import (
    courses,
    diversions,
    drug_orders,
    drug_tests,
    fairness,
    home,
    referrals,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("referrals", referrals.listed, name="referrals"),
    path("referrals/<int:number>", referrals.referral, name="referral"),
    # Diversion, tests and orders.
    path("diversions", diversions.listed, name="diversions"),
    path("diversions/find", diversions.find, name="find_for_justice"),
    path("diversions/rules", diversions.rules, name="diversion_rules"),
    path("diversions/fairness", fairness.fairness, name="fairness"),
    path("diversions/fairness/month", fairness.month, name="outcomes_month"),
    path("diversions/<int:number>", diversions.diversion, name="diversion"),
    path("diversions/<int:number>/<slug:name>", diversions.step, name="diversion_step"),
    path("people/<int:number>/diversion", diversions.check, name="new_diversion"),
    path("people/<int:number>/drug-test", drug_tests.new, name="new_drug_test"),
    path("people/<int:number>/drug-order", drug_orders.new, name="new_order"),
    path("courses", courses.register, name="courses"),
    path("courses/<int:number>/<slug:name>", courses.step, name="course_step"),
    path("drug-tests", drug_tests.listed, name="drug_tests"),
    path("drug-tests/<int:number>", drug_tests.drug_test, name="drug_test"),
    path("drug-tests/<int:number>/<slug:name>", drug_tests.step, name="drug_test_step"),
    path("drug-orders", drug_orders.listed, name="orders"),
    path("drug-orders/<int:number>", drug_orders.order, name="order"),
    path("drug-orders/<int:number>/<slug:name>", drug_orders.step, name="order_step"),
]
