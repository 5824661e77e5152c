"""The server of a simulated SMTP session: its policies, its lies, its mail."""

import binascii
from random import Random

from attrs import define, field, frozen

from core.sasl import server as sasl
from core.smtp import service as server_half
from core.smtp.command.octets import serialize_command
from core.smtp.command.session import Auth, Quit, Respond, Rset, StartTls
from core.smtp.command.transaction import Bdat, BdatLast, Content, Mail, Rcpt, Verdict
from core.smtp.extension import Offer
from core.smtp.grammar import Phase
from core.smtp.reply import Reply
from core.smtp.service import Due, Piece, Service, grant
from core.smtp.talk import Protocol
from core.wire.turn import (
    Handshake,
    Violated,
)
from tests.simulation.lies import Lie
from tests.simulation.network import Network, Side

SECRET = "correct horse battery"


USER = "ann"


@frozen
class Delivered:
    """A message as the server took it."""

    reverse_path: bytes
    recipients: tuple[bytes, ...]
    data: bytes


@define
class Server:
    """Policies over the service: who is let in, what is refused, what is stored."""

    random: Random
    service: Service
    refusals: float
    lie: Lie | None
    secured_offer: Offer
    delivered: list[Delivered] = field(factory=list)
    heard: list[bytes] = field(factory=list)
    mail: Mail | None = None
    recipients: list[Rcpt] = field(factory=list)
    data: list[bytes] = field(factory=list)
    exchange: sasl.Listening | None = None

    def turn(self, network: Network) -> bool:
        """Hear and say what can be heard and said now; return whether anything was."""
        octets = network.read(Side.SERVER)
        self.service = server_half.feed(self.service, octets)
        if self.service.phase is Phase.CONNECTING:
            self.answer(network)
            return True
        moved = bool(octets)
        while True:
            self.service, heard = server_half.hear(self.service)
            if heard is None or isinstance(heard, Handshake):
                return moved
            moved = True
            match heard:
                case Piece(octets=piece, last=last):
                    self.data.append(piece)
                    if not last:
                        continue
                case Due(reply=reply):
                    self.log()
                    self.say(network, reply)
                    continue
                case Violated():
                    network.close()
                    return True
                case Bdat() | BdatLast():
                    self.heard.append(serialize_command(heard))
                    continue
                case _:
                    self.log()
            self.answer(network)
            while self.service.verdicts:
                self.answer(network)

    def log(self) -> None:
        match self.service.owed:
            case Bdat() | BdatLast() | None:
                pass
            case server_half.Unknown():
                self.heard.append(b"?")
            case owed:
                self.heard.append(serialize_command(owed))

    def answer(self, network: Network) -> None:
        """Say what policy wants to what is owed."""
        reply = self.policy()
        if reply.granted or reply.code == 354:
            self.granted()
        self.say(network, reply)

    def say(self, network: Network, reply: Reply) -> None:
        self.service, octets = server_half.say(self.service, reply)
        if self.lie is not None:
            octets = self.lie(self.random, octets)
        network.write(Side.SERVER, octets)
        if self.service.phase is Phase.CLOSED:
            network.close()

    def policy(self) -> Reply:
        owed = self.service.owed
        match owed:
            case Auth(initial=initial):
                self.exchange = sasl.begin(owed.mechanism)
                assert isinstance(self.exchange, sasl.First)
                if initial is None:
                    return self.judge(sasl.prompt(self.exchange, self.keeper()))
                return self.respond(b"" if initial == b"=" else initial)
            case Respond(octets=octets):
                return self.respond(octets)
            case StartTls() | Quit():
                chance = self.refusals / 4
            case Rset():
                chance = self.refusals / 2
            case _:
                chance = self.refusals
        if self.random.random() < chance:
            return Reply(self.random.choice((450, 451, 550, 552, 554, 421)), (b"no",))
        return grant(self.service)

    def keeper(self) -> sasl.Keeper:
        return sasl.Keeper(secret={USER: SECRET}.get, nonce="SERVER")

    def respond(self, octets: bytes) -> Reply:
        assert self.exchange is not None
        decoded = binascii.a2b_base64(octets)
        return self.judge(sasl.hear(self.exchange, self.keeper(), decoded))

    def judge(self, step: sasl.Step) -> Reply:
        match step:
            case sasl.Challenge(exchange=exchange, octets=octets):
                self.exchange = exchange
                return Reply(334, (binascii.b2a_base64(octets, newline=False),))
            case sasl.Granted():
                return Reply(235, (b"2.7.0 welcome",))
            case sasl.Denied():
                return Reply(535, (b"5.7.8 no",))

    def granted(self) -> None:
        """Do what is about to be granted: mail is stored before it is said."""
        match self.service.owed:
            case Mail() as mail:
                self.mail, self.recipients, self.data = mail, [], []
            case Rcpt() as rcpt if self.mail is not None:
                self.recipients.append(rcpt)
            case Content() | BdatLast() | Verdict():
                self.store(tuple(self.recipients))
            case _:
                pass

    def store(self, recipients: tuple[Rcpt, ...]) -> None:
        assert self.mail is not None
        lmtp = self.service.protocol is Protocol.LMTP
        paths = tuple(rcpt.path.octets for rcpt in recipients)
        if lmtp:
            done = len(paths) - max(self.service.verdicts, 1)
            done = 0 if isinstance(self.service.owed, Content | BdatLast) else done
            paths = paths[done : done + 1]
        self.delivered.append(
            Delivered(self.mail.path.octets, paths, b"".join(self.data))
        )
