"""How a run ends: exit codes, and the one error that the shell raises.

What an `OSError` of a file or of the network means is said here. `cli` prints a
`ShellError` as one line, or as the error object of the JSON output, and leaves with
its code.
"""

import errno
import socket
import sys
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.value import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


class ExitCode(IntEnum):
    """What a run says to the script that started it: sysexits(3), and signals."""

    DONE = 0
    PARTLY = 1
    USAGE = 64
    DATA = 65
    NO_INPUT = 66
    NO_RECIPIENT = 67
    NO_HOST = 68
    UNAVAILABLE = 69
    SOFTWARE = 70
    CANNOT_CREATE = 73
    IO = 74
    TEMPORARY = 75
    PROTOCOL = 76
    LOGIN = 77
    CONFIG = 78
    UNCERTAIN = 79
    HANGUP = 129
    INTERRUPTED = 130
    CLOSED_PIPE = 141
    TERMINATED = 143


class Kind(StrEnum):
    """What went wrong, in one word. It is the `kind` of the JSON error object."""

    PARTLY = "partly"
    USAGE = "usage"
    MESSAGE = "message"
    TOO_LARGE = "too-large"
    INPUT = "input"
    RECIPIENTS = "recipients"
    HOST = "host"
    REFUSED = "refused"
    TLS = "tls"
    CERTIFICATE = "certificate"
    INTERNAL = "internal"
    CREATE = "create"
    WRITE = "write"
    TEMPORARY = "temporary"
    TIMEOUT = "timeout"
    CONNECT = "connect"
    LOST = "lost"
    BUSY = "busy"
    IN_USE = "in-use"
    PROTOCOL = "protocol"
    AUTH = "auth"
    CONFIG = "config"
    SENDER = "sender"
    UNCERTAIN = "uncertain"
    HANGUP = "hangup"
    INTERRUPTED = "interrupted"
    CLOSED_PIPE = "closed-pipe"
    TERMINATED = "terminated"


EXITS: "Mapping[Kind, ExitCode]" = MappingProxyType(
    {
        Kind.PARTLY: ExitCode.PARTLY,
        Kind.USAGE: ExitCode.USAGE,
        Kind.MESSAGE: ExitCode.DATA,
        Kind.TOO_LARGE: ExitCode.DATA,
        Kind.INPUT: ExitCode.NO_INPUT,
        Kind.RECIPIENTS: ExitCode.NO_RECIPIENT,
        Kind.HOST: ExitCode.NO_HOST,
        Kind.REFUSED: ExitCode.UNAVAILABLE,
        Kind.TLS: ExitCode.UNAVAILABLE,
        Kind.CERTIFICATE: ExitCode.UNAVAILABLE,
        Kind.INTERNAL: ExitCode.SOFTWARE,
        Kind.CREATE: ExitCode.CANNOT_CREATE,
        Kind.WRITE: ExitCode.IO,
        Kind.TEMPORARY: ExitCode.TEMPORARY,
        Kind.TIMEOUT: ExitCode.TEMPORARY,
        Kind.CONNECT: ExitCode.TEMPORARY,
        Kind.LOST: ExitCode.TEMPORARY,
        Kind.BUSY: ExitCode.TEMPORARY,
        Kind.IN_USE: ExitCode.TEMPORARY,
        Kind.PROTOCOL: ExitCode.PROTOCOL,
        Kind.AUTH: ExitCode.LOGIN,
        Kind.CONFIG: ExitCode.CONFIG,
        Kind.SENDER: ExitCode.CONFIG,
        Kind.UNCERTAIN: ExitCode.UNCERTAIN,
        Kind.HANGUP: ExitCode.HANGUP,
        Kind.INTERRUPTED: ExitCode.INTERRUPTED,
        Kind.CLOSED_PIPE: ExitCode.CLOSED_PIPE,
        Kind.TERMINATED: ExitCode.TERMINATED,
    }
)


@frozen(kw_only=True, eq=False)
class ShellError(Exception):
    """Why a run, or a step of it, failed.

    `what` is a clause without a final stop; `stage` is the step, by the command's
    own name where there is one; `code`, `enhanced` and `text` are the server's;
    `hint` is a sentence that says what to do next. The text of a server or a file
    name is held as it came: who prints it filters it.
    """

    kind: Kind
    what: str
    stage: str | None = None
    code: int | None = None
    enhanced: str | None = None
    text: str | None = None
    hint: str | None = None

    @property
    def exit(self) -> ExitCode:
        """Return the exit code that `kind` stands for."""
        return EXITS[self.kind]

    @property
    def retry(self) -> bool:
        """Return whether the same run may succeed later."""
        return self.exit is ExitCode.TEMPORARY

    def __str__(self) -> str:
        """Return the error as one line."""
        at = f" ({self.stage})" if self.stage else ""
        words = (self.code, self.enhanced, self.text)
        server = " ".join(str(word) for word in words if word)
        said = f': the server said "{server}"' if server else ""
        hint = f". {self.hint}" if self.hint else ""
        return " ".join(f"{self.what}{at}{said}{hint}".split())


