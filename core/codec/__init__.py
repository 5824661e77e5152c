"""Octets to octets, and octets to text: everything between a body and its meaning.

Read `base64` and `quoted_printable` first, which undo and apply a
content-transfer-encoding, then `uuencode` and `yenc`, which undo what old mail and
Usenet have instead. `charset` turns octets into text under whatever name they claim,
which `charset_name` knows; `encoded_word` and `flowed` stand on these. Each `decode`
takes any octets and gives the best value; where that can be wrong, with its defects.
"""
