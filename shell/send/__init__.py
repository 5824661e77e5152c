"""The command `send`: gather a message, say where it goes, hand it over, tell.

In reading order: mail is a message on its way; address, sender, body (with editor),
attach and writing make one of options, given takes one that is finished; envelope,
order and ordering say how it goes; guard asks before, draft and keeping hold what was
not sent, copy what was; outgoing, tale, watching, session, verdict, report and stopping
are the dialogue and what it came to; delivering, check, dry and configure are the four
things a run can do; exclusion looks at its options, and job chooses.
"""
