"""What a source's file says of its requests: sent to its own sites, and to nobody else."""

import ssl
from datetime import UTC, date, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawlers.registry.loading import load_registry

DAY = date(2024, 2, 9)


def asked(publisher, path):
    return next(headers for at, headers in publisher.requests if at == path)


def test_headers_agent_and_cookies_go_to_the_sources_own_site_only(
    desk, publisher, other_publisher, monkeypatch
):
    monkeypatch.setenv("NABA_TEST_COOKIES", "subscriber=7; theme=dark")
    publisher.publish(1, DAY)
    publisher.answer("/news/1", status=302, Location=f"{other_publisher.url}/elsewhere")
    other_publisher.answer("/elsewhere", "<h1>خبر 1</h1>")
    options = """[requests]
headers = {"X-Partner" = "naba", "Accept-Language" = "ar"}
user_agent = "Newsroom/1.0 (+mailto:desk@n.example)"
cookies_from = "NABA_TEST_COOKIES"
"""
    desk.source("desk", f"{publisher.url}/feed.xml", more=f"paused = false\n{options}")
    path = desk.settings.sources / "sa" / "desk.toml"
    path.write_text(path.read_text().replace("https://desk.example/", publisher.url))
    assert desk.crawl("desk").sources["desk"].captured == 1
    for at in ("/robots.txt", "/feed.xml", "/news/1"):
        sent = asked(publisher, at)
        assert (sent["X-Partner"], sent["Accept-Language"], sent["Cookie"]) == (
            "naba",
            "ar",
            "subscriber=7; theme=dark",
        )
        assert sent["User-Agent"].startswith("Newsroom/1.0")
    strange = asked(other_publisher, "/elsewhere")
    assert not {"X-Partner", "Cookie"} & strange.keys()
    assert strange["User-Agent"].startswith("Naba/")


def test_a_source_without_its_cookies_fails_and_a_paused_one_is_left_alone(desk, publisher):
    publisher.publish(1, DAY)
    feed = f"{publisher.url}/feed.xml"
    desk.source("good", feed)
    desk.source("rich", feed, more='[requests]\ncookies_from = "NABA_NO_SUCH_THING"')
    desk.source("quiet", feed, more="paused = true")
    report = desk.crawl()
    done = report.sources
    assert report.summary().startswith("2 sources: 1 captured")
    assert report.summary().endswith("; 1 paused; could not be read: rich")
    assert done["rich"].reason == "requests.cookies_from: the environment has no variable NABA_NO_SUCH_THING"
    assert (done["quiet"].outcome, done["quiet"].reason, done["quiet"].captured) == (
        "ok",
        "paused: its file says so",
        0,
    )
    assert (done["good"].captured, publisher.paths().count("/feed.xml")) == (1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('headers = {"X Y" = "1"}', "expected the name of an HTTP header"),
        ('headers = {X = "a\\r\\nHost: b"}', "expected one line of text"),
        ('user_agent = "a\\n"', "expected one line of text"),
        ('cookies_from = "a=b"', "expected the name of an environment variable"),
        ('proxy = "socks"', "expected a URL"),
        ("agent = 1", "no such key; there are headers, user_agent, cookies_from, proxy, verify_tls"),
    ],
)
def test_wrong_options_are_named(desk, text, said):
    desk.source("n", "https://n.example/feed", more=f"[requests]\n{text}")
    (problem,) = load_registry(desk.settings.sources).problems
    assert "requests." in problem.message
    assert said in problem.message


def test_a_source_may_have_a_proxy_of_its_own(desk, publisher):
    publisher.answer("/n.example/feed.xml", "<rss version='2.0'><channel/></rss>")
    desk.source("n", "http://n.example/feed.xml", more=f'[requests]\nproxy = "{publisher.url}"')
    assert desk.crawl("n").sources["n"].outcome == "ok"
    assert "http://n.example/feed.xml" in publisher.proxied


@pytest.fixture
def self_signed(tmp_path):
    """A server context whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nobody.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_certificates_are_verified_unless_the_file_says_otherwise_which_is_said_each_time(
    desk, publisher, self_signed
):
    publisher.answer("/feed.xml", "<rss version='2.0'><channel/></rss>")
    publisher.use_tls(self_signed)
    feed = f"{publisher.url}/feed.xml"
    path = desk.source("lax", feed, more="[requests]\nverify_tls = false")
    path.write_text(path.read_text().replace("https://lax.example/", publisher.url))
    done = desk.crawl("lax").sources["lax"]
    assert (done.outcome, done.notices) == ("ok", ["its certificates are not verified (requests.verify_tls)"])
    desk.source("strict", feed)
    strict = desk.crawl("strict").sources["strict"]
    assert strict.outcome == "failed"
    assert "certificate verify failed" in strict.reason
