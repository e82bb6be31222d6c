"""What pages say that are no article: refused with a reason, and never an article that speaks of the same."""

import json

import pytest

from pipelines.cleaning import extract, read_page
from pipelines.cleaning.page.comment_notices import is_above_comments
from pipelines.cleaning.page.notices import read_notices
from pipelines.errors import NoArticleError
from pipelines.records import FeedEntry, SourceRules

URL = "https://harbour.example/news/pier"
PROSE = (
    "La ville a rouvert son port lundi, neuf jours après la tempête, et les bateaux partent de nouveau. " * 3
)


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        (
            "Seite nicht gefunden - Hafenpost",
            "Versuchen Sie es mit der Suche oder der Startseite.",
            "no such page",
        ),
        ("Журнал", "К сожалению, страница не найдена.\nНа главную", "no such page"),
        ("Just a moment...", "Enable JavaScript and cookies to continue", "checks who asks"),
        (
            "Le port rouvre",
            "Cet article est réservé aux abonnés.\nDéjà abonné ? Connectez-vous pour lire.",
            "subscribers",
        ),
        ("إعادة فتح الميناء", "نحن وشركاؤنا نستخدم ملفات تعريف الارتباط لقياس أداء المحتوى.", "consent"),
        ("Puerto", "Utilizamos cookies propias y de terceros para mejorar su experiencia.", "consent"),
    ],
)
def test_a_page_of_notices_is_refused(title, text, reason):
    assert reason in read_notices(text, title).refusal


@pytest.mark.parametrize(
    "text",
    [
        f"{PROSE}\nCet article est réservé aux abonnés.",
        f"The court ruled that we use cookies only if a reader agrees, and that a wall is no choice.\n{PROSE}",
        PROSE * 10,
    ],
    ids=["the beginning of a text", "an article about them", "a long text"],
)
def test_an_article_is_not_refused(text):
    assert read_notices(text, "Le port rouvre").refusal is None


def test_a_text_says_whether_the_rest_is_held_back():
    assert read_notices(f"{PROSE}\nCet article est réservé aux abonnés.", "Le port rouvre").held_back
    assert read_notices(f"{PROSE * 10}\nCet article est réservé aux abonnés.", None).held_back
    assert not read_notices(PROSE, None).held_back


def test_a_missing_page_is_no_article():
    html = "<title>404 – Hafenpost</title><main><h1>Seite nicht gefunden</h1><p>Die angeforderte Seite wurde verschoben oder gelöscht.</p></main>"
    with pytest.raises(NoArticleError, match="no such page"):
        extract(html.encode(), url="https://hafenpost.example/1")


def test_a_page_that_lists_articles_is_refused():
    cards = "".join(
        f"<div class=card><h3><a href=/{n}>The town council votes on plan number {n}</a></h3><span>{n} March</span></div>"
        for n in range(30)
    )
    html = f"<title>Politics – The Harbour Post</title><h1>Politics</h1><div class=list>{cards}</div>"
    with pytest.raises(NoArticleError, match=r"lists articles|no text|too short"):
        extract(html.encode(), url="https://post.example/politics")


