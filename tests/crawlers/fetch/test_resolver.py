"""Names are looked up once, and slow ones cost the others nothing."""

import queue
import socket
import threading

import pytest
from twisted.internet.error import DNSLookupError
from twisted.internet.task import Clock
from twisted.python.failure import Failure

from crawlers.fetch import resolver as module
from crawlers.fetch.resolver import (
    LOOKUP_SECONDS,
    GuardedResolver,
    PrivateAddressError,
    SlowLookupError,
    look_up,
)
from tests.support.processes import PATIENCE

PUBLIC = "93.184.215.14"


class Reactor(Clock):
    """Twisted's clock, moved by hand, and a queue for what threads hand over."""

    def __init__(self):
        super().__init__()
        self.handed = queue.Queue()

    def callFromThread(self, function, *arguments):  # noqa: N802 (Twisted's name)
        self.handed.put((function, arguments))

    def take(self):
        """Takes over what the next thread hands over."""
        function, arguments = self.handed.get(timeout=PATIENCE)
        function(*arguments)


@pytest.fixture
def names(monkeypatch):
    """What names lead to: an address, or an event to wait for before one is told."""
    known = {}

    def answer(name):
        found = known[name]
        if isinstance(found, threading.Event):
            found.wait(PATIENCE)
            return PUBLIC
        return found

    monkeypatch.setattr(module, "look_up", answer)
    return known


def resolver(*, strict=True, proxy_hosts=()):
    return GuardedResolver(Reactor(), strict=strict, proxy_hosts=proxy_hosts)


def ask(guarded, *names):
    """The answers, as they come."""
    answers = {}
    for name in names:
        guarded.getHostByName(name).addBoth(lambda found, name=name: answers.setdefault(name, found))
    return answers


def test_slow_names_cost_the_others_nothing(names):
    release = threading.Event()
    slow = [f"slow{number}.example" for number in range(200)]
    quick = [f"quick{number}.example" for number in range(50)]
    names |= dict.fromkeys(slow, release) | dict.fromkeys(quick, PUBLIC)
    guarded = resolver()
    answers = ask(guarded, *slow, *quick)
    for _ in range(4):
        guarded._reactor.advance(1.1)
    for _ in quick:
        guarded._reactor.take()
    assert answers == dict.fromkeys(quick, PUBLIC)
    release.set()
    for _ in slow:
        guarded._reactor.take()
    assert answers == dict.fromkeys([*slow, *quick], PUBLIC)


def test_a_name_that_takes_too_long_is_found_later(names):
    names["slow.example"] = release = threading.Event()
    guarded = resolver()
    answers = ask(guarded, "slow.example")
    guarded._reactor.advance(LOOKUP_SECONDS)
    assert answers["slow.example"].check(SlowLookupError)
    assert ask(guarded, "slow.example")["slow.example"].check(SlowLookupError)
    release.set()
    guarded._reactor.take()
    assert ask(guarded, "slow.example") == {"slow.example": PUBLIC}


def test_a_name_in_all_its_spellings_is_looked_up_once(names):
    names["twice.example"] = PUBLIC
    guarded = resolver()
    answers = ask(guarded, "twice.example", "TWICE.example", "twice.example.")
    guarded._reactor.take()
    assert answers == dict.fromkeys(("twice.example", "TWICE.example", "twice.example."), PUBLIC)
    names["twice.example"] = "10.0.0.1"
    assert ask(guarded, "Twice.Example") == {"Twice.Example": PUBLIC}
    assert guarded._reactor.handed.empty()


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "::1", "fe80::1%eth0", "fd00::1"])
@pytest.mark.parametrize(("strict", "proxy_hosts", "passes"), [(True, (), False), (False, (), True), (True, ["desk.example"], True)])  # fmt: skip
def test_the_resolver_itself_answers_with_no_private_address(names, address, strict, proxy_hosts, passes):
    names["desk.example"] = address
    guarded = resolver(strict=strict, proxy_hosts=proxy_hosts)
    answers = ask(guarded, "desk.example")
    guarded._reactor.take()
    if passes:
        assert answers == {"desk.example": address}
    else:
        assert isinstance(answers["desk.example"], Failure)
        assert answers["desk.example"].check(PrivateAddressError)


def unknown(number):
    def answer(*_):
        raise socket.gaierror(number, "it says no")

    return answer


def test_a_host_that_has_only_an_ipv6_address_is_found(monkeypatch):
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("2606:2800:21f::1", 0, 0, 0))]
    monkeypatch.setattr(socket, "gethostbyname", unknown(socket.EAI_NONAME))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)
    assert look_up("six.example") == "2606:2800:21f::1"


def test_a_name_server_that_does_not_answer_is_no_refusal(monkeypatch):
    monkeypatch.setattr(socket, "gethostbyname", unknown(socket.EAI_AGAIN))
    with pytest.raises(SlowLookupError, match="does not answer"):
        look_up("slow.example")


def test_a_name_that_is_none_is_not_found(monkeypatch):
    monkeypatch.setattr(socket, "gethostbyname", unknown(socket.EAI_NONAME))
    monkeypatch.setattr(socket, "getaddrinfo", unknown(socket.EAI_NONAME))
    with pytest.raises(DNSLookupError):
        look_up("none.example")
    with pytest.raises(DNSLookupError):
        look_up("x" * 70 + ".example")
