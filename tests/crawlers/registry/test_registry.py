import shutil
from datetime import date

import pytest

from crawlers.registry.loading import load_registry
from crawlers.registry.new_files import NewFile, write_file
from pipelines.errors import BadInputError
from pipelines.records import SourceRules
from pipelines.settings import REPOSITORY

SHIPPED = REPOSITORY / "crawlers" / "sources"
GOOD = """name = "الواحة"
language = "ar"
timezone = "Asia/Riyadh"
homepage = "https://oasis.example/"
[[feeds]]
url = "https://oasis.example/rss.xml"
section = "سياسة"
[[sitemaps]]
url = "https://oasis.example/news-sitemap.xml"
[selectors]
body = "article .text"
drop = [".related", "aside"]
"""


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_sources_are_right():
    registry = load_registry(SHIPPED)
    assert registry.problems == ()
    sources = registry.sources
    assert len(sources) >= 20
    assert list(sources) == sorted(sources)
    assert {"bbc-arabic", "aps-dz", "alyaum", "arabnews"} <= sources.keys()
    assert sources["hespress"].timezone == "Africa/Casablanca"
    assert not any(source.allow_private for source in sources.values())


def test_adding_a_source_is_adding_one_file(tmp_path):
    folder = tmp_path / "sources"
    shutil.copytree(SHIPPED, folder)
    write(
        folder, "om/oasis.toml", GOOD.replace("https://oasis.example/rss", "feed:https://oasis.example/rss")
    )
    sources = load_registry(folder).sources
    assert len(sources) == len(load_registry(SHIPPED).sources) + 1
    oasis = sources["oasis"]
    assert (oasis.id, oasis.country, oasis.name, oasis.delay_seconds) == ("oasis", "om", "الواحة", 1.0)
    assert (oasis.feeds[0].url, oasis.feeds[0].section) == ("https://oasis.example/rss.xml", "سياسة")
    assert oasis.rules() == SourceRules("ar", "Asia/Riyadh", None, "article .text", (".related", "aside"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "Asia/Riyadh",
            "Asia/Riad",
            "3: timezone: expected an IANA time zone such as Asia/Riyadh, got 'Asia/Riad'",
        ),
        ('"ar"', '"Arabic"', "2: language: expected an ISO 639 code such as ar, got 'Arabic'"),
        ("timezone", "timezon", "3: timezon: no such key; there are id, country, name"),
        ("section", "sektion", "7: feeds.0.sektion: no such key; there are url, section"),
        ("https://oasis.example/rss.xml", "oasis.example", "6: feeds.0.url: expected a URL such as"),
        ("https://oasis.example/news-sitemap.xml", "ftp://x", "9: sitemaps.0.url: expected a URL such as"),
        (
            "article .text",
            "div[[",
            "11: selectors.body: expected a CSS selector such as article h1, got 'div[['",
        ),
        ('"aside"', '"a:nope"', "12: selectors.drop.1: expected a CSS selector"),
        ('name = "الواحة"', "", ": name: expected, but not there"),
        ('name = "الواحة"', 'id = "other"', "1: id: the path says 'oasis'; leave the key out"),
        ('name = "الواحة"', "name = الواحة", "not TOML: Invalid value (at line 1, column 8)"),
        ('"ar"', "7", "2: language: Input should be a valid string"),
    ],
)
def test_a_mistake_names_file_line_key_and_what_was_expected(tmp_path, old, new, message):
    path = write(tmp_path, "om/oasis.toml", GOOD.replace(old, new, 1))
    write(tmp_path, "om/other.toml", GOOD)
    registry = load_registry(tmp_path)
    assert list(registry.sources) == ["other"]
    (problem,) = registry.problems
    assert problem.source_id == "oasis"
    assert problem.message.startswith(f"{path}:")
    assert message in problem.message
    assert "\n" not in problem.message
    assert registry.source("other").id == "other"
    with pytest.raises(BadInputError) as error:
        registry.source("oasis")
    assert str(error.value) == problem.message
    with pytest.raises(BadInputError, match="no source dusk: there are oasis, other"):
        registry.source("dusk")


