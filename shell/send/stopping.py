"""A run that ended without its message taken: what is said, and what is kept."""

from attrs import evolve

from core.smtp.fate import Fate, Recipients, Refused, Taken, Uncertain
from shell.exits import ExitCode, Kind, ShellError
from shell.run.failure import RunError
from shell.send.keeping import keep_mail
from shell.send.order import Order
from shell.send.report import recipient_objects, refusal_line, refusals

# How a run ends whose person or system wanted it to.
STOPPED = frozenset({ExitCode.INTERRUPTED, ExitCode.TERMINATED, ExitCode.HANGUP})


def stopped(order: Order, error: ShellError, fate: Fate | None) -> RunError:
    """Return `error` as the end of the run, the message kept.

    `fate` is None where the message was not tried.
    """
    answers = answers_of(fate)
    lines = tuple(
        refusal_line(path, reply)
        for path, reply in (refusals(answers) if len(answers) > 1 else ())
    )
    if error.exit in STOPPED:
        error = evolve(error, what=f"{error.what}: nothing was sent")
    error, kept = _kept(order, error)
    return RunError(
        error=error,
        account=order.account.name,
        message_id=order.mail.message_id,
        recipients=recipient_objects(order.mail, answers, taken=False),
        lines=lines,
        kept=kept,
    )


def answers_of(fate: Fate | None) -> Recipients:
    """Return what each recipient was answered."""
    match fate:
        case None:
            return ()
        case Taken() | Refused() | Uncertain():
            return fate.recipients


def uncertain(order: Order, why: ShellError) -> ShellError:
    """Return the error of a message whose end was sent and not answered.

    `why` says how the line was lost.
    """
    return ShellError(
        kind=Kind.UNCERTAIN,
        what=(
            f"it is unknown whether {order.mail.message_id} was sent:"
            f" its last octet was, and then: {why.what}"
        ),
        stage="content",
        code=why.code,
        text=why.text,
        hint="Look whether it has arrived before it is sent again.",
    )


def _kept(order: Order, error: ShellError) -> tuple[ShellError, str | None]:
    """Return `error` with a word on where the message is, and its path."""
    if order.again is not None:
        path = str(order.again.path)
        said = f"It stays in {path} for another `send --again`."
        return _with_hint(error, said), path
    try:
        path = str(keep_mail(order.mail, order.way, order.setting.states).path)
    except ShellError as failure:
        return _with_hint(error, f"It could not be kept: {failure.what}."), None
    said = f"The message is kept in {path}; `send --again` sends it."
    return _with_hint(error, said), path


def _with_hint(error: ShellError, sentence: str) -> ShellError:
    hint = f"{error.hint} {sentence}" if error.hint else sentence
    return evolve(error, hint=hint)
