"""Who is told what goes over the line of a run: by -vv and --transcript."""

from contextlib import ExitStack
from pathlib import Path

from shell.drive.side import Watch
from shell.run.setting import Setting


def watching(
    setting: Setting, stack: ExitStack, *, verbose: int, transcript: str | None
) -> tuple[Watch, ...]:
    """Return who is told; `stack` closes what has to be. Raises ShellError.

    `verbose` counts the -v, `transcript` is the file of --transcript.
    """
    if transcript is None and verbose < 2:
        return ()
    from shell.watch import TranscriptFile, watches_of

    file = None
    if transcript is not None:
        file = TranscriptFile(Path(transcript))
        stack.callback(file.close)
    return watches_of(setting.talk, verbose, setting.begun, file)
