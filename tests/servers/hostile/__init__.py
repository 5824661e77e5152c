"""Servers that lie, stall and break off, and what a client may be seen to do then.

Read act for what a server does in place of an answer, line for one connection, tls
for how it shows itself, smtp and pop3 for the servers, sent and got for what is
expected of a run of `send` and of `recv`, verdict for what holds of every run. The
tables are in smtp_tls, smtp_dialogue, smtp_content, pop3_login and pop3_maildrop;
test_hostile_smtp.py and test_hostile_pop3.py beside this folder run them.
"""
