"""Measuring beside the peers: `python -m bench`, or `make bench`.

Read `corpus` and `mails` for what is measured, `readers` for how each library is
asked, `rounds` for how it is timed, `rows` for what the table holds.
"""
