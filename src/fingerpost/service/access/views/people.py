"""Who works for the agency here: invite, accept, end."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from fingerpost.service.access import selectors
from fingerpost.service.access.actions import members
from fingerpost.service.access.forms import AcceptForm, AgencyForm, EndForm, InviteForm
from fingerpost.service.access.models import Invitation
from fingerpost.service.access.permissions import Permission as P
from fingerpost.service.access.policies import can, public, requires
from fingerpost.service.access.requests import MemberRequest, Request

MAIL = """You are invited to work on Fingerpost for {agency}.

Open this address within seven days, and choose how you sign in:

{url}

If you did not expect this, do nothing: nobody can use it without your e-mail.
"""
SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


@requires(P.MEMBER_VIEW)
@require_GET
def people(request: MemberRequest) -> HttpResponse:
    """Show who works for the agency, until when, and who is invited."""
    viewer = request.membership
    return render(
        request,
        "access/people.html",
        {
            "members": selectors.members(viewer=viewer),
            "invitations": selectors.invitations(viewer=viewer),
            "may_invite": can(viewer, P.MEMBER_INVITE),
            "may_end": can(viewer, P.MEMBER_END),
        },
    )


@requires(P.MEMBER_INVITE)
@require_http_methods(["GET", "POST"])
def invite(request: MemberRequest) -> HttpResponse:
    """Invite somebody, and send them the address at which they accept."""
    form = InviteForm(request.POST or None, viewer=request.membership)
    if request.method == "POST" and form.is_valid():
        try:
            invitation, secret = members.invite(
                **form.cleaned_data, by=request.membership, at=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            url = request.build_absolute_uri(reverse("access:invitation", args=[secret]))
            send_mail(
                "You are invited to Fingerpost",
                MAIL.format(agency=invitation.agency, url=url),
                settings.DEFAULT_FROM_EMAIL,
                [invitation.email],
            )
            messages.success(
                request, "The invitation is sent. It can be accepted for seven days."
            )
            return redirect("access:people")
    status = 400 if form.errors else 200
    return render(request, "access/invite.html", {"form": form}, status=status)


@requires(P.MEMBER_INVITE)
@require_http_methods(["POST"])
def withdraw(request: MemberRequest, number: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = selectors.invitations(viewer=request.membership).filter(pk=number).first()
    if invitation is None:
        raise Http404
    try:
        members.withdraw(invitation=invitation, by=request.membership, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "The invitation is withdrawn.")
    return redirect("access:people")


@requires(P.MEMBER_END)
@require_http_methods(["GET", "POST"])
def end(request: MemberRequest, number: int) -> HttpResponse:
    """End somebody's access at once."""
    membership = selectors.members(viewer=request.membership).filter(pk=number).first()
    if membership is None:
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            members.end_membership(
                membership=membership,
                reason=form.cleaned_data["reason"],
                by=request.membership,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Access has ended. It stopped working at once.")
            return redirect("access:people")
    status = 400 if form.errors else 200
    return render(
        request, "access/end.html", {"form": form, "member": membership}, status=status
    )


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invitation(request: Request, secret: str) -> HttpResponse:
    """Accept an invitation."""
    found = (
        Invitation.objects.filter(digest=members.digest_of(secret))
        .select_related("agency")
        .first()
    )
    if found is None or not found.is_open(timezone.now()):
        return render(request, "access/invitation_over.html", status=410)
    signed_in = request.user if request.user.is_authenticated else None
    form = AcceptForm(request.POST or None, needs_password=signed_in is None)
    if request.method == "POST" and form.is_valid():
        try:
            membership = members.accept(
                secret=secret,
                password=form.cleaned_data.get("password"),
                signed_in=signed_in,
                at=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("password" if signed_in is None else None, error)
        else:
            if signed_in is None:
                login(request, membership.user, backend=SIGNED_IN_BY)
            return redirect("start")
    context = {"form": form, "invitation": found}
    return render(
        request, "access/invitation.html", context, status=400 if form.errors else 200
    )


@requires(P.AGENCY_MANAGE)
@require_http_methods(["GET", "POST"])
def agencies(request: MemberRequest) -> HttpResponse:
    """Show the agencies of the partnership, and add one."""
    form = AgencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        members.add_agency(**form.cleaned_data, by=request.membership, at=timezone.now())
        messages.success(request, "The agency is added. Now invite its manager.")
        return redirect("access:agencies")
    context = {"form": form, "agencies": selectors.agencies(viewer=request.membership)}
    return render(request, "access/agencies.html", context, status=400 if form.errors else 200)
