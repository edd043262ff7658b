"""Ask with a form, act once it is whole, and lead on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render


def ask(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[], str],
    *,
    title: str,
    button: str,
    done: str,
    back: str,
    back_words: str = "Back",
    template: str = "design/ask.html",
    shown: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Show a form, and act with what was posted; what the action refuses stands above the form.

    Parameters
    ----------
    form : Form
        Bound to what was posted, if anything was (`posted`).
    act : callable
        Does it and returns the address to lead on to.
    title, button, done : str
        The page's heading, the button's words, and what is said once it is done.
    back, back_words : str
        Where the link before the page leads.
    template : str
        One that extends `design/ask.html`, for the room or where something stands above the form.
    shown : mapping, optional
        What else that template shows.
    """
    if form.is_valid():
        try:
            address = act()
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, done)
            return redirect(address)
    return render(
        request,
        template,
        {
            **(shown or {}),
            "title": title,
            "button": button,
            "back": back,
            "back_words": back_words,
            "form": form,
        },
        status=400 if form.errors else 200,
    )


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, or None if the page is only asked for."""
    return request.POST if request.method == "POST" else None
