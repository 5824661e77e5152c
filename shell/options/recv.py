"""What a person may type behind `recv`: the options, and one class a verb.

The classes are the typer commands themselves, so that a session and the shell
read the same words to the same values.
"""

from typing import Annotated

import typer

from core.value import frozen
from shell.options import shared
from shell.options.shared import Many, Text

WHICH_FORMS = "3, 2-5, 1,4, last, new, all or uid:ID"
FILE_FORMS = f"{WHICH_FORMS}; also a path (with a slash or ending in .eml) or -"

Which = Annotated[
    Many, typer.Argument(metavar="[WHICH]", show_default=False, help=WHICH_FORMS)
]
WhichOrFile = Annotated[
    Many, typer.Argument(metavar="[WHICH]", show_default=False, help=FILE_FORMS)
]


@frozen(kw_only=True)
class RecvOptions:
    """Read, fetch and keep what a POP3 server holds.

    Without a COMMAND a terminal gets a session; otherwise standard input is
    read for commands, one a line.
    """

    account: Annotated[
        Many,
        typer.Option(
            "-A",
            "--account",
            metavar="NAME",
            rich_help_panel=shared.HOW,
            help='Of the configuration, or "sandbox"; repeat for more, or "all".',
        ),
    ] = None
    server: Annotated[
        Text,
        typer.Option(
            metavar="URL",
            rich_help_panel=shared.HOW,
            help="pop3s://[user@]host[:995], pop3://host[:110] (STLS required) "
            "or pop3+plain://host[:110].",
        ),
    ] = None
    user: shared.User = None
    password_command: shared.PasswordCommand = None
    auth: shared.Auth = None
    timeout: shared.Timeout = None
    ca_file: shared.CaFile = None
    insecure: shared.Insecure = False
    plaintext: shared.Plaintext = False
    no_login: Annotated[
        bool,
        typer.Option(
            "--no-login",
            rich_help_panel=shared.HOW,
            help="Leave USER and PASS to the session.",
        ),
    ] = False
    check: shared.Check = False
    verbose: shared.Verbose = 0
    transcript: shared.Transcript = None
    quiet: shared.Quiet = False
    json: shared.Json = False
    yes: shared.Yes = False
    version: shared.Version = False


@frozen(kw_only=True)
class List:
    """List messages, newest first.

    N stands for new, s for stored, D for marked as deleted.
    """

    which: Which = None
    new: Annotated[
        bool, typer.Option("-n", "--new", help="Neither shown nor stored.")
    ] = False
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="The newest N alone.")
    ] = None
    all: Annotated[bool, typer.Option("--all", help="More than a screen.")] = False


@frozen(kw_only=True)
class Show:
    """Show a message, decoded and readable."""

    which: WhichOrFile = None
    raw: Annotated[bool, typer.Option("--raw", help="The octets.")] = False
    headers: Annotated[bool, typer.Option("--headers", help="Every field.")] = False
    html: Annotated[bool, typer.Option("--html", help="The HTML as it stands.")] = False
    part: Annotated[Text, typer.Option(metavar="P", help="One part, by number.")] = None


@frozen(kw_only=True)
class Parts:
    """Draw the MIME tree of a message."""

    which: WhichOrFile = None


@frozen(kw_only=True)
class Save:
    """Save attachments, or the message itself."""

    which: Annotated[
        Text, typer.Argument(metavar="WHICH", show_default=False, help=FILE_FORMS)
    ] = None
    parts: Annotated[
        Many,
        typer.Argument(
            metavar="[PART]...",
            show_default=False,
            help="Part numbers, as `parts` draws them; all attachments otherwise.",
        ),
    ] = None
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="DIR", help="Where to.")
    ] = "."
    eml: Annotated[bool, typer.Option("--eml", help="The message itself.")] = False


@frozen(kw_only=True)
class Fetch:
    """Get what is not stored yet, keep it durably, and remember."""

    which: Which = None
    output: Annotated[
        Text,
        typer.Option(
            "-o",
            "--output",
            metavar="TARGET",
            help="maildir:DIR, mbox:FILE, dir:DIR, pipe:COMMAND or -.",
        ),
    ] = None
    keep: Annotated[bool, typer.Option("--keep", help="Leave all on the server.")] = (
        False
    )
    delete: Annotated[bool, typer.Option("--delete", help="Delete what is stored.")] = (
        False
    )
    delete_after: Annotated[
        Text,
        typer.Option(metavar="30d", help="Delete what was stored that long ago."),
    ] = None
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="The oldest N alone.")
    ] = None
    max_size: Annotated[
        Text, typer.Option(metavar="SIZE", help="Leave larger ones; k, M and G.")
    ] = None
    mark_only: Annotated[
        bool, typer.Option("--mark-only", help="Remember as stored, get nothing.")
    ] = False


@frozen(kw_only=True)
class Search:
    """Find messages by words, sender, subject or date."""

    words: Annotated[
        Many,
        typer.Argument(
            metavar="[WORDS]",
            show_default=False,
            help="Each stands in subject, addresses or, once fetched, the text.",
        ),
    ] = None
    from_: Annotated[
        Text, typer.Option("--from", metavar="X", help="X is in name or address.")
    ] = None
    subject: Annotated[Text, typer.Option(metavar="X", help="X is in the subject.")] = (
        None
    )
    since: Annotated[
        Text, typer.Option(metavar="DATE", help="From DATE on: 2026-11-20 or 7d.")
    ] = None


@frozen(kw_only=True)
class Delete:
    """Mark messages as deleted; real at quit."""

    which: Which = None


@frozen(kw_only=True)
class Undelete:
    """Take deletion marks back."""

    which: Which = None


@frozen(kw_only=True)
class Status:
    """Tell what the server holds and what is known of it here."""


@frozen(kw_only=True)
class Info:
    """Tell what the server can do, in words."""


@frozen(kw_only=True)
class Raw:
    """Send one protocol line and print the answer as it came."""

    line: Annotated[
        Many,
        typer.Argument(metavar="LINE", show_default=False, help="As in `raw TOP 1 0`."),
    ] = None


@frozen(kw_only=True)
class Configure:
    """Find the servers of an address, try a login, store all."""

    address: Annotated[
        Text,
        typer.Argument(metavar="[ADDRESS]", show_default=False, help="Your own."),
    ] = None


@frozen(kw_only=True)
class ChangeAccount:
    """Change to another account."""

    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", show_default=False, help="Of the configuration."
        ),
    ]


@frozen(kw_only=True)
class More:
    """Go on where the last list stopped."""


@frozen(kw_only=True)
class Help:
    """List the commands, or explain one."""

    command: Annotated[
        Text,
        typer.Argument(
            metavar="[COMMAND]", show_default=False, help="Of ours, or of POP3."
        ),
    ] = None


@frozen(kw_only=True)
class Quit:
    """Commit the deletions and leave."""


@frozen(kw_only=True)
class Abort:
    """Drop the line; nothing is deleted."""


@frozen
class Pop3Command:
    """A POP3 command by its own name, as the server is to see it."""

    line: str
