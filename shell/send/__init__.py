"""The command `send`: gather a message, say where it goes, hand it over, tell.

In reading order: mail is a message on its way; address, body, attach and writing make
one of options, given takes one that is finished; envelope, guard and keeping stand
around it; outgoing, session, verdict and report are the dialogue and what it came to;
delivering, check and configure are the three things a run can do; job chooses.
"""
