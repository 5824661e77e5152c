"""The ways to log in that a secret allows, the best one first."""

from core.sasl.bearer import OAuthBearer, XOAuth2
from core.sasl.exchange import WITH_PASSWORD, WITH_TOKEN, Mechanism
from core.sasl.password import CramMd5, Login, Plain
from core.sasl.scram import Digest, Scram
from shell import clock
from shell.config.choice import Access
from shell.exits import Kind, ShellError
from shell.secret import Password, Secret, Token


def mechanisms(access: Access, secret: Secret) -> tuple[Mechanism, ...]:
    """Return the SASL mechanisms to offer to a server, the strongest first.

    With `access.auth` there is that one alone. Raises ShellError if it does not go
    with the secret, or if the user or the secret cannot be sent by it.
    """
    match secret:
        case Password():
            names: tuple[str, ...] = WITH_PASSWORD
            known = (*names, "CRAM-MD5")
        case Token():
            names = known = WITH_TOKEN
    if access.auth is not None:
        if access.auth not in known:
            what = f"{access.auth} does not go with what {secret.source} gave"
            raise ShellError(kind=Kind.CONFIG, what=what, stage="AUTH")
        names = (access.auth,)
    try:
        return tuple(_mechanism(name, access, secret) for name in names)
    except ValueError as error:
        # The error names the field and the rule, never the value.
        raise ShellError(kind=Kind.CONFIG, what=str(error), stage="AUTH") from None


def _mechanism(name: str, access: Access, secret: Secret) -> Mechanism:
    user = access.user or ""
    match name:
        case "SCRAM-SHA-256" | "SCRAM-SHA-1":
            digest = Digest.SHA_256 if name.endswith("256") else Digest.SHA_1
            nonce = clock.fresh_nonce().decode("ascii")
            return Scram(digest=digest, user=user, password=secret.text, nonce=nonce)
        case "PLAIN":
            return Plain(user=user, password=secret.text)
        case "LOGIN":
            return Login(user, secret.text)
        case "CRAM-MD5":
            return CramMd5(user, secret.text)
        case "OAUTHBEARER":
            server = access.server
            return OAuthBearer(
                user=user, token=secret.text, host=server.host, port=server.port
            )
        case _:
            return XOAuth2(user, secret.text)
