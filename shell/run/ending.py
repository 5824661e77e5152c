"""What it means that a dialogue broke off: one ShellError, whoever was at fault."""

import signal

from attrs import evolve

from core.visible import read_octets
from core.wire.turn import Fault, Goodbye, Violated
from shell.drive.loop import End
from shell.drive.side import Broken
from shell.exits import Kind, ShellError
from shell.signals import Interrupted

# The stages by which a Stream names its own steps, which tell a person little.
OF_THE_STREAM = ("read", "write")


def broken_off(
    faults: tuple[Broken, ...], ended: End | None, server: str, stage: str
) -> ShellError:
    """Return why a dialogue ended at `stage` before its errand was done.

    `faults` are the other side's, `ended` is why the line was given up here. With
    neither, `server` closed the connection.
    """
    match ended:
        case Interrupted():
            return interrupted(ended, stage)
        case ShellError():
            own = ended.stage in OF_THE_STREAM
            return evolve(ended, stage=stage) if own else ended
        case None:
            pass
    for fault in faults:
        match fault:
            case Violated(fault=Fault.UNENDED):
                # A line that drops in the middle of an answer may do better later.
                what = f"{server} closed the connection in the middle of an answer"
                return ShellError(kind=Kind.LOST, what=what, stage=stage)
            case Violated(fault=how, octets=octets):
                return ShellError(
                    kind=Kind.PROTOCOL,
                    what=f"{server} broke the protocol: {how.value}",
                    stage=stage,
                    text=read_octets(octets) or None,
                )
            case Goodbye(octets=octets):
                return ShellError(
                    kind=Kind.TEMPORARY,
                    what=f"{server} ended the session",
                    stage=stage,
                    text=read_octets(octets),
                )
    return ShellError(
        kind=Kind.LOST, what=f"{server} closed the connection", stage=stage
    )


def interrupted(by: Interrupted, stage: str | None = None) -> ShellError:
    """Return the error that a signal is: ^C, SIGTERM or SIGHUP."""
    match by.number:
        case signal.SIGTERM:
            return ShellError(kind=Kind.TERMINATED, what="terminated", stage=stage)
        case signal.SIGHUP:
            return ShellError(kind=Kind.HANGUP, what="hung up", stage=stage)
        case _:
            return ShellError(kind=Kind.INTERRUPTED, what="interrupted", stage=stage)
