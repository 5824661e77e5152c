"""What a person may type behind `send`. The class is the typer command itself."""

from enum import StrEnum
from typing import Annotated

import typer

from core.value import frozen
from shell.options import shared
from shell.options.shared import Many, Text


class BodyFormat(StrEnum):
    """How the body is written."""

    AUTO = "auto"
    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


class OnReject(StrEnum):
    """What happens to the others when a recipient is refused."""

    ABORT = "abort"
    SKIP = "skip"


class Return(StrEnum):
    """How much of the message a delivery notice brings back. RFC 3461 section 4.3."""

    HEADERS = "headers"
    FULL = "full"


WHAT = "What to send"
WHOM = "To and from whom"
SET_UP = "Set up"


@frozen(kw_only=True)
class SendOptions:
    """Send a mail.

    Every RECIPIENT is an address-list: "addr", "Name <addr>" or "a@x, b@y".
    """

    recipients: Annotated[
        Many,
        typer.Argument(
            metavar="[RECIPIENT]...", show_default=False, help="To whom it goes."
        ),
    ] = None

    subject: Annotated[
        Text,
        typer.Option(
            "-s",
            "--subject",
            metavar="TEXT",
            rich_help_panel=WHAT,
            help="What the message is about.",
        ),
    ] = None
    message: Annotated[
        Text,
        typer.Option(
            "-m",
            "--message",
            metavar="FILE",
            rich_help_panel=WHAT,
            help='Body from FILE; "-" is standard input. '
            "Default: standard input if piped, else $VISUAL or $EDITOR.",
        ),
    ] = None
    text: Annotated[
        Text,
        typer.Option(metavar="TEXT", rich_help_panel=WHAT, help="Body on the line."),
    ] = None
    attach: Annotated[
        Many,
        typer.Option(
            "-a",
            "--attach",
            metavar="FILE",
            rich_help_panel=WHAT,
            help="Attach FILE; repeat for more.",
        ),
    ] = None
    body_format: Annotated[
        BodyFormat,
        typer.Option(
            "--format",
            rich_help_panel=WHAT,
            help="auto goes by the suffix; markdown and html send text beside HTML.",
        ),
    ] = BodyFormat.AUTO
    header: Annotated[
        Many,
        typer.Option(
            metavar="'NAME: VALUE'",
            rich_help_panel=WHAT,
            help="One more field; repeat for more.",
        ),
    ] = None
    eml: Annotated[
        Text,
        typer.Option(
            metavar="FILE",
            rich_help_panel=WHAT,
            help="Send this finished message; excludes -s -m -a --text --header.",
        ),
    ] = None

    cc: Annotated[
        Many,
        typer.Option(
            "-c",
            "--cc",
            metavar="ADDRESS",
            rich_help_panel=WHOM,
            help="Also to them, for all to see; repeat for more.",
        ),
    ] = None
    bcc: Annotated[
        Many,
        typer.Option(
            "-b",
            "--bcc",
            metavar="ADDRESS",
            rich_help_panel=WHOM,
            help="Also to them, for nobody to see; repeat for more.",
        ),
    ] = None
    from_: Annotated[
        Text,
        typer.Option(
            "-f",
            "--from",
            metavar="ADDRESS",
            rich_help_panel=WHOM,
            help="Also chooses the account that owns it.",
        ),
    ] = None
    reply_to: Annotated[
        Many,
        typer.Option(
            metavar="ADDRESS", rich_help_panel=WHOM, help="Where answers are to go."
        ),
    ] = None
    in_reply_to: Annotated[
        Text,
        typer.Option(
            metavar="MSG-ID", rich_help_panel=WHOM, help="Sets References too."
        ),
    ] = None
    read_recipients: Annotated[
        bool,
        typer.Option(
            "-t",
            "--read-recipients",
            rich_help_panel=WHOM,
            help="Take To, Cc and Bcc of the message; without --eml standard "
            "input is the message.",
        ),
    ] = False
    envelope_from: Annotated[
        Text,
        typer.Option(
            metavar="ADDRESS",
            rich_help_panel=WHOM,
            help='Return path if not the sender; "<>" for none.',
        ),
    ] = None
    notify: Annotated[
        Text,
        typer.Option(
            metavar="success,failure,delay|never",
            rich_help_panel=WHOM,
            help="When to send a delivery notice.",
        ),
    ] = None
    return_: Annotated[
        Return | None,
        typer.Option(
            "--return",
            rich_help_panel=WHOM,
            help="How much of the message a notice brings back.",
        ),
    ] = None

    account: Annotated[
        Text,
        typer.Option(
            "-A",
            "--account",
            metavar="NAME",
            rich_help_panel=shared.HOW,
            help='Of the configuration, or "sandbox"; by itself that of --from, '
            "else the default.",
        ),
    ] = None
    server: Annotated[
        Text,
        typer.Option(
            metavar="URL",
            rich_help_panel=shared.HOW,
            help="smtps://[user@]host[:465], smtp://host[:587] (STARTTLS required) "
            "or smtp+plain://host[:25].",
        ),
    ] = None
    user: shared.User = None
    password_command: shared.PasswordCommand = None
    auth: shared.Auth = None
    require_tls: Annotated[
        bool,
        typer.Option(
            "--require-tls",
            rich_help_panel=shared.HOW,
            help="Every later hop too (REQUIRETLS), or refused.",
        ),
    ] = False
    on_reject: Annotated[
        OnReject,
        typer.Option(
            rich_help_panel=shared.HOW, help="When some recipients are refused."
        ),
    ] = OnReject.ABORT
    timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            rich_help_panel=shared.HOW,
            help="Of silence.  [default: 30; 600 after the final dot]",
        ),
    ] = None
    ca_file: shared.CaFile = None
    insecure: shared.Insecure = False
    plaintext: shared.Plaintext = False
    save_sent: Annotated[
        Text,
        typer.Option(
            metavar="TARGET",
            rich_help_panel=shared.HOW,
            help="Keep a copy: maildir:DIR, mbox:FILE, dir:DIR or pipe:COMMAND.",
        ),
    ] = None
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            rich_help_panel=shared.HOW,
            help="Send the last kept message again, or the kept FILE given "
            "in RECIPIENT's place.",
        ),
    ] = False

    dry_run: Annotated[
        bool,
        typer.Option(
            "-n",
            "--dry-run",
            rich_help_panel=shared.SEEING,
            help="Print the exact octets, and the envelope on standard error; "
            "connect to nobody.",
        ),
    ] = False
    check: shared.Check = False
    verbose: shared.Verbose = 0
    transcript: shared.Transcript = None
    quiet: shared.Quiet = False
    json: shared.Json = False
    yes: shared.Yes = False

    configure: Annotated[
        bool,
        typer.Option(
            "--configure",
            rich_help_panel=SET_UP,
            help="With your own address as RECIPIENT: find its servers, "
            "ask for the password, test, store.",
        ),
    ] = False
    version: shared.Version = False
