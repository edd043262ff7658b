"""What the public's app keeps: the directory of services, what people told, and its edition."""

from fingerpost.service.public.models.directory import (
    Opening,
    Organisation,
    Place,
    Service,
    ServiceStatus,
)
from fingerpost.service.public.models.edition import Edition
from fingerpost.service.public.models.told import Change, Safety, Told, ToldStatus

__all__ = [
    "Change",
    "Edition",
    "Opening",
    "Organisation",
    "Place",
    "Safety",
    "Service",
    "ServiceStatus",
    "Told",
    "ToldStatus",
]
