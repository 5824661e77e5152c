"""Where settings come from: options, environment, file and presets, to frozen values.

In reading order: account has one account, keys the table that describes it, file the
configuration file with its rules, choice what holds in one run, edit the file written
again.
"""
