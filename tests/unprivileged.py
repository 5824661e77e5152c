"""Starting a program so that file modes hold for it, as they do for a user."""

import os
import shutil
import sys
from collections.abc import Sequence

# What lets root read and write whatever a mode forbids, and change modes that
# are not its own. The bounding set is what counts when uid 0 starts a program.
POWERS = "-dac_override,-dac_read_search,-fowner"


def unprivileged(argv: Sequence[str]) -> list[str]:
    """Return the command that runs `argv` without root's power over file modes.

    An ordinary user has no such power, and gets `argv` as it is. The user
    stays who it is, so that files and loopback ports are within reach.
    Raises FileNotFoundError for root without setpriv.
    """
    if os.geteuid() != 0 or sys.platform != "linux":
        return list(argv)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise FileNotFoundError("setpriv is missing: apt-get install util-linux")
    powers = ["--bounding-set", POWERS, "--inh-caps", POWERS]
    return [setpriv, *powers, "--", *argv]
