"""Read-also that no wording tells: links to other articles, and nothing else, between an article's paragraphs."""

import pytest

from pipelines.cleaning import extract

URL = "https://news.example/port/1"
TITLES = {
    "en": "Old Harbour reopens its coastal road",
    "ar": "بلدة المرفأ تعيد فتح طريقها الساحلي",
}
PARAGRAPHS = {
    "en": [
        "The town of Old Harbour reopened its coastal road to lorries on Tuesday after four weeks of repairs.",
        "Mayor Salem Haddad told reporters that the work had cost two million and that only planting remained.",
        "An earlier study by the city university had warned of erosion at three places along the western side.",
        "Traders hope that transport will become cheaper again, since lorries took a much longer mountain road.",
    ],
    "ar": [
        "أعادت بلدة المرفأ يوم الثلاثاء فتح طريقها الساحلي أمام الشاحنات بعد أربعة أسابيع من أعمال الإصلاح.",
        "وقال رئيس البلدية سالم الحداد للصحفيين إن الأعمال كلفت مليوني دينار ولم يبق منها سوى غرس الأشجار.",
        "وكانت دراسة سابقة لجامعة المدينة قد حذرت من التآكل في ثلاثة مواضع على امتداد الجانب الغربي.",
        "ويأمل التجار أن ينخفض ثمن النقل من جديد بعدما اضطرت الشاحنات إلى سلوك طريق الجبل الأطول.",
    ],
}
HEADLINES = {
    "en": ["Minister visits the northern stations", "Vegetable prices fall at the markets"],
    "ar": ["وزير النقل يتفقد محطات القطار في الشمال", "أسعار الخضار تتراجع في أسواق الجملة"],
}
# Labels that stand in no list of wordings.
LABELS = {"en": "Out of our own drawer", "ar": "من أدراج الجريدة"}


def links(headlines, form):
    return "".join(form.format(f'<a href="/n/{at}">{one}</a>') for at, one in enumerate(headlines))


FORMS = {
    "a paragraph that is one link": lambda _, ones: links(ones[:1], "<p>{}</p>"),
    "the same in bold": lambda _, ones: links(ones[:1], "<p><strong>{}</strong></p>"),
    "two of them": lambda _, ones: links(ones, "<p>{}</p>"),
    "bold label, list": lambda label, ones: f"<p><b>{label}</b></p><ul>{links(ones, '<li>{}</li>')}</ul>",
    "heading, list": lambda label, ones: f"<h3>{label}</h3><ul>{links(ones, '<li>{}</li>')}</ul>",
    "label and link": lambda label, ones: f"<p><strong>{label}:</strong> {links(ones[:1], '{}')}</p>",
    "box": lambda label, ones: f'<div class="k7"><span>{label}</span><h4>{links(ones[:1], "{}")}</h4></div>',
    "box of divs": lambda label, ones: f"<div><div>{label}</div><ul>{links(ones, '<li>{}</li>')}</ul></div>",
    "line breaks": lambda label, ones: f"<p><b>{label}</b><br>{links(ones, '{}<br>')}</p>",
}


def article(language, inside, *, wrap=False):
    form = "<div><p>{}</p></div>" if wrap else "<p>{}</p>"
    blocks = [form.format(one) for one in PARAGRAPHS[language]]
    title = TITLES[language]
    page = f"<html lang={language}><head><title>{title}</title></head><body><article><h1>{title}</h1>{''.join(blocks[:2])}{inside}{''.join(blocks[2:])}</article></body></html>"
    return extract(page.encode(), url=URL)


@pytest.mark.parametrize("wrap", [False, True], ids=["paragraphs", "paragraphs in wrappers"])
@pytest.mark.parametrize("language", PARAGRAPHS)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_block_without_a_wording_is_cut_and_its_headlines_are_kept(form, language, wrap):
    headlines = HEADLINES[language]
    block = form(LABELS[language], headlines)
    found = article(language, block, wrap=wrap)
    assert found.body.split("\n") == PARAGRAPHS[language]
    assert len(found.stories) == 1
    assert list(found.related) == [one for one in headlines if one in block]


PROSE = {
    "a heading that is a link": '<h3><a href="/brooks-ghost">Brooks Ghost is the best shoe</a></h3>',
    "a link to another site": '<p><a href="https://ministry.example.org/report">The whole report of the ministry of transport</a></p>',
    "a mark on the page": '<p><a href="#chapter">What the town had to pay</a></p>',
    "a sentence": '<p><a href="/n/1">The ministry had announced this already in the spring of last year.</a></p>',
    "a name": '<p><b>With</b> <a href="/people/1">Salem Haddad</a></p>',
    "a table": '<p><b>Firm:</b> <a href="/1">Sleep well on firm hybrid springs</a></p><p><b>Soft:</b> <a href="/2">Sleep well on the softest foam</a></p>',
    "a table whose other links are short": '<p><b>Firm feel:</b> <a href="/1">Sleep well on firm hybrid springs</a></p><p><b>Soft:</b> <a href="/2">Cloud Nine</a></p>',
    "a picture with a linked caption": '<figure><img src="/1.jpg" alt=""><a href="/1">The western side of the harbour at low tide</a></figure>',
    "a clause before a link": '<p><span>We leave that out; you can</span> <a href="/1">read the long story of the road here</a></p>',
    "a list that the paragraph before it announces": f'<p>{PARAGRAPHS["en"][0]} These are the courses that the town offers:</p><ul>{links(HEADLINES["en"], "<li>{}</li>")}</ul>',
    "text beside the link": '<p>The town said so <a href="/n/1">in a letter to its traders last May</a></p>',
}  # fmt: skip


@pytest.mark.parametrize("inside", PROSE.values(), ids=PROSE)
def test_what_only_looks_like_it_is_not_cut(inside):
    found = article("en", inside)
    assert not found.related
    assert not found.removed


def test_a_page_made_of_such_blocks_is_its_own_article():
    reviews = [f'<p><a href="/r/{at}">Our whole review of shoe number {at}</a></p>' for at in range(9)]
    between = f"<p>{PARAGRAPHS['en'][0]}</p>".join(reviews)
    assert not article("en", between).related
