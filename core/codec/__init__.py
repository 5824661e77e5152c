"""Octets to octets, and octets to text: everything between a body and its meaning.

Read `base64`, `quoted_printable` and `uuencode` first, which undo (and, but for the
last, apply) a content-transfer-encoding; then `charset`, which turns octets into text
under whatever name they claim; then `encoded_word` and `flowed`, which stand on these.
Each `decode` takes any octets and gives a value with its defects; it never raises.
"""
