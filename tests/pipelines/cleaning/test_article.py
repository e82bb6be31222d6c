"""Pages and captures to articles."""

import contextlib
import html
import json
import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning import clean, extract
from pipelines.errors import BadInputError, NoArticleError
from pipelines.records import Capture, FeedEntry, SourceRules

URL = "https://news.example/politics/1"
TITLE = "رئيس الوزراء يفتتح معرض الكتاب في العاصمة"
PROSE = [
    "افتتح رئيس الوزراء معرض الكتاب الدولي في العاصمة بمشاركة ثلاثمئة دار نشر من عشرين دولة عربية وأجنبية.",
    "وقال رئيس الوزراء في كلمة الافتتاح إن الحكومة ستدعم صناعة النشر وتخفض الضرائب على الورق خلال العام المقبل.",
    "ويستمر المعرض أسبوعين ويضم ندوات وأمسيات شعرية وجناحا لكتب الأطفال.",
]
PARAGRAPHS = "".join(f"<p>{line}</p>" for line in PROSE)


def page(body, head=""):
    return f'<html lang="ar"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'.encode()


def test_a_plain_page():
    article = extract(
        page(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}</article>", f"<title>{TITLE} - الصحيفة</title>"), url=URL
    )
    assert (article.title, article.body) == (TITLE, "\n".join(PROSE))
    assert (article.url, article.canonical_url, article.language) == (URL, URL, "ar")
    assert (article.published_at, article.published_from) == (None, None)


def test_metadata_of_json_ld():
    thing = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "name": "x"},
            {
                "@type": "NewsArticle",
                "headline": TITLE,
                "datePublished": "2020-12-25T01:59:50+02:00",
                "author": [{"@type": "Person", "name": "ضحى عرفة"}],
                "keywords": ["كتاب", "معرض"],
            },
        ],
    }
    head = (
        f'<script type="application/ld+json">{json.dumps(thing)}</script>'
        '<meta property="article:published_time" content="2020-12-24T23:59:50Z">'
        '<link rel="canonical" href="/politics/canonical">'
    )
    article = extract(page(f"<article>{PARAGRAPHS}</article>", head), url=URL)
    assert article.title == TITLE
    assert article.published_at.isoformat() == "2020-12-25T01:59:50+02:00"
    assert article.published_from == "json_ld"
    assert article.author == "ضحى عرفة"
    assert article.keywords == ("كتاب", "معرض")
    assert article.canonical_url == "https://news.example/politics/canonical"


@pytest.mark.parametrize(
    "head",
    [
        f'<meta property="og:title" content="{TITLE} | الصحيفة"><meta property="og:site_name" content="الصحيفة">',
        f"<title>{TITLE} - الصحيفة</title>",
        f"<title>الصحيفة | {TITLE}</title><meta property='og:site_name' content='الصحيفة'>",
        '<script type="application/ld+json">{broken</script>' + f"<title>{TITLE}</title>",
    ],
)
def test_a_title_without_the_site(head):
    assert extract(page(f"<article>{PARAGRAPHS}</article>", head), url=URL).title == TITLE


def test_a_date_in_a_meta_tag_in_words():
    head = '<meta property="article:published_time" content="الأربعاء، 07 أكتوبر 2020 - 12:09 م">'
    article = extract(page(PARAGRAPHS, head), url=URL, rules=SourceRules(timezone="Africa/Cairo"))
    assert (article.published_at.isoformat(), article.published_from) == ("2020-10-07T12:09:00+02:00", "meta")


@pytest.mark.parametrize("front", ["https://news.example/", "https://news.example/ar/"])
def test_the_front_page_is_no_canonical_address(front):
    head = f'<link rel="canonical" href="{front}">'
    assert extract(page(PARAGRAPHS, head), url=URL).canonical_url == URL


def test_short_news_come_out():
    article = extract(page(f"<h1>{TITLE}</h1><div class='x'><p>{PROSE[2]}</p></div>"), url=URL)
    assert article.body == PROSE[2]


