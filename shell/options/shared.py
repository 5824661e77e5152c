"""The options that `send` and `recv` share."""

from typing import Annotated

import typer

from shell import __version__

Many = list[str] | None
Text = str | None

HOW = "How"
SEEING = "Seeing"

User = Annotated[
    str | None,
    typer.Option(
        "-u", "--user", metavar="NAME", rich_help_panel=HOW, help="Log in as NAME."
    ),
]
PasswordCommand = Annotated[
    str | None,
    typer.Option(
        metavar="CMD",
        rich_help_panel=HOW,
        help="Its first output line is the password or token.",
    ),
]
Auth = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        rich_help_panel=HOW,
        help="Insist on one mechanism; the strongest one otherwise.",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        metavar="SECONDS",
        min=0.1,
        rich_help_panel=HOW,
        help="Of silence.  [default: 30]",
    ),
]
CaFile = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        rich_help_panel=HOW,
        help="Trust the certificates of FILE as well.",
    ),
]
Insecure = Annotated[
    bool,
    typer.Option(
        "--insecure", rich_help_panel=HOW, help="Do not check the certificate; loud."
    ),
]
Plaintext = Annotated[
    bool,
    typer.Option(
        "--plaintext",
        rich_help_panel=HOW,
        help="Allow clear text beyond this machine; loud.",
    ),
]
Check = Annotated[
    bool,
    typer.Option(
        "--check",
        rich_help_panel=SEEING,
        help="Connect, secure, log in and tell what the server can do.",
    ),
]
Verbose = Annotated[
    int,
    typer.Option(
        "-v",
        "--verbose",
        count=True,
        show_default=False,
        rich_help_panel=SEEING,
        help="-v steps with times; -vv the dialogue as C:/S: lines.",
    ),
]
Transcript = Annotated[
    str | None,
    typer.Option(
        metavar="FILE",
        rich_help_panel=SEEING,
        help="The dialogue as JSON Lines, secrets hidden.",
    ),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "-q", "--quiet", rich_help_panel=SEEING, help="Tell errors and warnings alone."
    ),
]
Json = Annotated[
    bool,
    typer.Option(
        "--json", rich_help_panel=SEEING, help="Results and errors as JSON objects."
    ),
]
Yes = Annotated[
    bool,
    typer.Option(
        "-y", "--yes", rich_help_panel=SEEING, help="Take every question as answered."
    ),
]


def _tell_version(context: typer.Context, asked: bool) -> None:  # noqa: FBT001  (typer calls it so)
    if asked:
        print(f"{context.find_root().info_name} (puremail) {__version__}")
        raise typer.Exit


Version = Annotated[
    bool,
    typer.Option(
        "--version",
        callback=_tell_version,
        is_eager=True,
        help="Tell the version and leave.",
    ),
]