def reply_kind(stage: str, code: int, *, own_sender: bool = True) -> Kind:
    """Return what a reply-code that was not hoped for amounts to.

    `stage` is the command's verb, "greeting" or "content" (the final dot).
    `own_sender` is whether From is an address of the login: where it is not, a
    refused MAIL is a matter of configuration. RFC 5321 section 4.2.1.
    """
    if 400 <= code <= 499:
        return Kind.TEMPORARY
    if not 500 <= code <= 599:
        return Kind.PROTOCOL
    match stage.upper():
        case "RCPT":
            return Kind.RECIPIENTS
        case "DATA" | "BDAT" | "CONTENT":
            return Kind.TOO_LARGE if code == 552 else Kind.MESSAGE
        case "MAIL" if code == 552:
            return Kind.TOO_LARGE
        case "MAIL" if not own_sender:
            return Kind.SENDER
        # 504: no such mechanism; 538: not without encryption. RFC 4954 section 6.
        case "AUTH" if code not in (504, 538):
            return Kind.AUTH
        case _:
            return Kind.REFUSED


LOGIN_STAGES = frozenset({"USER", "PASS", "APOP", "AUTH", "LOGIN"})


def response_kind(stage: str, code: str | None, text: str) -> Kind:
    """Return what an -ERR response amounts to.

    `code` is the response code without its brackets, in capitals. RFC 2449
    section 8, RFC 3206. A refusal in the greeting without a code is for now:
    servers greet so when too many are connected.
    """
    match code:
        case "IN-USE":
            return Kind.IN_USE
        case "LOGIN-DELAY" | "SYS/TEMP":
            return Kind.TEMPORARY
        case "AUTH":
            return Kind.AUTH
        case "SYS/PERM":
            return Kind.REFUSED
        case _:
            pass
    # 163.com refuses a download so when the day's share is used up.
    if "download exceed" in text.lower() or stage.lower() == "greeting":
        return Kind.TEMPORARY
    return Kind.AUTH if stage.upper() in LOGIN_STAGES else Kind.REFUSED


class Doing(Enum):
    """What was tried with a file when it failed."""

    READING = "read"
    CREATING = "create"
    WRITING = "write"


KINDS: "Mapping[Doing, Kind]" = MappingProxyType(
    {
        Doing.READING: Kind.INPUT,
        Doing.CREATING: Kind.CREATE,
        Doing.WRITING: Kind.WRITE,
    }
)


def file_failure(error: OSError, doing: Doing, name: str) -> ShellError:
    """Return what `error` means for the file `name`."""
    reason = error.strerror or str(error)
    if error.errno == errno.EPIPE:
        return ShellError(kind=Kind.CLOSED_PIPE, what=f"{name} was closed")
    return ShellError(kind=KINDS[doing], what=f"cannot {doing.value} {name}: {reason}")


def network_failure(error: OSError, server: str, stage: str) -> ShellError:
    """Return what `error` means for the connection with `server` ("host:port")."""
    if "ssl" in sys.modules:
        # A run in clear never pays for the import of ssl.
        import ssl

        if isinstance(error, ssl.SSLCertVerificationError):
            return _certificate_failure(error.verify_message, server, stage)
        if isinstance(error, ssl.SSLError) and not isinstance(
            error, ssl.SSLEOFError | ssl.SSLZeroReturnError
        ):
            return _tls_failure(error.reason or str(error), server, stage)
    reason = error.strerror or str(error) or type(error).__name__
    if isinstance(error, socket.gaierror):
        if error.errno == socket.EAI_AGAIN:
            what = f"the name {server} could not be looked up: {reason}"
            return ShellError(kind=Kind.TEMPORARY, what=what, stage=stage)
        return ShellError(
            kind=Kind.HOST, what=f"there is no host {server}: {reason}", stage=stage
        )
    if isinstance(error, TimeoutError):
        what = f"{server} did not answer in time"
        return ShellError(kind=Kind.TIMEOUT, what=what, stage=stage)
    if stage == "connect":
        what = f"cannot connect to {server}: {reason}"
        return ShellError(kind=Kind.CONNECT, what=what, stage=stage)
    what = f"the connection to {server} was lost: {reason}"
    return ShellError(kind=Kind.LOST, what=what, stage=stage)


def _certificate_failure(reason: str, server: str, stage: str) -> ShellError:
    """Return the error for a certificate that does not prove `server`."""
    # OpenSSL's words begin with a capital only where it checks names.
    own = "self" in reason or "issuer" in reason
    return ShellError(
        kind=Kind.CERTIFICATE,
        what=f"the certificate of {server} is not trusted: {reason.rstrip('.')}",
        stage=stage,
        hint="If the server is your own, name its CA with --ca-file." if own else None,
    )


def _tls_failure(reason: str, server: str, stage: str) -> ShellError:
    """Return the error for a handshake that failed by OpenSSL's `reason`."""
    match reason:
        case "WRONG_VERSION_NUMBER" | "HTTP_REQUEST" | "RECORD_LAYER_FAILURE":
            what = f"{server} does not speak TLS here"
            hint = "The port may be one for STARTTLS or STLS."
            return ShellError(kind=Kind.TLS, what=what, stage=stage, hint=hint)
        case "UNSUPPORTED_PROTOCOL" | "TLSV1_ALERT_PROTOCOL_VERSION":
            what = f"{server} speaks no TLS newer than 1.1"
            return ShellError(kind=Kind.TLS, what=what, stage=stage)
        case _:
            words = reason.lower().replace("_", " ")
            what = f"TLS with {server} failed: {words}"
            return ShellError(kind=Kind.TLS, what=what, stage=stage)
