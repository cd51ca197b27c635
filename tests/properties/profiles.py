"""How many examples are tried: few in each run of the suite, many with `HYPOTHESIS_PROFILE=long`."""

import os

from hypothesis import HealthCheck, settings

TIMES = {"moderate": 1, "long": 30}[os.environ.get("HYPOTHESIS_PROFILE", "moderate")]


def examples(count: int) -> settings:
    """Settings for so many examples: the same ones in each run where `CI` is set, others each time elsewhere."""
    return settings(
        max_examples=count * TIMES,
        deadline=None,
        derandomize="CI" in os.environ,
        database=None,
        print_blob=False,
        # Examples share one server, each in a session of its own.
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
    )
