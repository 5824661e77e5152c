"""Coverage-guided search: each function that takes foreign octets is a target.

Read target, then the targets themselves (codecs, fields, traces, messages, smtp,
pop3, services, sasl, surfaces, composing, files), then inputs and __main__.
test_targets.py keeps every target alive without Atheris; `python -m tests.fuzz all`
is the long run.
"""
