"""All targets by name."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.fuzz import (
    codecs,
    composing,
    fields,
    files,
    messages,
    pop3,
    sasl,
    services,
    smtp,
    surfaces,
    traces,
)
from tests.fuzz.target import Target

TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        target.name: target
        for module in (
            codecs,
            fields,
            traces,
            messages,
            smtp,
            pop3,
            services,
            sasl,
            surfaces,
            composing,
            files,
        )
        for target in module.TARGETS
    }
)