def test_the_feed_fills_in_where_the_page_is_silent():
    entry = FeedEntry(URL, title=TITLE, published_at=datetime(2024, 2, 9, tzinfo=UTC), author="رنا")
    article = extract(page(PARAGRAPHS, "<title>x</title>"), url=URL, entry=entry)
    assert (article.title, article.author, article.published_from) == (TITLE, "رنا", "feed")


def test_a_sources_selectors():
    rules = SourceRules(title_selector="h3.t", body_selector="#story", drop_selectors=(".ad",))
    body = f'<h1>الصحيفة</h1><h3 class="t">{TITLE}</h3><div id="story"><p class="ad">إعلان ممول</p>{PARAGRAPHS}</div>'
    article = extract(page(body), url=URL, rules=rules)
    assert (article.title, article.body) == (TITLE, "\n".join(PROSE))


def test_a_selector_that_is_no_css():
    with pytest.raises(BadInputError, match=r"CSS selector 'p\['"):
        extract(page(PARAGRAPHS), url=URL, rules=SourceRules(body_selector="p["))


def test_the_section_and_the_lead_image():
    head = (
        '<meta property="article:section" content="featured"><meta property="article:section" content="ثقافة">'
        '<meta property="og:image" content="/logo.png"><meta name="twitter:image" content="/i/1.jpg">'
    )
    article = extract(page(f"<article>{PARAGRAPHS}</article>", head), url=URL)
    assert (article.section, article.image_url) == ("ثقافة", "https://news.example/i/1.jpg")


@pytest.mark.parametrize(
    "name",
    [
        "07",
        "https://news.example/culture",
        "< Back to the blog",
        "Archives",
        "why-books-cost-more",
        TITLE[:-1],
    ],
)
def test_a_way_of_numbers_addresses_buttons_and_the_page_itself_names_no_section(name):
    head = f'<meta property="article:section" content="{name}">'
    trail = '<ul class="breadcrumb"><li><a href="/c">ثقافة</a></li></ul>'
    article = extract(page(f"{trail}<h1>{TITLE}</h1><article>{PARAGRAPHS}</article>", head), url=URL)
    assert article.section == "ثقافة"


def test_the_section_is_the_category_nearest_to_the_headline_that_is_one():
    cards = (
        "".join(f'<a rel="category tag" href="/c/{n}">رياضة {n}</a>' for n in range(3)) + "<p>بطاقة</p>" * 9
    )
    own = '<a rel="category tag" href="/f">Featured</a><a rel="category tag" href="/c">ثقافة</a>'
    body = f"<div>{cards}</div><h1>{TITLE}</h1><p>{own}</p><article>{PARAGRAPHS}</article><div>{cards}</div>"
    assert extract(page(body), url=URL).section == "ثقافة"


def test_rules_for_comments_are_no_text_of_the_article():
    rules = "<div><p>الآراء الواردة أدناه تعبر عن أصحابها فقط.</p></div><div class='fb-comments'></div>"
    article = extract(page(f"<h1>{TITLE}</h1><div class='story'>{PARAGRAPHS * 2}{rules}</div>"), url=URL)
    assert "الآراء الواردة" not in article.text


def test_a_pull_quote_stands_once():
    quote = "<blockquote>«الحكومة ستدعم صناعة النشر وتخفض الضرائب على الورق»</blockquote>"
    body = f"<h1>{TITLE}</h1><article><p>{PROSE[0]}</p>{quote}<p>{PROSE[1]}</p><p>{PROSE[2]}</p></article>"
    assert extract(page(body), url=URL).body == "\n".join(PROSE)


def test_list_items_and_quotes_are_lines():
    points = "<ul><li>خفض الضرائب على الورق المستورد</li><li>دعم دور النشر الصغيرة في المحافظات</li></ul>"
    quote = "<blockquote><p>هذا المعرض بيت الكتاب العربي منذ نصف قرن.</p></blockquote>"
    body = f"<h1>{TITLE}</h1><article>{PARAGRAPHS}{points}{quote}<p>{PROSE[0][::-1]}</p></article>"
    lines = extract(page(body), url=URL).text.split("\n")
    assert {"خفض الضرائب على الورق المستورد", "هذا المعرض بيت الكتاب العربي منذ نصف قرن."} <= set(lines)


