"""--configure, as send asks for it."""

from shell.configuring.job import Asked
from shell.configuring.job import configure as store
from shell.options.send import SendOptions
from shell.run.setting import Setting
from shell.send.order import terms_of
from shell.server import Protocol


def configure(options: SendOptions, setting: Setting) -> int:
    """Return the exit code of an account that was stored. Raises ShellError."""
    (address,) = options.recipients or ("",)
    asked = Asked(
        address=address,
        account=options.account,
        first=Protocol.SMTP,
        server=options.server,
        user=options.user,
        auth=options.auth,
        password_command=options.password_command,
        ca_file=options.ca_file,
        timeout=options.timeout,
        terms=terms_of(options),
        yes=options.yes,
        verbose=options.verbose,
    )
    return store(asked, setting)
