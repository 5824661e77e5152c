"""An archive of mail as one table, on every core or a cluster.

Read `shards`, which cuts mail into pieces that can be read apart; `mbox`, which reads
a piece of an mbox; `rows`, what the table says of a message; `table`, where the rows
are written; `engine`, what runs it; `bench`, how fast it is. docs/archives.md.
"""
