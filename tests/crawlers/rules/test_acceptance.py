"""Block pages, walls, soft 404s and front pages are refused with a cause; articles that look like them are not."""

import tomllib
from datetime import UTC, datetime
from importlib import resources

import pytest

from crawlers.rules.acceptance import refusal, status_cause
from crawlers.rules.targets import Answer

URL = "https://n.example/politics/2024/02/09/port-reopens"
TITLE = "مرفأ طرابلس يستأنف استقبال سفن الحاويات"
TEXT = "أعلنت إدارة مرفأ طرابلس استئناف استقبال سفن الحاويات بعد توقف دام سبعة أشهر بسبب العاصفة. " * 12
MENU = "".join(f"<a href=/s{n}>قسم رقم {n}</a> <a href=/login>تسجيل الدخول</a> " for n in range(60))


def page(title, body="", head=""):
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def cause(body, *, final=URL, title=TITLE, url=URL, **headers):
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    answer = Answer(final, 200, named, body.encode(), datetime(2024, 2, 9, tzinfo=UTC))
    found = refusal(url, answer, title)
    assert found is None or (found.evidence and "\n" not in found.evidence)
    return found.cause if found else None


STAND_INS = tomllib.loads(
    resources.files("tests.support.pages").joinpath("stand_ins.toml").read_text("utf-8")
)

ARTICLE = page(f"{TITLE} - الصحيفة", f"<h1>{TITLE}</h1><p>{TEXT}</p>")

BLOCKED = [
    page(
        "Just a moment...", "<h2 id='challenge-running'>Checking</h2><script>window._cf_chl_opt={}</script>"
    ),
    page(
        "n.example", "<script src='https://geo.captcha-delivery.com/captcha/?initialCid=x'></script><p>…</p>"
    ),
    page("Access Denied", f"<p>You don't have permission to access this page.</p><footer>{MENU}</footer>"),
    page("تحقق من أنك إنسان", "<p>يرجى إكمال الاختبار للمتابعة إلى الموقع.</p>"),
    page(
        "",
        "<p>Request unsuccessful. Incapsula incident ID: 1</p><iframe src='/_Incapsula_Resource?x=1'></iframe>",
    ),
]
CONSENT = [
    page(
        "قبل أن تتابع", f"<p>{'نستخدم نحن وشركاؤنا ملفات تعريف الارتباط. ' * 8}</p><button>قبول الكل</button>"
    ),
    page("We value your privacy", "<p>Our partners store cookies on your device.</p><button>Accept</button>"),
    page(
        "n.example", "<h1>Avant de continuer</h1><p>Nous utilisons des cookies.</p><button>J'accepte</button>"
    ),
]
LOGIN = [
    page("تسجيل الدخول", "<p>هذا المحتوى متاح للمشتركين فقط. يرجى تسجيل الدخول إلى حسابك.</p>"),
    page("Sign in | The Paper", f"<nav>{MENU}</nav><form><input type=password></form>"),
    page(
        "The Paper",
        "<p>Enter your mail and your secret.</p><form><input name=m><input type='password'></form>",
    ),
]
GONE = [
    page("404 - الصفحة غير موجودة", f"<nav>{MENU}</nav><p>عذرا، الصفحة التي تبحث عنها غير موجودة.</p>"),
    page(
        "Page not found – n.example",
        "<h1>Oops!</h1><p>Try the search.</p>",
        "<meta name=robots content=noindex>",
    ),
    page("Le Journal", f"<h1>Page introuvable</h1>{MENU}"),
]
NOT_THE_ARTICLE = [
    page("n.example", "<p>قيد الصيانة</p>"),
    page("Domain for sale", f"<p>{'Buy this great domain name today at a low price. ' * 20}</p>"),
    page("نتائج", f"<p>{'لا علاقة لهذه الكلمات بما نشر. ' * 20}</p>", "<meta name='robots' content='noindex,follow'>"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("expected", "body"),
    [(name, body) for name, bodies in (
        ("blocked", BLOCKED), ("consent", CONSENT), ("login", LOGIN), ("gone", GONE), ("not_the_article", NOT_THE_ARTICLE)
    ) for body in bodies],
)  # fmt: skip
def test_what_stands_in_an_articles_place_has_a_cause(expected, body):
    assert cause(body) == expected


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        ("blocked", BLOCKED[0]),
        ("blocked", BLOCKED[1]),
        ("consent", CONSENT[0]),
        ("login", LOGIN[0]),
        ("gone", GONE[1]),
    ],
)
def test_without_a_listed_title_it_needs_a_second_reason(expected, body):
    assert cause(body, title=None) == expected
    assert cause(page("404 قتيل في يوم واحد", f"<h1>404 قتيل</h1><p>{TEXT}</p>"), title=None) is None


