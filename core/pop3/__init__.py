"""POP3, both halves. RFC 1939, with RFC 2449, 2595, 3206, 5034, 6856 and 8314.

Read response, command and listing for what is said; grammar for when it may be
said; dialogue for the client's half; service, maildrop and admission for the
server's; opening, survey and fetching last, for what a client does with it all.
table prints the grammar.
"""
