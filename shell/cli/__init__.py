"""The command line: options in, one line or one exit code out.

grouped has the help that lists options by group, outcome the way from an
action to an exit code; send and recv are the two typer commands.
"""
