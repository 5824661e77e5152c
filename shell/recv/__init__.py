"""What `recv` does, verb by verb.

In reading order: desk is what holds around a run; refusal says what an answer that was
not hoped for means; opening and line make one session with a server, and steps tells of
it; heads gathers header sections; mailbox is an account's session with its state;
leaving is how it ends. which goes from words to message numbers, words from a line to a
verb. listing, deleting, telling (status, info) and protocol (raw, capitals) are verbs
of their own. `fetch` is a package. reading, parts, saving and searching are the verbs
that read. act is the one place where a verb meets a mailbox, entry finds the commands
of a run, and job runs them.
"""
