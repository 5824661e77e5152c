"""What a run of send does, by its options."""

from shell.exits import ShellError
from shell.options.send import SendOptions
from shell.run.ending import interrupted
from shell.run.setting import Setting, gather
from shell.send.exclusion import check_exclusions
from shell.signals import Interrupted


def run(options: SendOptions) -> int:
    """Return the exit code of what `options` ask for. Raises RunError or ShellError."""
    check_exclusions(options)
    try:
        return _run(options, gather(quiet=options.quiet))
    except Interrupted as by:
        error = interrupted(by)
        what = f"{error.what}: nothing was sent"
        raise ShellError(kind=error.kind, what=what) from by


def _run(options: SendOptions, setting: Setting) -> int:
    if options.configure:
        from shell.send.configure import configure

        return configure(options, setting)
    if options.dry_run:
        from shell.send.dry import dry_run
        from shell.send.ordering import dry_mail

        return dry_run(dry_mail(options, setting), setting)
    if options.check:
        from shell.send.check import check
        from shell.send.order import asked_wishes
        from shell.send.ordering import account_of

        wishes = asked_wishes(options)
        return check(options, setting, account_of(setting, wishes), wishes)
    from shell.send.delivering import deliver
    from shell.send.ordering import order_of

    return deliver(order_of(options, setting))
