"""Received messages out, durably: to a maildir, mbox, folder, pipe or standard output.

Read `target` for where mail can go, `entry` for what is delivered, `store` for what
every place can do, then `batch`, which `recv` gets from `recovery`. `placing` serves
`maildir` and `folder`; `mboxrd` and `lock` serve `mbox`; `spool` serves all that take
only whole messages. `copy` is for what was sent.

The order that nothing may change: octets, sync of the file, name, sync of the
folder, commit of the state; and only then may the server be told to delete.
"""
