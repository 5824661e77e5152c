"""What an answer that was not hoped for means: one ShellError, with advice."""

from attrs import evolve

from core.pop3.command import Command, Greeting, Keep, Respond
from core.pop3.grammar import GRAMMAR
from core.pop3.opening import Unoffered, Unopened
from core.pop3.response import Response
from core.sasl.step import Distrust
from core.visible import read_octets
from core.wire.turn import Handshake, Missing
from shell.advice import advised
from shell.exits import LOGIN_STAGES, Kind, ShellError, response_kind
from shell.server import Server


def refused(response: Response, stage: str, server: Server) -> ShellError:
    """Return what a refusal at `stage` means. RFC 2449 section 8, RFC 3206."""
    code = None if response.code is None else response.code.text
    text = read_octets(response.text)
    if stage.upper() in LOGIN_STAGES:
        what = f"{server.host} refused the login"
    elif stage == "greeting":
        what = f"{server.host} refused the session"
    else:
        what = f"{server.host} refused the command"
    error = ShellError(
        kind=response_kind(stage, code, text), what=what, stage=stage, text=text or None
    )
    return advised(error, server, code)


def unopened(opening: Unopened, server: Server) -> ShellError | None:
    """Return why a session came no further; None if its line was lost."""
    stage = stage_of(opening)
    match opening.cause:
        case Response() as response:
            return refused(response, stage, server)
        case Missing():
            return None
        case Unoffered() as lack:
            kind = Kind.TLS if lack is Unoffered.STLS else Kind.REFUSED
            what = f"{server.host} does not offer {lack.value}"
            return advised(ShellError(kind=kind, what=what, stage=stage), server)
        case Distrust(doubt=doubt):
            return ShellError(
                kind=Kind.PROTOCOL,
                what=f"the login was broken off: {server.host} sent {doubt.value}",
                stage=stage,
                text=read_octets(opening.explanation) or None,
            )


def stage_of(opening: Unopened) -> str:
    """Return the step at which a session came no further."""
    return step_of(opening.at)


def step_of(kind: type[Command]) -> str:
    """Return the name of a step: the command's verb, in the words of shell.exits."""
    # Every step of a SASL exchange is the login's.
    names = {Greeting: "greeting", Handshake: "tls", Respond: "AUTH", Keep: "disk"}
    return names.get(kind) or GRAMMAR[kind].form.partition(" ")[0]


def unconfirmed(error: ShellError, count: int) -> ShellError:
    """Return why a session ended, with what it means for `count` deletions."""
    them = "this deletion" if count == 1 else f"these {count} deletions"
    return evolve(error, hint=f"The next run completes {them}.")
