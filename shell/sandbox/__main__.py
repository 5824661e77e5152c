"""`python -m shell.sandbox`: SMTP and POP3 on fixed ports, for telnet and others."""

import os
import sys
import time

from shell.config.file import state_folder
from shell.exits import ExitCode
from shell.sandbox.server import Ports, running_for_everyone

PORTS = Ports(smtp=2525, pop3=2110)


def main() -> int:
    """Serve until ^C."""
    folder = state_folder(os.environ) / "sandbox"
    try:
        with running_for_everyone(folder, PORTS) as ports:
            print(f"SMTP on 127.0.0.1:{ports.smtp}, POP3 on 127.0.0.1:{ports.pop3}")
            print(f"everyone may log in, by any password; mail is kept in {folder}")
            print("try: telnet 127.0.0.1 2525", flush=True)
            while True:
                time.sleep(3600)
    except OSError as error:
        wanted = f"127.0.0.1, ports {PORTS.smtp} and {PORTS.pop3}"
        reason = os.strerror(error.errno or 0)
        print(f"sandbox: {error.filename or wanted}: {reason}", file=sys.stderr)
        return ExitCode.TEMPORARY
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
