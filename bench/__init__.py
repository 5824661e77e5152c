"""Measuring beside the peers: `python -m bench`, or `make bench`.

Read `corpus` and `mails` for what is measured, `readers` for how each library is
asked, `rounds` for how it is timed, `table` for what its rows hold.
"""
