"""--configure, as send asks for it."""

from shell.configuring.job import Asked
from shell.configuring.job import configure as store
from shell.options.send import SendOptions
from shell.run.setting import Setting
from shell.run.wishes import terms_of
from shell.send.order import asked_wishes
from shell.server import Protocol


def configure(options: SendOptions, setting: Setting) -> int:
    """Return the exit code of an account that was stored. Raises ShellError."""
    (address,) = options.recipients or ("",)
    asked = Asked(
        address=address,
        first=Protocol.SMTP,
        wishes=asked_wishes(options),
        terms=terms_of(options),
        yes=options.yes,
        verbose=options.verbose,
    )
    return store(asked, setting)
