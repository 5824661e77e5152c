"""The media type of a file: by its suffix, else by how it begins.

The table is ours, so that a message is the same from every machine; what it lacks
is looked up in the system's.
"""

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

UNKNOWN = "application/octet-stream"

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"

BY_SUFFIX: "Mapping[str, str]" = MappingProxyType(
    {
        "7z": "application/x-7z-compressed",
        "aac": "audio/aac",
        "apk": "application/vnd.android.package-archive",
        "avif": "image/avif",
        "bmp": "image/bmp",
        "bz2": "application/x-bzip2",
        "css": "text/css",
        "csv": "text/csv",
        "doc": "application/msword",
        "docx": f"{OFFICE}.wordprocessingml.document",
        "epub": "application/epub+zip",
        "flac": "audio/flac",
        "gif": "image/gif",
        "gz": "application/gzip",
        "heic": "image/heic",
        "htm": "text/html",
        "html": "text/html",
        "ics": "text/calendar",
        "ipynb": "application/x-ipynb+json",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "js": "text/javascript",
        "json": "application/json",
        "key": "application/vnd.apple.keynote",
        "m4a": "audio/mp4",
        "md": "text/markdown",
        "mkv": "video/x-matroska",
        "mov": "video/quicktime",
        "mp3": "audio/mpeg",
        "mp4": "video/mp4",
        "numbers": "application/vnd.apple.numbers",
        "odp": f"{OPEN}.presentation",
        "ods": f"{OPEN}.spreadsheet",
        "odt": f"{OPEN}.text",
        "ogg": "audio/ogg",
        "opus": "audio/opus",
        "pages": "application/vnd.apple.pages",
        "pdf": "application/pdf",
        "pem": "application/x-pem-file",
        "png": "image/png",
        "ppt": "application/vnd.ms-powerpoint",
        "pptx": f"{OFFICE}.presentationml.presentation",
        "py": "text/x-python",
        "rar": "application/vnd.rar",
        "rtf": "application/rtf",
        "svg": "image/svg+xml",
        "tar": "application/x-tar",
        "tgz": "application/gzip",
        "tif": "image/tiff",
        "tiff": "image/tiff",
        "toml": "application/toml",
        "tsv": "text/tab-separated-values",
        "txt": "text/plain",
        "vcf": "text/vcard",
        "wav": "audio/wav",
        "webm": "video/webm",
        "webp": "image/webp",
        "wps": "application/vnd.ms-works",
        "xls": "application/vnd.ms-excel",
        "xlsx": f"{OFFICE}.spreadsheetml.sheet",
        "xml": "application/xml",
        "xz": "application/x-xz",
        "yaml": "application/yaml",
        "yml": "application/yaml",
        "zip": "application/zip",
        "zst": "application/zstd",
    }
)

BY_START = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
)


def media_type(name: str, head: bytes) -> str:
    """Return the media type of a file called `name` that begins with `head`."""
    _, dot, suffix = name.rpartition(".")
    if dot and suffix:
        known = BY_SUFFIX.get(suffix.lower()) or _by_system(name)
        if known is not None:
            return known
    return next((kind for start, kind in BY_START if head.startswith(start)), UNKNOWN)


def _by_system(name: str) -> str | None:
    """Return what the system's table says, if that can be attached as a file."""
    import mimetypes

    # A name such as "data:,x.foo" would be read as a URL.
    known, encoding = mimetypes.guess_type("x." + name.rpartition(".")[2])
    # The inside of something compressed is not what the file is, and a message or
    # a multipart may not be in base64. RFC 2046 section 5.
    if known is None or encoding or known.startswith(("message/", "multipart/")):
        return None
    return known.lower()