def test_names_of_files_and_folders_are_checked_too(tmp_path):
    write(tmp_path, "om/My Source.toml", GOOD)
    write(tmp_path, "oman/oasis.toml", GOOD)
    write(tmp_path, "nowhere.toml", GOOD)
    write(tmp_path, "sa/riyadh/too-deep.toml", GOOD)
    write(tmp_path, "om/twice.toml", GOOD)
    write(tmp_path, "sa/twice.toml", GOOD)
    write(
        tmp_path,
        "sa/empty.toml",
        'name = "n"\nlanguage = "ar"\ntimezone = "UTC"\nhomepage = "https://a.example/"\n',
    )
    (tmp_path / "sa" / "latin.toml").write_bytes(GOOD.encode("cp1256"))
    registry = load_registry(tmp_path)
    assert list(registry.sources) == ["twice"]
    messages = {problem.source_id: problem.message for problem in registry.problems}
    assert "file name: expected lower-case words" in messages["My Source"]
    for name, where in (("oasis", "oman"), ("nowhere", "."), ("too-deep", "sa/riyadh")):
        assert f"folder: expected a country code such as {tmp_path.name}/sa/, got {where!r}" in messages[name]
    assert "there is already" in messages["twice"]
    assert "expected at least one [[feeds]], [[sitemaps]], [[listings]] or [[wordpress]]" in messages["empty"]
    assert "not TOML" in messages["latin"]
    with pytest.raises(BadInputError, match="no such folder of sources"):
        load_registry(tmp_path / "none")


LISTING = """[[listings]]
url = "https://oasis.example/{year}/{month:02}/{day:02}/{n}"
links = "h2 a"
"""


def test_a_listing_template_gives_the_address_of_a_day(tmp_path):
    write(tmp_path, "om/oasis.toml", GOOD + LISTING)
    (listing,) = load_registry(tmp_path).source("oasis").listings
    assert (listing.has_pages, listing.url_of(date(2024, 2, 9), 3)) == (
        True,
        "https://oasis.example/2024/02/09/3",
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://oasis.example/{year}/{month}",
        "https://oasis.example/{year.__class__}/{month}/{day}",
        "https://oasis.example/{year}/{month}/{day}/{page}",
        "https://oasis.example/{year}/{month}/{day",
        "https://oasis.example/{year:x}/{month:z}/{day}",
        "/{year}/{month}/{day}",
    ],
)
def test_a_wrong_listing_template_is_named(tmp_path, url):
    write(
        tmp_path,
        "om/oasis.toml",
        GOOD + LISTING.replace("https://oasis.example/{year}/{month:02}/{day:02}/{n}", url),
    )
    with pytest.raises(BadInputError, match=r"oasis.toml:14: listings.0.url: expected a URL such as"):
        load_registry(tmp_path).source("oasis")


def test_recheck_hours_ascend(tmp_path):
    write(tmp_path, "om/oasis.toml", "recheck_hours = [48, 6]\n" + GOOD)
    with pytest.raises(
        BadInputError, match=r"recheck_hours: expected hours in ascending order such as \[6, 48\]"
    ):
        load_registry(tmp_path).source("oasis")


@pytest.mark.parametrize(
    ("homepage", "language", "said"),
    [
        ("https://gazette.example.co.uk/", "EN_us", ("gb", 'language = "en"\n', "Europe/London")),
        ("https://gazette.example.sa/", None, ("sa", '"ar"  # the site does not say: check it\n', "Asia/Riyadh")),
        ("https://gazette.example.de/", "\x00x", ("de", "# the site does not say", "Europe/Berlin")),
    ],
)  # fmt: skip
def test_a_new_file_says_what_the_site_does_not(tmp_path, homepage, language, said):
    path = write_file(tmp_path, NewFile(homepage, (("feeds", f"{homepage}feed"),), language=language))
    country, written, zone = said
    assert path.parent.name == country
    assert written in path.read_text()
    (source,) = load_registry(tmp_path).sources.values()
    assert (source.country, source.timezone) == (country, zone)


@pytest.mark.parametrize(
    ("here", "there", "wrong", "said"),
    [
        (["old", "older"], [], [], ""),
        (["old"], ["old"], ["oasis", "spring"], "formerly: 'old' is also in"),
        (["spring"], [], ["oasis"], "formerly: 'spring' is the id of"),
        (["oasis"], [], ["oasis"], "formerly: 'oasis' is the id of"),
        (["old", "old"], [], ["oasis"], "formerly: 'old' is also in the same list"),
        (["The Old"], [], ["oasis"], "formerly.0: expected an id such as bbc-arabic, got 'The Old'"),
    ],
)
def test_a_former_id_is_one_sources_alone(tmp_path, here, there, wrong, said):
    write(tmp_path, "om/oasis.toml", f"formerly = {here}\n{GOOD}")
    write(tmp_path, "om/spring.toml", f"formerly = {there}\n{GOOD}")
    registry = load_registry(tmp_path)
    assert [problem.source_id for problem in registry.problems] == wrong
    assert registry.sources.keys() == {"oasis", "spring"} - set(wrong)
    for problem in registry.problems:
        assert f".toml:1: {said}" in problem.message
    if not wrong:
        assert registry.sources["oasis"].facts("oasis").formerly == ("old", "older")