@pytest.mark.parametrize(
    ("expected", "body"),
    [
        ("gone", page("الصفحة غير موجودة | الشرق", f"<h1>عذرا، الصفحة غير موجودة</h1>{MENU}<p>{TEXT}</p>")),
        ("gone", page("404", f"<h1>404</h1><p>Here is what is new:</p>{MENU}<p>{TEXT}</p>")),
        ("blocked", page("خطأ", f"<h1>تم رفض الوصول</h1>{MENU}<p>{TEXT}</p>")),
        ("blocked", page("Access to this page has been denied", "<p>Press &amp; hold to go on.</p>")),
        ("blocked", page("", "<h3>Too many requests</h3><p>Come back in a minute.</p>")),
    ],
)
def test_a_page_whose_headings_say_nothing_but_an_error_needs_no_other_reason(expected, body):
    assert cause(body, title=None) == expected


@pytest.mark.parametrize(
    "body",
    [
        page("الحافلة 404 تتوقف عن العمل", f"<h1>الحافلة 404 تتوقف عن العمل</h1><p>{TEXT}</p>"),
        page("كيف تعمل ملفات تعريف الارتباط", f"<h1>ملفات تعريف الارتباط</h1><p>{TEXT}</p>"),
        # A form for readers with an account, in a heading beside the article's.
        page(TITLE, f"<h1>تسجيل الدخول</h1><h1>{TITLE}</h1><p>{TEXT}</p>"),
    ],
)
def test_a_heading_that_could_be_an_articles_does(body):
    assert cause(body, title=None) is None


def test_a_title_in_english_may_name_a_page_in_arabic():
    assert cause(ARTICLE, title="Port of Tripoli receives container ships again") is None


def test_a_redirect_to_a_section_or_to_the_front_page_with_a_mark_of_referral_is_no_article():
    other = page("سياسة", f"<h1>سياسة</h1>{MENU}")
    assert cause(other, title=None, final="https://n.example/politics/") == "front_page"
    assert cause(other, title=None, final="https://n.example/?utm_source=gone") == "front_page"
    assert cause(other, title=None, url=f"{URL}/amp", final=URL) is None
    assert (
        cause(
            other, title=None, url="https://n.example/story/quake/amp", final="https://n.example/story/quake"
        )
        is None
    )
    assert cause(ARTICLE, final="https://n.example/politics/") is None


@pytest.mark.parametrize(
    "headers",
    [{"CF_Mitigated": "challenge"}, {"x_amzn_waf_action": "captcha"}, {"X_Sucuri_Block": "bots"}],
)
def test_a_challenge_header_blocks_whatever_the_page_says(headers):
    assert cause(ARTICLE, **headers) == "blocked"
    assert cause(ARTICLE, CF_Ray="1", Server="cloudflare") is None


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        ("https://n.example/", "front_page"),
        ("https://www.n.example/ar/", "front_page"),
        ("https://n.example/index.php", "front_page"),
        ("https://consent.n.example/collect?continue=x", "consent"),
        ("https://cmp.other.example/x", "consent"),
        ("https://n.example/cookie-wall?back=1", "consent"),
        ("https://n.example/login?return=/a", "login"),
        ("https://accounts.n.example/x", "login"),
        ("https://n.example/user/login/", "login"),
        ("https://n.example/404", "gone"),
        ("https://n.example/error/404.html", "gone"),
        ("https://n.example/page-not-found/", "gone"),
        ("https://parked.example/lander", "not_the_article"),
    ],
)
def test_the_address_that_answers_tells(final, expected):
    other = page("الصفحة", f"<p>{'كلمات أخرى لا صلة لها بالموضوع. ' * 20}</p>")
    assert cause(other, final=final) == expected


@pytest.mark.parametrize(
    "final",
    [
        "http://www.n.example/politics/2024/02/09/port-reopens",
        "https://n.example/a/other-slug",
        "https://new-domain.example/politics/port-reopens",
        "https://n.example/subscribe/politics/port-reopens",
        "https://id.n.example/politics/port-reopens",
    ],
)
def test_an_article_that_moved_is_still_one(final):
    assert cause(ARTICLE, final=final) is None


