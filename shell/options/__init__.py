"""What a person may type, as values.

grouped has the help that lists options by group, shared the options of both commands,
send and recv those of each.
"""
