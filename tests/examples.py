"""How generated examples are drawn: the same ones at each run of `make test`, new and many more ones in `make deep`."""

import os

from hypothesis import HealthCheck, settings

# A slow machine is no fault of the code under test, so neither a deadline nor the pace of drawing decides.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "many", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("GATEHOUSE_EXAMPLES", "same"))