FORM = "<form><input name=user><input type=password></form>"
INSTEAD = {
    "a form for a password": (f"<h1>Welcome back</h1>{FORM}<p>New here? A profile costs nothing.</p>", "log in"),
    "a title that asks to log in": (
        "<h1>Inloggen</h1><p>Vul je gegevens in om het artikel te lezen dat je had gekozen.</p>",
        "log in",
    ),
    "a proof": (
        "<h1>hafenpost.example</h1><div class=g-recaptcha></div><p>Un attimo, stiamo controllando la connessione.</p>",
        "checks who asks",
    ),
    "a robot": ("<h1>Chwileczkę</h1><p>Potwierdź, że nie jesteś robotem, aby przejść dalej.</p>", "checks who asks"),
    "a number in the tab": (
        "<title>Erreur 404</title><h1>Oups !</h1><p>Retrouvez toute l'actualité sur notre page d'accueil.</p>",
        "no such page",
    ),
    "something is gone": ("<h1>Hoppla</h1><p>Der Artikel wurde leider gelöscht oder umbenannt.</p>", "no such page"),
    "gone, in a script without spaces": ("<h1>抱歉</h1><p>您访问的页面不存在，或者已经移到别处，请返回首页查看其他内容。</p>", "no such page"),
    "the site is out of order": ("<h1>Bis gleich</h1><p>Unsere Webseite ist derzeit nicht erreichbar.</p>", "out of order"),
    "partners and a number": (
        "<h1>Ihre Wahl</h1><p>Wir und unsere 311 Partner speichern Informationen auf Ihrem Gerät.</p>",
        "consent",
    ),
    "a footer": ("<h1>Hafenpost</h1><p>© 2026 Hafenpost. Alle Rechte vorbehalten.</p>", "no text"),
    "teasers": (
        "<h1>Politics</h1>" + "".join(
            f"<article><h2><a href=/{n}>The town council votes on plan number {n} for the port</a></h2>"
            f"<p>The plan number {n} has been discussed for years. The vote is on Monday.</p></article>" for n in range(9)
        ),
        "lists articles",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "reason"), INSTEAD.values(), ids=INSTEAD)
def test_what_stands_in_place_of_an_article_is_refused(body, reason):
    with pytest.raises(NoArticleError, match=reason):
        extract(f"<html><body>{body}</body></html>".encode(), url=URL)


@pytest.mark.parametrize(
    "around",
    ["<p>21 April 2024</p>", "<meta property='og:type' content='article'>"],
    ids=["a date", "its type"],
)
def test_short_news_on_a_page_with_such_a_form_is_an_article(around):
    news = "The page of the old harbour book was not found in the archive, its keeper said on Monday."
    html = f"<html><body>{FORM}<h1>A page is missing</h1>{around}<p>{news}</p></body></html>"
    assert extract(html.encode(), url=URL).body == news


def teaser(paragraphs, *, head="", below=""):
    page = f"<html><head>{head}<title>Le port rouvre</title></head><body><h1>Le port rouvre après la tempête</h1>"
    page += "".join(f"<p>{PROSE} {number}.</p>" for number in range(paragraphs)) + f"{below}</body></html>"
    return extract(page.encode(), url="https://journal.example/port")


FOR_SUBSCRIBERS = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
)


@pytest.mark.parametrize(
    ("page", "is_complete"),
    [
        ({"paragraphs": 2}, True),
        ({"paragraphs": 2, "below": "<p>Cet article est réservé aux abonnés.</p>"}, False),
        ({"paragraphs": 2, "head": FOR_SUBSCRIBERS}, False),
        ({"paragraphs": 9, "head": FOR_SUBSCRIBERS}, True),
    ],
    ids=["free", "says so", "JSON-LD says so", "JSON-LD says so of a page that shows all"],
)
def test_a_stub_for_readers_who_do_not_pay_is_no_complete_article(page, is_complete):
    assert teaser(**page).is_complete is is_complete


def stated(*kinds, meta="", article=""):
    things = [{"@type": kind, "name": "Harbour"} for kind in kinds] + (
        [{"@type": article}] if article else []
    )
    prose = (
        "<p>The ferry company will sail twice each night from next month, its director told passengers.</p>"
        * 3
    )
    data = f'<script type="application/ld+json">{json.dumps({"@graph": things})}</script>'
    return f"<html><head>{meta}{data}</head><body><h1>Night ferries</h1>{prose}</body></html>".encode()


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (stated("Product"), "goods"),
        (stated(meta="<meta property='og:type' content='product.item'>"), "goods"),
        (stated("WebSite", "CollectionPage"), "lists articles"),
        (stated("ProfilePage"), "lists articles"),
        (stated("DiscussionForumPosting"), "forum"),
        (stated("ContactPage"), "accounts"),
    ],
)
def test_what_a_page_states_to_be_is_believed(page, reason):
    with pytest.raises(NoArticleError, match=reason):
        extract(page, url="https://harbour.example/news/night-ferries")


