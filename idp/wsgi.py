"""The WSGI entry: `granian --interface wsgi idp.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "idp.settings.base")

application = get_wsgi_application()
