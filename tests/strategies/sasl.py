"""How to draw mechanisms, and what a server keeps for them."""

from hypothesis import strategies as st

from core.sasl.bearer import OAuthBearer, XOAuth2
from core.sasl.exchange import Mechanism
from core.sasl.password import Anonymous, CramMd5, External, Login, Plain
from core.sasl.prep import prepare
from core.sasl.scram import Binding, Bound, Digest, Scram, Unbound

NAMES = st.text(
    st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=12
)
PREPARED = (
    NAMES | st.sampled_from(["a,b=c", "user", "\u2168", "=2C", "=", ","])
).filter(lambda text: bool(prepare(text)))
TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)
NONCES = st.text("abcXYZ0189+/!~", min_size=1, max_size=20)
BINDING = Bound("tls-exporter", b"\x00\x01 channel")
BINDINGS: st.SearchStrategy[Binding] = st.sampled_from([Unbound.UNABLE, BINDING])


Secretive = Plain | Login | CramMd5 | Scram | OAuthBearer | XOAuth2


def secretive() -> st.SearchStrategy[Secretive]:
    """Return every mechanism that shows or proves a secret."""
    return st.one_of(
        st.builds(Plain, user=NAMES, password=NAMES, authzid=NAMES | st.just("")),
        st.builds(Login, NAMES, NAMES),
        st.builds(CramMd5, NAMES, NAMES),
        st.builds(
            Scram,
            digest=st.sampled_from(Digest),
            user=PREPARED,
            password=PREPARED,
            nonce=NONCES,
            authzid=NAMES | st.just(""),
            binding=BINDINGS,
        ),
        st.builds(
            OAuthBearer,
            user=NAMES,
            token=TOKENS,
            host=st.sampled_from(["", "mail.example"]),
            port=st.none() | st.integers(1, 65535),
        ),
        st.builds(XOAuth2, NAMES, TOKENS),
    )


def mechanisms() -> st.SearchStrategy[Mechanism]:
    """Return every mechanism."""
    return st.one_of(
        secretive(),
        st.builds(External, NAMES),
        st.builds(Anonymous, NAMES | st.just("")),
    )
