"""The first run: from one's own address to an account that is known to work.

In reading order: trying shakes hands and logs in, finding has the servers of an
address, job asks, tries, stores and tells.
"""