@pytest.mark.parametrize(
    "page",
    [
        stated("WebPage", "BreadcrumbList", "Organization"),
        stated("Product", article="Review"),
        stated("CollectionPage", article="NewsArticle"),
        stated("Product", meta="<meta property='og:type' content='article'>"),
        stated("Product", meta="<meta property='article:published_time' content='2024-04-21'>"),
    ],
)
def test_an_article_that_states_other_things_as_well_is_one(page):
    assert extract(page, url="https://harbour.example/news/night-ferries").body


def test_what_a_feed_lists_or_a_source_selects_is_not_asked_what_it_states():
    url = "https://harbour.example/news/night-ferries"
    assert read_page(stated("Product"), url=url, entry=FeedEntry(url, title="Night ferries")).text
    assert read_page(stated("Product"), url=url, rules=SourceRules(body_selector="body")).text


@pytest.mark.parametrize(
    "line",
    [
        "Comments (7)",
        "| 13 Comment(s)",
        "Comments(7)",
        "Reader comments",
        "Comments are now closed for this story",
        "Комментарии: 4",
        "Wasze komentarze",
        "التعليقات (3)",
        "网友评论(12)",
        "Leserkommentare",
        "دیدگاه‌ها",
        "Add your opinion on this article",
        "Laisser un commentaire",
        "اترك تعليقاً",
    ],
)
def test_a_line_that_can_stand_above_comments(line):
    assert is_above_comments(line)


def test_a_heading_above_comments_may_say_whose_they_are():
    assert is_above_comments("Comments from our patient readers", is_heading=True)
    assert not is_above_comments("Comments from our patient readers")
    assert not is_above_comments("The minister's comments on the talks", is_heading=True)


@pytest.mark.parametrize(
    "line",
    [
        "The minister made no comments on the talks",
        "No comment",
        "Ihr Kommentar zur Lage",
        "评论员文章：新的一年",
        "",
    ],
)
def test_a_line_that_can_not(line):
    assert not is_above_comments(line)


def old_page(*, above="", below=""):
    story = "".join(
        f"<p>The council of harbour town number {number} said on Monday that the old pier will be repaired by the summer, "
        "and that boats may use the northern quay until the work is done.</p>"
        for number in range(6)
    )
    return f"<html><body><table><tr><td><h1>Old pier to be repaired</h1>{above}{story}{below}</td></tr></table></body></html>"


def test_what_readers_wrote_below_an_article_is_none_of_it():
    comments = "".join(
        f"<p><b>Reader {name}</b><br>lol they said that last year too!!! who pays for it</p><hr>"
        for name in ("Joe", "MJ", "Tom", "g4")
    )
    page = old_page(below=f"<hr><p><b>Comments are now closed for this story</b></p>{comments}")
    body = extract(page.encode(), url=URL).body
    assert "number 5" in body
    assert "lol" not in body
    assert "closed" not in body


def test_a_button_for_comments_above_the_article_takes_nothing_of_it():
    page = old_page(above="<div>Comments (3)</div>")
    assert "number 5" in extract(page.encode(), url=URL).body


def test_a_script_inside_a_label_is_no_text():
    page = old_page(above='<p>Published: 3 May 2024 <script>var byString = "";</script></p>')
    article = extract(page.encode(), url=URL)
    assert "byString" not in article.text


