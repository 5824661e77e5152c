"""The man pages of `send` and `recv`, made of what `--help` says."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from typer.main import get_command

from shell import __version__
from shell.cli import recv, send
from shell.exits import ExitCode
from shell.options.grouped import described

if TYPE_CHECKING:
    from typer._click.core import Command, Context

FILES = (
    ("$XDG_CONFIG_HOME/puremail/config.toml", "Accounts. $PUREMAIL_CONFIG instead."),
    ("$XDG_STATE_HOME/puremail/", "What was shown, stored and sent; unsent messages."),
)
VARIABLES = (
    ("PUREMAIL_ACCOUNT", "The account, where no option names one."),
    ("PUREMAIL_CONFIG", "The configuration file."),
    ("PUREMAIL_SMTP, PUREMAIL_POP3", "Server URLs, before those of the account."),
    ("PUREMAIL_PASSWORD, PUREMAIL_PASSWORD_ACCOUNT", "The password."),
    ("PUREMAIL_TOKEN, PUREMAIL_TOKEN_ACCOUNT", "The OAuth 2.0 token."),
    ("NO_COLOR, FORCE_COLOR, PAGER, VISUAL, EDITOR, EMAIL", "As everywhere."),
)
ENDS = {
    ExitCode.DONE: "Done, also where nothing was new.",
    ExitCode.PARTLY: "Partly done; the report says which.",
    ExitCode.USAGE: "The command line cannot be followed.",
    ExitCode.DATA: "A message or an address is not usable, refused, or too large.",
    ExitCode.NO_INPUT: "An input cannot be read.",
    ExitCode.NO_RECIPIENT: "Recipients were refused for good.",
    ExitCode.NO_HOST: "There is no such host.",
    ExitCode.UNAVAILABLE: "The server refuses, or cannot do what was required.",
    ExitCode.SOFTWARE: "A fault of the program.",
    ExitCode.CANNOT_CREATE: "A file cannot be made.",
    ExitCode.IO: "A file cannot be written or synced.",
    ExitCode.TEMPORARY: "Try later.",
    ExitCode.PROTOCOL: "The server broke the protocol.",
    ExitCode.LOGIN: "The login was refused.",
    ExitCode.CONFIG: "The configuration lacks something, or is wrong.",
    ExitCode.UNCERTAIN: "The message was sent to its last octet and no answer came.",
    ExitCode.HANGUP: "SIGHUP.",
    ExitCode.INTERRUPTED: "Interrupted by a person.",
    ExitCode.CLOSED_PIPE: "The reader of the output went away.",
    ExitCode.TERMINATED: "SIGTERM.",
}
EXAMPLES = {
    "send": (
        'send -s "Mail subject" -m message.txt -a attachment.zip example@example.org',
        "send --configure you@example.org",
        "send -A sandbox -vv -s Hello --text World someone@example.org",
    ),
    "recv": (
        "recv",
        "recv list --new",
        "recv save last -o papers",
        "recv fetch -o maildir:~/Mail --delete-after 30d",
    ),
}


def escaped(text: str) -> str:
    """Return `text` as roff shows it: no escape, no request at the start of a line."""
    shown = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return "\n".join(
        f"\\&{line}" if line.startswith(".") else line for line in shown.split("\n")
    )


def entry(term: str, text: str) -> Iterator[str]:
    """Yield a term in bold and what it means."""
    yield from (".TP", f".B {escaped(term)}", escaped(text) if text else "\\&")


def options(command: "Command", context: "Context") -> Iterator[tuple[str, str, str]]:
    """Yield group, form and help of each option, as `--help` lists them."""
    for param in command.get_params(context):
        record = described(param, context)
        if record is not None and param.param_type_name == "option":
            yield getattr(param, "rich_help_panel", None) or "Others", *record


def program(name: str) -> "Command":
    """Return `send` or `recv` as typer has it."""
    return get_command((send if name == "send" else recv).app)


def commands_within(command: "Command") -> "dict[str, Command]":
    """Return the commands of a program, by name; `send` has none."""
    within: dict[str, Command] = getattr(command, "commands", {})
    return within


def subcommands(command: "Command", context: "Context") -> Iterator[str]:
    """Yield what each command of `recv` does, with its options."""
    table = commands_within(command)
    if table:
        yield ".SH COMMANDS"
    for name, verb in table.items():
        within = type(context)(verb, info_name=name, parent=context)
        usage = " ".join(verb.collect_usage_pieces(within))
        yield from entry(f"{name} {usage}".replace(" [OPTIONS]", ""), verb.help or "")
        rows = [row for row in options(verb, within) if "--help" not in row[1]]
        if rows:
            yield ".RS"
            for _, form, text in rows:
                yield from entry(form, text)
            yield ".RE"


def page(name: str) -> str:
    """Return the man page of `send` or `recv`, in the man macros."""
    command = program(name)
    context = command.make_context(name, [], resilient_parsing=True)
    summary, _, rest = (command.help or "").partition("\n")
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [
        f'.TH {name.upper()} 1 "" "puremail {__version__}" "User Commands"',
        ".SH NAME",
        f"{name} \\- {escaped(summary[0].lower() + summary[1:].rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {name}",
        escaped(usage),
        ".SH DESCRIPTION",
        escaped(summary),
    ]
    for paragraph in filter(None, map(str.strip, rest.split("\n\n"))):
        lines += [".PP", escaped(" ".join(paragraph.split()))]
    lines += [".SH OPTIONS"]
    group = ""
    for panel, form, text in options(command, context):
        if panel != group:
            lines.append(f".SS {escaped(panel)}")
            group = panel
        lines += entry(form, text)
    lines += subcommands(command, context)
    lines += tail(name)
    return "\n".join(lines) + "\n"


def tail(name: str) -> Iterator[str]:
    """Yield what stands below the options: exit codes, environment, files, examples."""
    yield ".SH EXIT STATUS"
    for code in ExitCode:
        yield from entry(str(code.value), ENDS[code])
    yield ".SH ENVIRONMENT"
    for variable, text in VARIABLES:
        yield from entry(variable, text)
    yield ".SH FILES"
    for file, text in FILES:
        yield from entry(file, text)
    yield ".SH EXAMPLES"
    for line in EXAMPLES[name]:
        yield from (".PP", ".EX", escaped(line), ".EE")
    yield ".SH SEE ALSO"
    yield f".BR {'recv' if name == 'send' else 'send'} (1)"