def test_the_front_page_is_no_article_though_it_names_it():
    assert cause(ARTICLE, final="https://n.example/") == "front_page"
    assert cause(ARTICLE, url="https://n.example/", final="https://n.example/") is None
    assert cause(ARTICLE, url="https://n.example/?p=7", final="https://n.example/") == "front_page"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (TITLE, ARTICLE),
        ("Access denied: how courts lock out the press", page("Access denied: how courts lock out the press", "<p>x</p>")),
        (TITLE, page(f"{TITLE}", f"<p>عاجل</p><div class=g-recaptcha></div><form><input type=password></form>{MENU}")),
        (TITLE, page("الموقع", f"<h1>عودة الحاويات إلى طرابلس</h1><p>{TEXT}</p>", "<meta name=robots content=noindex>")),
        (TITLE, page("الموقع", "<div id=root></div><script id=__NEXT_DATA__>{}</script>")),
        (TITLE, page("الموقع", "<script type='application/ld+json'>{\"articleBody\": \"…\"}</script>")),
        ("مرفأ طرابلس", page("عاجل من مرفأ طرابلس", "<p>نص</p>")),
        (None, page("خبر بلا عنوان في الخريطة", f"<p>{TEXT}</p>")),
        (None, page("«غير موجودة» رواية جديدة لكاتبة من الموصل", f"<p>{TEXT[:400]}</p>")),
        (None, page("»Access denied« heißt der neue Film | Die Zeitung", f"<p>{TEXT[:400]}</p>")),
        ("\ufffd\ufffd \ufffd", page("مرفأ", f"<p>{TEXT}</p>")),
        ("Port reopens after seven months", page("مرفأ", f"<p>{TEXT} Port reopens</p>")),
    ],
)  # fmt: skip
def test_in_doubt_it_is_the_article(title, body):
    assert cause(body, title=title) is None


@pytest.mark.parametrize("body", ["", "\0\0\0", "<", "<html>" * 5000, "%PDF-1.7 \x00\xff"])
def test_any_bytes_are_judged(body):
    assert cause(body, title=None) in {None, "not_the_article"}


def test_a_page_that_would_keep_the_parser_busy_is_not_parsed():
    crowded = "<html><title>x</title><body " + " ".join(f"a{n}=1" for n in range(100_000)) + ">"
    assert cause(crowded) == "not_the_article"


def test_statuses_have_causes_too():
    assert [status_cause(status) for status in (404, 410, 401, 402, 403, 429, 451, 500, None)] == [
        "gone", "gone", "login", "login", "blocked", "blocked", "blocked", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("case", STAND_INS["refused"], ids=lambda case: case["name"])
def test_what_walls_and_error_pages_say_is_told_with_and_without_a_title_and_among_menus(case):
    chrome = "".join(f"<li><a href=/s{n}>أخبار القسم {n}</a></li>" for n in range(40))
    framed = case["html"].replace(
        "</body>", f"<nav><ul>{chrome}</ul></nav><footer>© صحيفة الضحى، كل الحقوق محفوظة لها</footer></body>"
    )
    assert cause(case["html"], title=None) == case["cause"]
    assert cause(framed, title=None, **case.get("headers", {})) is not None
    # With a title, it may be told by that alone.
    assert cause(framed) in {case["cause"], "not_the_article"}


@pytest.mark.parametrize("article", STAND_INS["articles"], ids=lambda article: article["title"])
def test_a_breaking_story_of_two_sentences_about_such_things_is_an_article(article):
    title, text = article["title"], article["text"]
    banner = "<div>We use cookies. <button>Accept</button></div>"
    for body in (
        page(f"{title} | n.example", f"<a href=/login>Log in</a><h1>{title}</h1><p>{text}</p>"),
        page("n.example", f"<h2>{title}</h2><div>{text}</div><footer>© 2026</footer>"),
        page(title, f"{banner}<h1>{title}</h1><p>{text}</p><div class=g-recaptcha></div>"),
        page(title, f"<h1>{title}</h1><p>{text}</p><p>{TEXT}</p>", "<meta name=robots content=noindex>"),
    ):
        assert cause(body, title=None) is None
        assert cause(body, title=title) is None


def test_a_title_over_nothing_but_a_wall_is_no_article():
    wall = "<h2>هذا المحتوى للمشتركين فقط</h2><p>سجل دخولك لمواصلة القراءة.</p>"
    assert cause(page(TITLE, f"<h1>{TITLE}</h1>{wall}")) == "login"
    assert cause(page(TITLE, f"<h1>{TITLE}</h1><p>{TEXT}</p>{wall}")) is None
