"""What the server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fingerpost.service.config.settings")
django = get_wsgi_application()

from fingerpost.service.config.safety import refuse_unsafe  # noqa: E402, Django is ready now
from fingerpost.service.config.whole_bodies import whole_bodies  # noqa: E402

refuse_unsafe()
application = whole_bodies(django)
