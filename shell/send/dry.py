"""What would be sent, octet for octet, and to whom; nobody is connected to."""

from shell.exits import ExitCode
from shell.run.setting import Setting
from shell.send.mail import Mail, octets
from shell.terminal.screen import put, put_octets


def dry_run(mail: Mail, setting: Setting) -> int:
    """Return the exit code of a message that was printed. Raises ShellError."""
    envelope = mail.envelope
    put(setting.talk, f"from {envelope.reverse_path}")
    put(setting.talk, *(f"to {path}" for path in envelope.forward_paths))
    for piece in octets(mail.content):
        put_octets(setting.out, piece)
    setting.out.stream.flush()
    return ExitCode.DONE
