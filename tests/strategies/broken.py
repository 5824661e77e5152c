"""How to draw octets that are nearly what a parser reads."""

from hypothesis import strategies as st


@st.composite
def broken(draw: st.DrawFn, valid: st.SearchStrategy[bytes]) -> bytes:
    """Return valid octets that were cut, doubled, or had one octet changed."""
    octets = draw(valid)
    at = draw(st.integers(0, len(octets)))
    match draw(st.sampled_from(["head", "tail", "double", "flip"])):
        case "head":
            return octets[:at]
        case "tail":
            return octets[at:]
        case "double":
            return octets[:at] + octets
        case _:
            return octets[:at] + draw(st.binary(max_size=2)) + octets[at + 1 :]
