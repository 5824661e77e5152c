"""What holds around one run of `recv`, beside its maildrop."""

from collections.abc import Mapping

from attrs import field

from core.value import frozen
from shell.config.choice import Wishes
from shell.connect import Terms
from shell.drive.side import Watch
from shell.options.recv import RecvOptions
from shell.recv.tally import Tally
from shell.run.setting import Setting
from shell.run.steps import Narrator
from shell.run.wishes import terms_of, wishes_of
from shell.terminal.screen import put


@frozen(kw_only=True)
class Desk:
    """Where a verb reads and writes: setting, options, who watches the dialogue.

    `session` says that a person types one command after another, and sees what each
    has printed; `sole` that the run has one account. `tally` counts what fetches do.
    """

    setting: Setting
    options: RecvOptions
    watches: tuple[Watch, ...] = field(default=(), repr=False)
    session: bool = False
    sole: bool = True
    tally: Tally = field(factory=Tally, repr=False, eq=False)

    @property
    def json(self) -> bool:
        """Whether objects are printed in place of text."""
        return self.options.json

    @property
    def terms(self) -> Terms:
        """What the run allows that is not allowed by itself."""
        return terms_of(self.options)

    @property
    def wishes(self) -> Wishes:
        """What the command line says about accounts and servers."""
        return wishes_of(self.options, tuple(self.options.account or ()))

    def narrator(self) -> Narrator:
        """Return who tells the steps of a session, where -v asks for them."""
        return self.setting.narrator(self.options.verbose)

    def tell(self, value: Mapping[str, object]) -> None:
        """Write an object as one line on standard output."""
        from shell.objects.text import json_line

        put(self.setting.out, json_line(value))
