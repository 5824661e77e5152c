"""Postfix: submission over TLS of both kinds and in clear, local delivery."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.servers.certificates import Certificates
from tests.servers.dovecot import MAIL_ID, auth_socket
from tests.servers.record import (
    DEFERRED,
    DOMAIN,
    PASSWORDS,
    SIZE_LIMIT,
    Kind,
    Server,
    answers,
    free_ports,
    missing,
    require,
    start,
    stop,
    wait_until,
)

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.{domain}
mydestination =
mynetworks =
alias_maps =
local_recipient_maps =
biff = no
smtputf8_enable = yes
message_size_limit = {size_limit}
virtual_mailbox_limit = {size_limit}
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {homes}
virtual_mailbox_maps = inline:{{ {mailboxes} }}
virtual_uid_maps = static:{mail_id}
virtual_gid_maps = static:{mail_id}
virtual_transport = virtual
default_transport = error:nothing leaves this machine
smtpd_tls_chain_files = {key}, {chain}
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = {auth_socket}
smtpd_sasl_auth_enable = yes
smtpd_sasl_security_options = noanonymous
smtpd_sender_login_maps = inline:{{ {owners} }}
smtpd_sender_restrictions = reject_known_sender_login_mismatch
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions =
  check_recipient_access inline:{{ {{ {deferred} = 450 4.2.1 try again later }} }},
  reject_unlisted_recipient,
  permit_sasl_authenticated, reject
smtpd_delay_reject = yes
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
smtpd_soft_error_limit = 1000
smtpd_client_connection_rate_limit = 0
"""

MASTER = """\
127.0.0.1:{plain} inet n - n - - smtpd
  -o smtpd_tls_security_level=none
127.0.0.1:{upgrade} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_tls_auth_only=yes
127.0.0.1:{implicit} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@contextmanager
def running_postfix(
    folder: Path, certificates: Certificates, dovecot: Server
) -> Iterator[Server]:
    """Run Postfix out of `folder`, which its own users have to be able to enter.

    It delivers into the maildirs that `dovecot` serves, and asks it for
    passwords. Only root can start it.
    """
    program = require("postfix")
    if os.geteuid() != 0:
        missing("only root can start Postfix")
    ports = dict(zip(Kind, free_ports(len(Kind)), strict=True))
    configure(folder, certificates, dovecot, ports)
    command = [program, "-c", str(folder)]
    subprocess.run([*command, "check"], check=True, capture_output=True, timeout=60)
    process = start([*command, "start-fg"], subprocess.DEVNULL)
    try:
        wait_until(lambda: all(map(answers, ports.values())), "Postfix's ports")
        yield Server(
            ports=MappingProxyType(ports),
            ca_file=certificates.ca_file,
            log=folder / "log",
            maildirs=dovecot.maildirs,
        )
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True)
        stop(process)


def configure(
    folder: Path, certificates: Certificates, dovecot: Server, ports: dict[Kind, int]
) -> None:
    """Write the two files that Postfix reads, and make its folders."""
    homes = dovecot.maildir.parent.parent
    (folder / "queue").mkdir()
    (folder / "data").mkdir()
    shutil.chown(folder / "data", "postfix")
    main = MAIN.format(
        folder=folder,
        daemons=daemons(),
        domain=DOMAIN,
        size_limit=SIZE_LIMIT,
        homes=homes,
        mailboxes=table({user: f"{user}/Maildir/" for user in PASSWORDS}),
        owners=table({user: user for user in PASSWORDS}),
        deferred=DEFERRED,
        mail_id=MAIL_ID,
        chain=certificates.good.chain,
        key=certificates.good.key,
        auth_socket=auth_socket(dovecot),
    )
    (folder / "main.cf").write_text(main)
    master = MASTER.format(
        plain=ports[Kind.PLAIN],
        upgrade=ports[Kind.UPGRADE],
        implicit=ports[Kind.IMPLICIT_TLS],
    )
    (folder / "master.cf").write_text(master)


def table(rows: dict[str, str]) -> str:
    """Return `rows` as Postfix's inline table: DATABASE_README of postfix.org."""
    return ", ".join(f"{name}={value}" for name, value in rows.items())


def daemons() -> str:
    """Return where Postfix's daemons were installed."""
    shown = subprocess.run(
        [require("postconf"), "-dh", "daemon_directory"],
        check=True,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return shown.stdout.strip()
