"""Who is told what goes over the line of a run: by -vv and --transcript."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from shell.drive.side import Watch
from shell.run.setting import Setting

if TYPE_CHECKING:
    from shell.options.recv import RecvOptions
    from shell.options.send import SendOptions


def watching(
    options: "RecvOptions | SendOptions", setting: Setting, stack: ExitStack
) -> tuple[Watch, ...]:
    """Return who is told; `stack` closes what has to be. Raises ShellError."""
    if options.transcript is None and options.verbose < 2:
        return ()
    from shell.watch import TranscriptFile, watches_of

    transcript = None
    if options.transcript is not None:
        transcript = TranscriptFile(Path(options.transcript))
        stack.callback(transcript.close)
    return watches_of(setting.talk, options.verbose, setting.begun, transcript)
