"""Servers that lie, stall and break off, and what a client may be seen to do then.

Read act for what a server does in place of an answer, line for one connection, smtp
and pop3 for the servers, row for what is expected of a run; the tables are
test_hostile_smtp.py, test_hostile_pop3.py and test_hostile_tls.py beside this folder.
"""
