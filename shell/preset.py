"""What providers are like: their servers, logins and habits, from presets.toml."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache

from core.value import frozen
from shell.server import Protocol, Server, parse_server
from shell.shipped import shipped_text, texts

FILE = "presets.toml"

# What stands for the mail address in a login.
ADDRESS = "{address}"


class SecretKind(StrEnum):
    """What a provider wants where a person would type the password."""

    PASSWORD = "password"
    CODE = "authorization code"
    APP_PASSWORD = "app password"
    TOKEN = "token"


class Occasion(StrEnum):
    """When a note is worth reading."""

    LOGIN = "login"
    LIST = "list"


@frozen
class Note:
    """A habit of a provider: a clause whose subject is the preset's title."""

    about: Occasion
    text: str


@frozen(kw_only=True)
class Preset:
    """One provider. `domains` and `exchangers` are globs over host names.

    `pop3` is None where the provider has no POP3. `pop3_user` is the POP3 login
    with ADDRESS standing for the mail address.
    """

    name: str
    title: str
    domains: tuple[str, ...]
    exchangers: tuple[str, ...]
    smtp: Server
    pop3: Server | None
    pop3_user: str
    secret: SecretKind
    notes: tuple[Note, ...]

    def server(self, protocol: Protocol) -> Server | None:
        """Return the server that speaks `protocol`, if there is one."""
        match protocol:
            case Protocol.SMTP:
                return self.smtp
            case Protocol.POP3:
                return self.pop3

    def user(self, protocol: Protocol, address: str) -> str:
        """Return the login that belongs to a mail address."""
        match protocol:
            case Protocol.SMTP:
                return address
            case Protocol.POP3:
                return self.pop3_user.replace(ADDRESS, address)

    def sentences(self, occasion: Occasion) -> tuple[str, ...]:
        """Return the notes about `occasion`, each a sentence for the person."""
        return tuple(
            f"{self.title} {note.text}."
            for note in self.notes
            if note.about is occasion
        )


@cache
def presets() -> tuple[Preset, ...]:
    """Return every preset, in the order in which they are tried."""
    import tomllib

    tables = tomllib.loads(shipped_text(FILE))
    notes = {
        name: Note(Occasion(note["about"]), note["text"])
        for name, note in tables["notes"].items()
    }
    return tuple(
        _preset(name, table, notes) for name, table in tables["presets"].items()
    )


def preset_named(name: str) -> Preset | None:
    """Return the preset called `name`, if there is one."""
    return next((preset for preset in presets() if preset.name == name), None)


def preset_for_domain(domain: str) -> Preset | None:
    """Return the preset that serves mail addresses at `domain`."""
    return _first(lambda preset: preset.domains, (domain,))


def preset_for_exchangers(hosts: Iterable[str]) -> Preset | None:
    """Return the preset whose mail exchangers serve a domain, by its MX hosts.

    The most preferred host stands first, and decides.
    """
    return _first(lambda preset: preset.exchangers, hosts)


def preset_for_server(host: str) -> Preset | None:
    """Return the preset that one of a provider's own servers belongs to."""
    host = host.lower()
    # Most servers are nobody's preset, which is seen without reading them all.
    if host not in shipped_text(FILE):
        return None
    for preset in presets():
        if host == preset.smtp.host or (preset.pop3 and host == preset.pop3.host):
            return preset
    return None


def _preset(
    name: str, table: Mapping[str, object], notes: Mapping[str, Note]
) -> Preset:
    pop3 = table.get("pop3")
    return Preset(
        name=name,
        title=str(table["title"]),
        domains=texts(table, "domains"),
        exchangers=texts(table, "exchangers"),
        smtp=parse_server(str(table["smtp"]), Protocol.SMTP),
        pop3=None if pop3 is None else parse_server(str(pop3), Protocol.POP3),
        pop3_user=str(table.get("pop3-user", ADDRESS)),
        secret=SecretKind(str(table["secret"])),
        notes=tuple(notes[note] for note in texts(table, "notes")),
    )


def _first(
    globs_of: Callable[[Preset], tuple[str, ...]], names: Iterable[str]
) -> Preset | None:
    for name in names:
        lowered = name.lower().removesuffix(".")
        for preset in presets():
            if any(fnmatchcase(lowered, glob) for glob in globs_of(preset)):
                return preset
    return None