LINKS = ["«التموين»: صرف السلع بداية الشهر المقبل", "سائقو المنوفية يقطعون الطرق بسبب نقص السولار"]
BLOCKS = {
    "a related module with links": '<div class="module related" id="Related"><h2><a href="#">إقرأ أيضاً</a></h2><ul>'
    + "".join(f'<li><a href="/{n}">{link}</a></li>' for n, link in enumerate(LINKS))
    + "</ul></div>",
    "a heading and a list": "<h3 class='jeg_block_title'><span>إقرأ أيضاً</span></h3><ul>"
    + "".join(f'<li><a href="/{n}">{link}</a></li>' for n, link in enumerate(LINKS))
    + "</ul>",
    "paragraphs with links": "<p>اقرأ أيضًا</p>" + "".join(f'<p><a href="/{n}">{link}</a></p>' for n, link in enumerate(LINKS)),
    "one paragraph each": "".join(f'<hr/><p dir="rtl">إقرأ أيضا: <a href="/{n}">{link}</a></p>' for n, link in enumerate(LINKS)),
    "an embedded box": '<div class="embeded-read-also"><span>اقرأ أيضا:</span>'
    + "".join(f'<a href="/{n}">{link}</a>' for n, link in enumerate(LINKS))
    + "</div>",
}  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_read_also_block_leaves_the_text_and_is_kept_as_related(block):
    body = f"<h1>{TITLE}</h1><article><p>{PROSE[0]}</p>{block}<p>{PROSE[1]}</p><p>{PROSE[2]}</p></article>"
    article = extract(page(body), url=URL)
    assert article.body == "\n".join(PROSE)
    assert article.related == tuple(LINKS)
    assert len(article.stories) == 1


@pytest.mark.parametrize("links", [LINKS[:1], LINKS])
def test_a_subheading_under_linked_headlines_is_the_articles_own(links):
    """Also where nothing before it speaks of what follows, as a second story's headline would."""
    subheading = "مشروع لقطار سريع يربط الموانئ بالعاصمة"
    after = [
        "يربط القطار السريع الموانئ بالعاصمة في أقل من ساعتين، وتبدأ أعمال مشروع القطار في الصيف على مراحل ثلاث.",
        "وتبلغ كلفة مشروع القطار ملياري دولار، وتتحمل الموانئ ثلثها من رسوم الحاويات على مدى عشرين عاما.",
    ]
    block = "<p>اقرأ أيضا:</p>" + "".join(f'<p><a href="/{n}">{link}</a></p>' for n, link in enumerate(links))
    rest = f"<h2>{subheading}</h2>" + "".join(f"<p>{line}</p>" for line in after)
    article = extract(page(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}{block}{rest}</article>"), url=URL)
    assert article.body == "\n".join([*PROSE, subheading, *after])
    assert article.related == tuple(links)
    assert len(article.stories) == 1


def test_keywords_that_are_links_are_told_apart():
    tags = '<div class="tags"><span>الكلمات الدلالية:</span> <a href="/a">معرض الكتاب</a> <a href="/b">رئيس الوزراء</a></div>'
    article = extract(page(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}{tags}</article>"), url=URL)
    assert article.keywords == ("معرض الكتاب", "رئيس الوزراء")
    assert article.body == "\n".join(PROSE)


def test_a_label_without_a_colon_whose_values_are_links():
    tags = '<div class="filed">Filed under <a href="/a">Ports</a> <a href="/b">Labour</a></div>'
    article = extract(page(f"<h1>{TITLE}</h1><article>{PARAGRAPHS}{tags}</article>"), url=URL)
    assert (article.keywords, article.body) == (("Ports", "Labour"), "\n".join(PROSE))


def test_a_windows_1256_page():
    body = f'<html><head><meta charset="windows-1256"></head><body><h1>{TITLE}</h1>{PARAGRAPHS}</body></html>'
    assert extract(body.encode("cp1256"), url=URL).body == "\n".join(PROSE)


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", "text/html", "empty"),
        (b"   \n", "text/html", "empty"),
        (b"%PDF-1.7", "application/pdf", "not a page but application/pdf"),
        (b"<html><body></body></html>", "text/html", "no text found|too short"),
        (b"<p>x</p>", "text/html", "no text found|too short"),
        (b"\x00\x01\x02", "", "no|empty|too short"),
    ],
)
def test_what_is_no_article_says_why(body, content_type, reason):
    with pytest.raises(NoArticleError, match=reason):
        extract(body, url=URL, content_type=content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 10_000 + page(PARAGRAPHS),
        page(f"<p {'a' * 100_000}='{'b' * 100_000}'>{PROSE[0]}</p>"),
        page("<p>" + "كلمة " * 200_000 + "</p>"),
        page(f"<h1>{TITLE}</h1>{PARAGRAPHS}")[:-200],
    ],
    ids=["deep", "huge attributes", "one long line", "cut off"],
)
def test_odd_pages_end_in_an_article_or_a_reason(body):
    with contextlib.suppress(NoArticleError):
        extract(body, url=URL)


