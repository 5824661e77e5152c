"""What became of one message."""

from typing import TypeAlias

from core.smtp.command.octets import Command
from core.smtp.dialogue import Answer
from core.smtp.path import ForwardPath
from core.smtp.plan import Unfit
from core.smtp.reply import Reply
from core.value import frozen

Recipients: TypeAlias = tuple[tuple[ForwardPath, Answer], ...]
"""Each forward-path with its answer; fewer than were asked for if it came so far."""


@frozen
class Taken:
    """The server has taken the message for the recipients that were granted.

    `reply` is that to the end of mail data. In LMTP each recipient has the reply
    that came behind the data, and at least one of them is granted.
    """

    reply: Reply
    recipients: Recipients


@frozen
class Refused:
    """The server has not taken the message, and that is certain.

    `at` is the command whose answer decided it; Unfit where nothing was said, since
    the offer lacks what the message needs.
    """

    at: type[Command]
    cause: Answer | Unfit
    recipients: Recipients = ()


@frozen
class Uncertain:
    """The end of mail data was sent and no answer came: it may be taken or not.

    Never to be sent again without a person's word.
    """

    recipients: Recipients


Fate: TypeAlias = Taken | Refused | Uncertain
"""What became of one message."""
