"""SASLprep: one form for the names and passwords that look alike. RFC 4013."""

import stringprep
import unicodedata

# RFC 4013 section 2.3, in the order it names the tables of RFC 3454.
_PROHIBITED = (
    stringprep.in_table_c12,
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
)


def prepare(text: str) -> str | None:
    """Return `text` as SASLprep has it, or None if it holds what is prohibited.

    It is treated as a query string, so code points that Unicode 3.2 does not
    assign pass: passwords with newer characters stay usable. RFC 4013 section 2.
    """
    mapped = "".join(
        " " if stringprep.in_table_c12(char) else char
        for char in text
        if not stringprep.in_table_b1(char)
    )
    normal = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)
    if any(prohibits(char) for prohibits in _PROHIBITED for char in normal):
        return None
    return normal if _one_direction(normal) else None


def _one_direction(text: str) -> bool:
    """Return whether `text` keeps to one direction. RFC 3454 section 6."""
    if not any(map(stringprep.in_table_d1, text)):
        return True
    if any(map(stringprep.in_table_d2, text)):
        return False
    return stringprep.in_table_d1(text[0]) and stringprep.in_table_d1(text[-1])
