"""A folder of .eml files: each message a file, its octets as they came.

What is half written has a name that begins with a dot.
"""

from pathlib import Path

from shell.delivery.placing import FileStore, Layout
from shell.disk import Disk

LAYOUT = Layout(staging="", staging_prefix=".", places=("",), suffix=".eml")


def open_folder(path: Path, tag: str, disk: Disk) -> FileStore:
    """Return the folder `path`, made if it is missing, for the login of `tag`.

    Raises ShellError.
    """
    return FileStore(path, LAYOUT, tag, disk)
