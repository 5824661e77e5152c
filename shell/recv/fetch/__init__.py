"""`fetch`: what is not stored is got, kept durably, remembered, and then deleted.

In reading order: policy is what a run was asked for, plan which messages that means
now, pace how many are asked for at once, sink where their octets go, report what is
told of them, loop the windows of one account, and job its whole fetch.
"""