FORM_TITLES = [
    "Forgot your password?",
    "Register",
    "Contact us",
    "Contact Us Harbourpost",
    "Passwort vergessen",
    "Mot de passe oublié ?",
    "Recuperar contraseña",
    "Восстановление пароля",
    "Регистрация",
    "نسيت كلمة المرور؟",
    "اتصل بنا",
    "تماس با ما",
    "忘记密码",
    "会員登録",
    "회원가입",
    "Search results",
]
HELP = "Enter the address that you gave us when you came on board, and we will write to you at once. " * 4


@pytest.mark.parametrize("title", FORM_TITLES)
def test_a_page_for_accounts_or_messages_is_refused_unless_it_states_an_article(title):
    assert "accounts, messages or searches" in read_notices(HELP, title, is_stated=False).refusal
    assert read_notices(HELP, title, is_stated=True).refusal is None


@pytest.mark.parametrize(
    "title",
    [
        "Search results anger the harbour master",
        "Register of ships grows",
        "Contact with the ferry was lost on Monday",
        "Suche nach dem Segler geht weiter",
        "البحث عن الصيادين مستمر",
    ],
)
def test_a_headline_that_begins_as_a_forms_title_is_an_article(title):
    assert read_notices(HELP, title, is_stated=False).refusal is None


SHOP = "".join(
    f"<div class='offer'><a href='/{n}'><b>Rowing boat number {n}, blue, two oars</b></a> 1{n} €</div>"
    for n in range(60)
)
ABOUT = (
    "<div class='about'><h1>Boats of the old harbour</h1><p>We have been building rowing boats for the ferrymen of the old harbour "
    "since the bridge was closed, and we deliver them to all islands within a week.</p></div>"
)


def test_a_front_page_with_a_text_among_its_goods_is_refused():
    page = f"<html><body>{SHOP}{ABOUT}{SHOP}</body></html>".encode()
    with pytest.raises(NoArticleError, match="front page"):
        extract(page, url="https://boats.example/")


def test_a_site_of_one_text_is_read_and_so_is_one_that_calls_it_an_article():
    text = "".join(f"<p>{PROSE}</p>" for _ in range(4))
    assert extract(f"<h1>Le port rouvre</h1>{text}".encode(), url="https://boats.example/").body
    page = f"<meta property='og:type' content='article'>{SHOP}{ABOUT}{SHOP}".encode()
    assert "rowing boats for the ferrymen" in extract(page, url="https://boats.example/").body
    assert "rowing boats for the ferrymen" in extract(page, url="https://boats.example/?p=7").body


PLACES = [
    "login",
    "user/register.php",
    "account/forgot-password/",
    "contact-us",
    "kontakt.html?lang=de",
    "search?q=boats",
]


@pytest.mark.parametrize("place", PLACES)
def test_the_address_of_a_form_tells_unless_the_page_states_an_article(place):
    page = f"<html><head>{{}}</head><body><h1>Welcome aboard the ferry</h1><p>{HELP}</p></body></html>"
    url = f"https://harbour.example/{place}"
    with pytest.raises(NoArticleError, match="accounts, messages or searches"):
        extract(page.format("").encode(), url=url)
    stated = page.format("<meta property='og:type' content='article'>")
    assert HELP.strip() in extract(stated.encode(), url=url).body


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour.example/contact-with-the-ferry-was-lost",
        "https://harbour.example/search-for-the-crew-goes-on",
        "https://harbour.example/news/login-page-leaks-names",
        "https://search.info",
    ],
)
def test_an_address_with_more_words_and_a_host_are_no_forms(url):
    page = f"<html><body><h1>Contact with the ferry was lost</h1><p>{HELP}</p></body></html>"
    assert extract(page.encode(), url=url).body


def test_a_page_that_is_gone_is_refused_however_many_teasers_it_shows():
    teasers = "".join(f"<p>{PROSE} {n}</p>" for n in range(9))
    page = f"<html><head><title>Page not found</title></head><body><h1>Page not found</h1>{teasers}</body></html>"
    with pytest.raises(NoArticleError, match="no such page"):
        extract(page.encode(), url="https://harbour.example/news/7")
