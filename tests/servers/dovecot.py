"""Dovecot as a POP3 server, and as the one that knows passwords for Postfix."""

import grp
import os
import pwd
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.servers.certificates import Certificates
from tests.servers.record import (
    PASSWORDS,
    Kind,
    Server,
    answers,
    free_ports,
    new_maildirs,
    require,
    start,
    stop,
    wait_until,
)

# Nobody, where root starts the server: what mail belongs to.
MAIL_ID = 65534

CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
instance_name = {folder}
log_path = {folder}/log
protocols = pop3
listen = 127.0.0.1
mail_location = maildir:~/Maildir
mail_fsync = never
auth_mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256
auth_failure_delay = 0
auth_verbose = yes
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{chain}
ssl_key = <{key}
first_valid_uid = 0
first_valid_gid = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
default_vsz_limit = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
protocol pop3 {{
  mail_max_userip_connections = 100
  pop3_lock_session = yes
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {clear}
  }}
  inet_listener pop3s {{
    port = {implicit}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service auth {{
  unix_listener auth-client {{
    mode = 0666
  }}
}}
"""


@contextmanager
def running_dovecot(folder: Path, certificates: Certificates) -> Iterator[Server]:
    """Run Dovecot out of `folder`, which mail's owner has to be able to enter.

    STLS and clear text share a port, since Dovecot takes loopback for secure.
    """
    program = require("dovecot")
    implicit, clear = free_ports(2)
    ports = {Kind.IMPLICIT_TLS: implicit, Kind.UPGRADE: clear, Kind.PLAIN: clear}
    maildirs = new_maildirs(folder / "home", "Maildir")
    config = configure(folder, certificates, ports)
    process = start([program, "-F", "-c", str(config)], subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(clear) and answers(implicit), "Dovecot's ports")
        yield Server(
            ports=MappingProxyType(ports),
            ca_file=certificates.ca_file,
            log=folder / "log",
            maildirs=maildirs,
        )
    finally:
        stop(process)


def configure(
    folder: Path, certificates: Certificates, ports: Mapping[Kind, int]
) -> Path:
    """Write the two files that Dovecot reads, give mail its owner; return the first."""
    ids = (MAIL_ID, MAIL_ID) if os.geteuid() == 0 else (os.geteuid(), os.getegid())
    for path in (folder / "home").rglob("*"):
        os.chown(path, *ids)
    users = "".join(f"{user}:{password}\n" for user, password in PASSWORDS.items())
    (folder / "users").write_text(users, "utf-8")
    text = CONFIG.format(
        folder=folder,
        chain=certificates.good.chain,
        key=certificates.good.key,
        uid=ids[0],
        gid=ids[1],
        clear=ports[Kind.PLAIN],
        implicit=ports[Kind.IMPLICIT_TLS],
        **internal_users(),
    )
    config = folder / "dovecot.conf"
    config.write_text(text, "utf-8")
    return config


def internal_users() -> dict[str, str]:
    """Return the users that Dovecot's own processes run as."""
    if os.geteuid() == 0:
        return {"internal": "dovecot", "internal_group": "dovecot", "login": "dovenull"}
    name = pwd.getpwuid(os.geteuid()).pw_name
    group = grp.getgrgid(os.getegid()).gr_name
    return {"internal": name, "internal_group": group, "login": name}


def auth_socket(server: Server) -> Path:
    """Return where Postfix may ask this Dovecot whether a password is right."""
    return server.log.parent / "run" / "auth-client"