def capture(kind="page", body=b"", status=200, entry=None):
    return Capture(
        "c", "s", kind, URL, URL, date(2024, 2, 9), datetime(2024, 2, 9, tzinfo=UTC), status, "", body, entry
    )


def test_clean_reads_a_page():
    assert clean(capture(body=page(PARAGRAPHS)), SourceRules()).body == "\n".join(PROSE)


def test_clean_reads_the_full_text_of_an_entry():
    entry = FeedEntry(URL, title=TITLE, published_at=datetime(2024, 2, 9, tzinfo=UTC))
    content = f'{PARAGRAPHS}<hr /><p dir="rtl">إقرأ أيضا: <a href="/1">{LINKS[0]}</a></p>'
    article = clean(capture("entry", content.encode(), entry=entry), SourceRules(language="ar"))
    assert (article.title, article.body) == (TITLE, "\n".join(PROSE))
    assert (article.related, article.published_from) == ((LINKS[0],), "feed")


def test_shortcodes_in_an_entry_are_no_text():
    content = f'{PARAGRAPHS}<p>[caption id="p_7" width="300"][/caption]</p>'
    entry = FeedEntry(URL, title=TITLE, published_at=datetime(2024, 2, 9, tzinfo=UTC))
    assert clean(capture("entry", content.encode(), entry=entry), SourceRules()).body == "\n".join(PROSE)


@pytest.mark.parametrize(("kind", "status"), [("feed", 200), ("sitemap", 200), ("page", 404)])
def test_clean_refuses_what_is_no_article(kind, status):
    with pytest.raises(NoArticleError):
        clean(capture(kind, page(PARAGRAPHS), status), SourceRules())


@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_a_reason(body):
    with contextlib.suppress(NoArticleError):
        extract(b"<html><body>" + body, url=URL)


def seed_pages():
    """Ways to wrap a text as a page: {name: function of its lines}."""

    def paragraphs(lines):
        return "".join(f"<p>{html.escape(line)}</p>\n" for line in lines)

    return {
        "article": lambda t: (
            f"<title>{t[0]} - موقع</title><article><h1>{t[0]}</h1>{paragraphs(t[1:])}</article>"
        ),
        "only paragraphs": paragraphs,
        "line breaks": lambda t: (
            f"<title>{t[0]}</title><h1>{t[0]}</h1><div class='content'>{'<br>'.join(t[1:])}</div>"
        ),
        "labels and a related wrapper": lambda t: (
            f"<title>{t[0]}</title><div class='container'><h1>{t[0]}</h1><span>{t[1]}</span><div class='text'>"
            f"{paragraphs(t[2:11])}</div><div class='tags'>{t[11]}</div><div class='tags'>{t[12]}</div><h4>{t[13]}</h4>"
            f"<div class='related'><h2>{t[14]}</h2>{paragraphs(t[15:])}</div></div>"
        ),
    }


