"""The directory in the shape of Open Referral UK, version 3: written, read, and checked.

Comes in: entries of the directory, or what somebody sent as JSON. Goes out: JSON that is valid by the
published schema, or entries and what was refused, with the reason. Imports directory, taxonomy, opening.
"""

from fingerpost.service.public.open_referral.reading import Refused, Taken, read
from fingerpost.service.public.open_referral.schema import SOURCE, faults
from fingerpost.service.public.open_referral.writing import (
    page,
    service,
    service_at_location,
    service_in_list,
    taxonomy,
    taxonomy_term,
)

__all__ = [
    "SOURCE",
    "Refused",
    "Taken",
    "faults",
    "page",
    "read",
    "service",
    "service_at_location",
    "service_in_list",
    "taxonomy",
    "taxonomy_term",
]
