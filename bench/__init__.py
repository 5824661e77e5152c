"""Measuring beside the peers: `python -m bench`, or `make bench`.

Read `corpus` and `mails` for what is measured; `readers`, `composers`, `senders` and
`getters` for how each library is asked, `process` for where it runs; `commands` for
programs, `rounds` for how all are timed, `table` for what the rows hold. The rows are
in `parsing`, `bounds`, `composing`, `sending`, `receiving` and `starting`.
"""
