"""The command line: options in, one line or one exit code out.

outcome is the way from an action to an exit code; anywhere lets options stand behind
a command; send and recv are the two typer commands, entry their console scripts.
"""
