"""What the public's app keeps: the directory of services, what people told, and its edition."""

from fingerpost.service.public.models.directory import (
    Opening,
    Organisation,
    Place,
    Service,
    ServiceStatus,
)
from fingerpost.service.public.models.edition import Edition

__all__ = ["Edition", "Opening", "Organisation", "Place", "Service", "ServiceStatus"]
