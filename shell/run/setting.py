"""What holds around one run: environment, configuration, state, the two screens."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import field

from core.value import frozen
from shell import clock
from shell.config.file import Config, load, state_folder
from shell.run.steps import Narrator
from shell.terminal.screen import Screen, is_terminal, screen_of, tell


@frozen(kw_only=True)
class Setting:
    """The run's surroundings. `states` is the folder for state, which may be missing.

    `out` is for mail and data, `talk` for everything else. `quiet` says that only
    errors and warnings are told. `begun` is when the run began, by the monotonic clock.
    """

    environment: Mapping[str, str] = field(repr=False)
    config: Config
    states: Path
    out: Screen
    talk: Screen
    quiet: bool = False
    begun: float = field(factory=clock.monotonic)

    def narrator(self, verbose: int) -> Narrator:
        """Return who tells the steps of a session, where -v asks for them."""
        return Narrator(self.talk, verbose, self.begun)

    def say(self, text: str) -> None:
        """Tell a line to the person at a terminal; a script is told nothing."""
        # A dumb terminal has a person before it, too.
        watched = self.talk.terminal or is_terminal(self.talk.stream)
        if watched and not self.quiet:
            tell(self.talk, text)

    def warn(self, text: str) -> None:
        """Tell a line whoever reads it."""
        tell(self.talk, f"warning: {text}")


def gather(*, quiet: bool) -> Setting:
    """Return the setting of this process. Raises ShellError for a bad configuration."""
    environment = os.environ
    return Setting(
        environment=environment,
        config=load(environment),
        states=state_folder(environment),
        out=screen_of(sys.stdout, environment),
        talk=screen_of(sys.stderr, environment),
        quiet=quiet,
    )
