"""Sending messages: MAIL, RCPT, DATA, mail data, and what the replies amount to."""

from enum import Enum
from typing import TypeAlias

from core.smtp.command.octets import Command
from core.smtp.command.session import Rset
from core.smtp.command.transaction import BdatLast, Content, Data, Mail, Rcpt, Verdict
from core.smtp.dialogue import Answer
from core.smtp.envelope import Body, OnReject, Submission
from core.smtp.extension import Offer
from core.smtp.fate import Fate, Recipients, Refused, Taken, Uncertain
from core.smtp.path import ForwardPath
from core.smtp.plan import Plan, Unfit, plan
from core.smtp.reply import Reply
from core.smtp.talk import Protocol, Talk, code, is_granted
from core.wire.turn import Missing

Commands: TypeAlias = tuple[Command, ...]


class Left(Enum):
    """What a message leaves behind it."""

    NOTHING = "nothing: the next one may begin"
    ORDERED = "the commands of the next one, which are ordered"
    TRANSACTION = "a transaction that RSET must end"


def submit(
    offer: Offer,
    submissions: tuple[Submission, ...],
    protocol: Protocol = Protocol.SMTP,
) -> Talk[tuple[Fate, ...]]:
    """Return what became of each submission, in their order.

    Mail data leave with the commands of the next message behind them. DATA
    goes with its RCPTs only where no refusal of one of several could forbid it.
    """
    plans = tuple(plan(offer, submission) for submission in submissions)
    openings = tuple(map(_opening, plans))
    fates: list[Fate] = []
    left = Left.NOTHING
    stuck: Answer | None = None
    for one, opening, following in zip(plans, openings, _next(openings), strict=True):
        if isinstance(one, Unfit):
            fates.append(Refused(Mail, one))
            continue
        if stuck is not None:
            fates.append(Refused(Rset, stuck))
            continue
        orders = () if left is Left.ORDERED else opening
        fate, left = yield from _transact(one, orders, following, protocol)
        fates.append(fate)
        if left is Left.TRANSACTION:
            mended = yield (Rset(),)
            # Behind a refused RSET a message could go to the former envelope.
            stuck = None if is_granted(mended) else mended
    return tuple(fates)


def _next(openings: tuple[Commands, ...]) -> tuple[Commands, ...]:
    """Return for each opening the next one that is not empty."""
    result: list[Commands] = []
    following: Commands = ()
    for opening in reversed(openings):
        result.append(following)
        following = opening or following
    return tuple(reversed(result))


def _joined(one: Plan) -> bool:
    """Return whether DATA may go with the RCPTs, before their answers are known.

    After 354 there is no way back but the end of the session: where a refused
    recipient would forbid the message, it is known before. RFC 2920 section 3.1
    """
    if one.submission.body is Body.BINARY:
        return False
    return len(one.rcpts) == 1 or one.submission.on_reject is OnReject.SKIP


def _opening(one: Plan | Unfit) -> Commands:
    """Return the commands of a message that go out at once."""
    if isinstance(one, Unfit):
        return ()
    return (one.mail, *one.rcpts, Data()) if _joined(one) else (one.mail, *one.rcpts)


def _transact(
    one: Plan, opening: Commands, following: Commands, protocol: Protocol
) -> Talk[tuple[Fate, Left]]:
    """Return the fate of one message, and what it leaves.

    `opening` is empty if it was ordered before; `following` goes with mail data.
    """
    mailed = yield opening
    answers: list[tuple[ForwardPath, Answer]] = []
    for path in one.submission.envelope.forward_paths:
        answer = yield ()
        answers.append((path, answer))
    recipients = tuple(answers)
    joined = _joined(one)
    announced = (yield ()) if joined else mailed
    fate = _refusal(one, mailed, recipients)
    if fate is None:
        binary = one.submission.body is Body.BINARY
        if not joined and not binary:
            announced = yield (Data(),)
        if binary or code(announced) == 354:
            return (yield from _pour(one, recipients, following, protocol))
        fate = Refused(Data, announced, recipients)
    return fate, Left.TRANSACTION if is_granted(mailed) else Left.NOTHING


def _refusal(one: Plan, mailed: Answer, recipients: Recipients) -> Refused | None:
    """Return the refusal that MAIL and RCPT met, None if the message may go."""
    if not is_granted(mailed):
        return Refused(Mail, mailed, recipients)
    refused = [answer for _, answer in recipients if not is_granted(answer)]
    some = one.submission.on_reject is OnReject.SKIP and len(refused) < len(recipients)
    return None if not refused or some else Refused(Rcpt, refused[0], recipients)


def _pour(
    one: Plan, recipients: Recipients, following: Commands, protocol: Protocol
) -> Talk[tuple[Fate, Left]]:
    """Return the fate of a message whose mail data may go, as _transact does."""
    submission = one.submission
    binary = submission.body is Body.BINARY
    command = (
        BdatLast(submission.source, submission.size or 0)
        if binary
        else Content(submission.source)
    )
    if protocol is Protocol.LMTP:
        first, *others = (path for path, answer in recipients if is_granted(answer))
        orders = (command, *(Verdict(),) * len(others))
        verdicts = {first: (yield orders if binary else (*orders, *following))}
        for path in others:
            verdicts[path] = yield ()
        answer = verdicts[first]
        fate = _shared_fate(type(command), verdicts, recipients)
    else:
        answer = yield (command, *(() if binary else following))
        fate = _fate(type(command), answer, recipients)
    if not binary:
        return fate, Left.ORDERED
    # What a refused chunk leaves behind is not known. RFC 3030 section 2
    return fate, Left.NOTHING if is_granted(answer) else Left.TRANSACTION


def _shared_fate(
    command: type[Command], verdicts: dict[ForwardPath, Answer], recipients: Recipients
) -> Fate:
    """Return the fate that the answers of LMTP decide, one for each recipient.

    One that is not known makes all of it uncertain. RFC 2033 section 4.2
    """
    answers = tuple(verdicts.values())
    if len(answers) > 1:
        recipients = tuple((path, verdicts.get(path, was)) for path, was in recipients)
    if Missing.UNANSWERED in answers:
        return Uncertain(recipients)
    decisive = next((answer for answer in answers if is_granted(answer)), answers[0])
    return _fate(command, decisive, recipients)


def _fate(command: type[Command], answer: Answer, recipients: Recipients) -> Fate:
    """Return the fate that the answer to the end of mail data decides."""
    if isinstance(answer, Reply):
        if answer.granted:
            return Taken(answer, recipients)
    elif answer is Missing.UNANSWERED:
        return Uncertain(recipients)
    return Refused(command, answer, recipients)