@pytest.mark.parametrize("wrap", seed_pages().values(), ids=seed_pages().keys())
def test_the_seed_page_gives_two_stories(shared_data, wrap):
    lines = (shared_data / "seed_article.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    article = extract(
        f'<html><meta charset="utf-8">{wrap(lines)}</html>'.encode(), url="https://x.example/n/1"
    )
    main, other = article.stories
    assert (article.title, main.body) == (lines[0], "\n".join(lines[2:11]))
    assert (article.published_at.isoformat(), article.published_from) == ("2024-02-09T00:00:00+00:00", "text")
    assert (article.attribution, article.keywords) == ("الحرة", (lines[12].partition(": ")[2],))
    assert (other.role, other.title, other.dateline) == ("read_also", lines[14], "البلاد (بروكسل)")
    assert other.body == "\n".join(lines[16:])


def pages(shared_data):
    return json.loads((shared_data / "html" / "manifest.json").read_text(encoding="utf-8"))


def test_real_pages_have_their_titles_and_dates(shared_data):
    titles = {
        "htmldate_1523806243.html": "تحلیل روزنامه اصولگرا از دعوت اصلاح طلبان به حضور مردم در انتخابات",
        "htmldate_1691196862.html": "وزير الرى يشهد توقيع عقد دراسة تحديد السحب الآمن للخزانات الجوفية مع جامعة القاهرة",
        "htmldate_1731695567.html": "36 عامًا.. سر رحيل نعيمة عاكف في سن مبكر",
        "htmldate_1806793639.html": "تركى آل الشيخ بعد إصابة يسرا بكورونا: يارب يرفع عنك",
        "newspaper4k_arabic_article.html": "معارضون يسيطرون على مخازن للصواريخ بريف دمشق",
        "mcmetadata_naibaat_pk_2022.html": "سانحہ مری کیس: عدالت نے کمشنر راولپنڈی کو طلب کر لیا",
        "trafilatura_assabah.com.tn.article.html": "الناشط الحقوقي السوداني خالد عبد الكريم ماسا لـ«الصباح»: "
        "كل الشروط متوفرة لثورة سودانية ولا حاجة لنستورد شيئا",
    }
    for one in pages(shared_data):
        article = extract((shared_data / "html" / one["file"]).read_bytes(), url=one.get("url", URL))
        assert article.title == titles[one["file"]]
        assert article.language == one["lang"]
        if "gold_date" in one:
            assert article.published_at.date().isoformat() == one["gold_date"]
        gold = one.get("gold", {})
        assert all(part in article.body for part in gold.get("with", []))
        assert not any(part in article.body for part in gold.get("without", []))


def overlap(text, gold):
    ours, theirs = (Counter(re.findall(r"\w+", one)) for one in (text, gold))
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def test_bodies_of_real_pages_are_at_least_trafilaturas(shared_data):
    import trafilatura

    for one in pages(shared_data):
        if "gold_text" in one:
            body = (shared_data / "html" / one["file"]).read_bytes()
            theirs = trafilatura.extract(body, include_comments=False, include_tables=False)
            assert overlap(extract(body, url=URL).body, one["gold_text"]) >= overlap(theirs, one["gold_text"])


def test_the_joiners_of_persian_spelling_are_kept():
    text = "کتابخانه‌های سیار به روستاهای کویر بازگشتند و کودکان دوباره کتاب می‌خوانند. " * 4
    page = f"<html lang=fa><body><article><h1>بازگشت کتابخانه‌ها</h1><p>{text}</p></article></body></html>"
    article = extract(page.encode(), url="http://baran.example/1")
    assert article.body == text.strip()
    assert article.title == "بازگشت کتابخانه‌ها"


def test_a_title_of_nothing_but_separators_takes_no_memory():
    article = extract(page(PARAGRAPHS, f"<title>{TITLE}{' - ' * 1_000_000}</title>"), url=URL)
    assert article.body == "\n".join(PROSE)
