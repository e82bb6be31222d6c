import ipaddress
import socket
import ssl
import subprocess
import sys
import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from crawlers.rules.addresses import is_public, literal_address


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104  an address to refuse, nothing is bound
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2001:0:53aa:64c:0:fbff:f5ff:fffe",
    ],
)
def test_what_is_not_on_the_open_internet(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:2800:21f::1", "64:ff9b::8.8.8.8", "::ffff:8.8.8.8"]
)
def test_what_is(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("news.example", None),
        ("10.news.example", None),
        ("مثال", None),
    ],
)
def test_addresses_in_disguise(host, address):
    assert literal_address(host) == (ipaddress.ip_address(address) if address else None)


REBINDING = """
import itertools, socket
from datetime import date
from twisted.internet.asyncioreactor import AsyncioSelectorReactor
from crawlers.progress.show import shown
from crawlers.run import collect
from crawlers.rules.targets import Window
from pipelines.settings import Settings

answers = itertools.cycle(["93.184.215.14", "127.0.0.1"])
socket.gethostbyname = lambda name: next(answers) if name.startswith("rebinding") else name
connect, connected = AsyncioSelectorReactor.connectTCP, []

def nowhere(self, host, port, *more, **options):
    connected.append(host)
    return connect(self, "127.0.0.1", 1, *more, **options)  # nobody listens there

AsyncioSelectorReactor.connectTCP = nowhere
day = date(2024, 2, 9)
with shown(None, None) as view:
    collect(Settings.from_environment(), (), Window(day, day, live=False), view=view)
print(*connected)
"""


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(desk):
    desk.source("inside", "http://127.0.0.1:1/feed.xml")  # with it, the resolver itself refuses nothing
    desk.source(
        "rebinding", "http://Rebinding.example/feed.xml", "http://rebinding.example./f", allow_private=False
    )
    done = subprocess.run(
        [sys.executable, "-c", REBINDING],
        env=desk.settings.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    outside = [host for host in done.stdout.split() if host != "127.0.0.1"]
    assert set(outside) == {"93.184.215.14"}
    log = [line for line in desk.log() if line["source_id"] == "rebinding"]
    assert len(outside) == sum(line["error"] == "connection refused" for line in log) > 1
    # all connections to the loopback are those of the source that may
    inside = sum(
        line["source_id"] == "inside" and line["error"] == "connection refused" for line in desk.log()
    )
    assert done.stdout.split().count("127.0.0.1") == inside


def test_a_name_at_a_private_address_is_refused(desk, publisher):
    name = socket.gethostname()
    try:
        private = not is_public(ipaddress.ip_address(socket.gethostbyname(name)))
    except OSError:
        private = False
    if not private:
        pytest.skip("this machine's name is at no private address")
    desk.source("desk", f"http://{name}:{publisher.url.rpartition(':')[2]}/feed.xml", allow_private=False)
    assert "is at the private address" in desk.crawl().sources["desk"].reason


def test_private_addresses_are_refused_unless_allowed(desk, publisher):
    publisher.publish(1, date(2024, 2, 9))
    port = publisher.url.rpartition(":")[2]
    desk.source("literal", f"{publisher.url}/feed.xml", allow_private=False)
    desk.source("name", f"http://localhost:{port}/feed.xml", allow_private=False)
    desk.source("short", f"http://127.1:{port}/feed.xml", allow_private=False)
    sources = desk.crawl().sources
    assert [done.outcome for done in sources.values()] == ["failed"] * 3
    assert all("private address" in done.reason for done in sources.values())
    assert publisher.requests == []
    assert Counter(line["outcome"] for line in desk.log()) == {"refused": 3}


def test_a_certificate_that_nobody_vouches_for_is_refused(desk, tmp_path):
    server = socket.create_server(("127.0.0.1", 0))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    answered = []

    def serve():
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(connection, server_side=True) as stream:
                    answered.append(stream.recv(1000))
            except OSError:
                connection.close()

    threading.Thread(target=serve, daemon=True).start()
    desk.source("desk", f"https://localhost:{server.getsockname()[1]}/feed.xml")
    done = desk.crawl(first=date(2024, 2, 9)).sources["desk"]
    server.close()
    assert done.outcome == "failed"
    assert "certificate verify failed" in done.reason
    assert not any(answered)


def self_signed(folder):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "self-signed.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
