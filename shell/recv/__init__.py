"""What `recv` does, verb by verb.

In reading order: desk is what holds around a run, and tally counts its fetches;
refusal says what an answer that was not hoped for means; line is one session with a
server, steps tells of it; words goes from a line to a verb, commands finds those of a
run. reading, show, parts and save are the verbs that read, local has them read
files. holding is what a maildrop has, maildrop an account's session with its state,
opened makes one; which goes from words to message numbers, getting and remote to
messages, heads and sections to header sections. rows and listing, deleting, telling
(status, info), protocol (raw, capitals), criteria, kept and search are verbs of their
own, and `fetch` is a package. act is the one place where a verb meets a maildrop.
session talks with a person, with helping and typed; configure makes an account; job
runs the rest.
"""
