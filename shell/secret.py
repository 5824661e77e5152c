"""Where passwords and tokens come from: the sources of one run, in order."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import field

from core.pattern import pattern
from core.value import frozen
from shell.config.account import Command, Inline, SecretSource
from shell.config.choice import Access
from shell.config.keys import TOKEN_MECHANISMS
from shell.exits import Kind, ShellError
from shell.preset import SecretKind
from shell.program import without_secrets

if TYPE_CHECKING:
    from subprocess import Popen

# Asks the person without echo and gives the answer; the argument is the question.
Ask: TypeAlias = Callable[[str], str]

# Octets of output and seconds of patience for a program that prints a secret. It may
# wait for a person to unlock a key.
OUTPUT_LIMIT: Final = 65_536
COMMAND_SECONDS: Final = 300

SECRET_TEXT = pattern(r"[^\x00\r\n\ud800-\udfff]++")
NOT_IN_VARIABLES_TEXT = pattern(r"[^A-Z0-9]")


@frozen
class Password:
    """What a person types to log in. `source` says where it was found."""

    text: str = field(repr=False)
    source: str


@frozen
class Token:
    """An OAuth 2.0 access token. RFC 6750. `source` says where it was found."""

    text: str = field(repr=False)
    source: str


Secret: TypeAlias = Password | Token


class Form(StrEnum):
    """Which of the two a login is made with."""

    PASSWORD = "password"
    TOKEN = "token"


# A source's name for the person, and what it holds.
Place: TypeAlias = tuple[str, Form, str | None]


def find_secret(
    access: Access, environment: Mapping[str, str], ask: Ask | None
) -> Secret:
    """Return the secret for `access`, from the first source that has one.

    The sources: --password-command; PUREMAIL_PASSWORD_ACCOUNT and, in a run with
    one account or --server, PUREMAIL_PASSWORD, likewise PUREMAIL_TOKEN; the
    account's own; the keyring; netrc; `ask`, which is None without a terminal. A
    server that is not the account's gets nothing that belongs to the account.
    Raises ShellError if a command fails, or if no source has a secret, with every
    place that was looked at.
    """
    looked: list[str] = []
    for where, form, text in _places(access, environment):
        looked.append(where)
        if text:
            return _secret(text, form, where)
    form = _forms(access)[0]
    if ask is None:
        raise _nowhere(access, form, looked)
    return _secret(ask(_question(access, form)), form, "the terminal")


def store_in_keyring(access: Access, secret: Secret) -> bool:
    """Keep the secret in the keyring, and return whether that could be done."""
    try:
        import keyring

        keyring.set_password(_service(access), _name(access), secret.text)
        return keyring.get_password(_service(access), _name(access)) == secret.text
    except Exception:
        # No keyring, no backend, a locked one, a broken one: each backend has its own.
        return False


def _forms(access: Access) -> tuple[Form, ...]:
    """Return which forms may be used, the preferred one first."""
    if access.auth is not None:
        return (Form.TOKEN if access.auth in TOKEN_MECHANISMS else Form.PASSWORD,)
    account = access.account
    provider = account.preset if access.own else None
    token_alone = account.token is not None and account.password is None
    if (access.own and token_alone) or (
        provider is not None and provider.secret is SecretKind.TOKEN
    ):
        return (Form.TOKEN, Form.PASSWORD)
    return (Form.PASSWORD, Form.TOKEN)


def _places(access: Access, environment: Mapping[str, str]) -> Iterator[Place]:
    """Yield each source when it is asked for: its name, form, and what it holds."""
    forms = _forms(access)
    if access.password_command is not None:
        option = "--password-command"
        yield option, forms[0], _run(access.password_command, option, environment)
    for form in forms:
        for variable in _variables(access, form):
            yield variable, form, environment.get(variable)
    for form in forms if access.own else ():
        where = f"accounts.{access.account.name}.{form}"
        source = _configured(access, form)
        text = None if source is None else _stored(source, where, environment)
        yield where, form, text
    yield "the keyring", forms[0], _from_keyring(access)
    path = _netrc_path(environment)
    yield str(path), forms[0], _from_netrc(path, access)


def _variables(access: Access, form: Form) -> tuple[str, ...]:
    own = (variable(form, access.account.name),) if access.own else ()
    return (*own, f"PUREMAIL_{form.upper()}") if access.sole else own


def variable(form: Form, account: str) -> str:
    """Return the environment variable that holds the secret of an account."""
    name = NOT_IN_VARIABLES_TEXT.sub("_", account.upper())
    return f"PUREMAIL_{form.upper()}_{name}"


def _configured(access: Access, form: Form) -> SecretSource | None:
    match form:
        case Form.PASSWORD:
            return access.account.password
        case Form.TOKEN:
            return access.account.token


def _stored(source: SecretSource, where: str, environment: Mapping[str, str]) -> str:
    match source:
        case Inline(text=text):
            return text
        case Command(words=words):
            return _run(words, f"{where}.command", environment)


def _run(words: tuple[str, ...], where: str, environment: Mapping[str, str]) -> str:
    """Return the first line that a program prints. Raises ShellError if it fails."""
    import subprocess

    try:
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, env=without_secrets(environment)
        ) as process:
            try:
                octets, status = _output(process)
            except BaseException:
                process.kill()
                raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        what = f"{where}: cannot run {words[0]}: {reason or error}"
        raise ShellError(kind=Kind.CONFIG, what=what) from error
    if status:
        what = f"{where}: {words[0]} failed with exit status {status}"
        raise ShellError(kind=Kind.CONFIG, what=what)
    try:
        text = octets.partition(b"\n")[0].removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        text = ""
    if not text:
        what = f"{where}: the first line that {words[0]} printed is no secret"
        raise ShellError(kind=Kind.CONFIG, what=what)
    return text


def _output(process: "Popen[bytes]") -> tuple[bytes, int]:
    """Return what the program printed, and its exit status; ValueError for too much."""
    from threading import Timer

    timer = Timer(COMMAND_SECONDS, process.kill)
    timer.daemon = True
    timer.start()
    try:
        octets = process.stdout.read(OUTPUT_LIMIT + 1) if process.stdout else b""
        if len(octets) > OUTPUT_LIMIT:
            raise ValueError(f"it printed more than {OUTPUT_LIMIT} octets")
        return octets, process.wait()
    finally:
        timer.cancel()


def _secret(text: str, form: Form, source: str) -> Secret:
    if not SECRET_TEXT.fullmatch(text):
        what = f"the {form} from {source} is empty or has a control character"
        raise ShellError(kind=Kind.CONFIG, what=what)
    match form:
        case Form.PASSWORD:
            return Password(text, source)
        case Form.TOKEN:
            return Token(text, source)


def _service(access: Access) -> str:
    # The host is part of the key: what is kept for one server goes to no other.
    return f"puremail:{access.server.host}"


def _name(access: Access) -> str:
    # Gmail's POP3 login says "recent:" before the address that the secret belongs to.
    return (access.user or "").removeprefix("recent:")


def _from_keyring(access: Access) -> str | None:
    try:
        import keyring

        return keyring.get_password(_service(access), _name(access))
    except Exception:
        # A missing or broken keyring is the next source, never a failure.
        return None


def _netrc_path(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("NETRC") or f"{environment.get('HOME', '~')}/.netrc")


def _from_netrc(path: Path, access: Access) -> str | None:
    """Return the password of the host's own entry; `default` is for no mail server."""
    import netrc

    try:
        mode = path.stat().st_mode
        entries = netrc.netrc(str(path)).hosts
    except FileNotFoundError:
        return None
    except (OSError, ValueError, netrc.NetrcParseError) as error:
        # The parser's own words may quote the line, and with it a password.
        reason = error.strerror if isinstance(error, OSError) else None
        what = f"{path}: {reason or 'not in the form of netrc'}"
        raise ShellError(kind=Kind.CONFIG, what=what) from None
    login, _, password = entries.get(access.server.host, (None, None, None))
    if not password or (login and login not in {access.user, _name(access)}):
        return None
    if mode & 0o077:
        what = f"{path}: others can read its passwords; run `chmod 600 {path}`"
        raise ShellError(kind=Kind.CONFIG, what=what)
    return password


def _question(access: Access, form: Form) -> str:
    provider = access.account.preset if access.own else None
    kind = provider.secret if provider is not None else SecretKind.PASSWORD
    if form is Form.TOKEN:
        kind = SecretKind.TOKEN
    elif kind is SecretKind.TOKEN:
        kind = SecretKind.PASSWORD
    return f"{kind.capitalize()} of {_name(access)} at {access.server.host}: "


def _nowhere(access: Access, form: Form, looked: list[str]) -> ShellError:
    foreign = (
        "" if access.own else " (what is stored belongs to the account's own server)"
    )
    return ShellError(
        kind=Kind.CONFIG,
        what=(
            f"no {form} for {_name(access)} at {access.server.host}: looked at"
            f" {', '.join(looked)}{foreign}, and there is no terminal to ask on"
        ),
        hint="--password-command names a program that prints it.",
    )
