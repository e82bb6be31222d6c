"""Sites around a page in the seed's form: what aggregators' themes put beside the text, and how they dress its parts."""

import html
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["main title", "title", "front", "text", "label", "marker", "block"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a page, or a label with its value.

    Attributes:
        kind: what it is.
        text: as it is written; a label may have two lines.
        name, values: of a label.
    """

    kind: Kind
    text: str
    name: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """What stands around a text.

    Attributes:
        title: the page's headline.
        language: of the page.
        headlines: of other articles.
        draw: for what differs between pages.
    """

    title: str
    language: str
    headlines: Sequence[str]
    draw: random.Random

    def links(self, count: int, form: str = "<li><a href='/n/{}'>{}</a></li>") -> str:
        """Links to other articles."""
        drawn = self.draw.sample(self.headlines, count)
        return "".join(form.format(number, html.escape(one)) for number, one in enumerate(drawn, 700))


LABEL_STYLES = ("plain", "plain", "strong", "span and links", "dl", "cells", "list")
MARKER_STYLES = ("plain", "plain", "strong", "h3", "div", "link")
_WORDS = {
    "ar": ("الرئيسية", "سياسة", "رياضة", "اقتصاد", "منوعات", "الأكثر قراءة", "التعليقات", "اترك تعليقا", "جميع الحقوق محفوظة", "مشاركة"),
    "en": ("Home", "Politics", "Sport", "Business", "Culture", "Most read", "Comments", "Leave a reply", "All rights reserved", "Share"),
}  # fmt: skip


def words(language: str) -> tuple[str, ...]:
    """Of menus and boxes."""
    return _WORDS.get(language, _WORDS["en"])


def label(piece: Piece, style: str) -> str:
    """A label in one of the styles, as HTML."""
    name, values = html.escape(piece.name), [html.escape(one) for one in piece.values]
    links = [f'<a href="/tag/{number}" rel="tag">{one}</a>' for number, one in enumerate(values)]
    match style:
        case "strong":
            return f"<p><strong>{name}:</strong> {'، '.join(values)}</p>"
        case "span and links":
            return f'<div class="post-tags"><span class="label">{name}</span> {" ".join(links)}</div>'
        case "dl":
            return f"<dl><dt>{name}</dt>{''.join(f'<dd>{one}</dd>' for one in values)}</dl>"
        case "cells":
            return f"<table><tr><td>{name}</td><td>{', '.join(values)}</td></tr></table>"
        case "list":
            return f'<ul class="tags"><li>{name}</li>{"".join(f"<li>{one}</li>" for one in links)}</ul>'
        case _:
            raise ValueError(style)


def marker(text: str, style: str) -> str:
    """A marker in one of the styles."""
    text = html.escape(text)
    return {
        "strong": f"<p><strong>{text}</strong></p>",
        "h3": f"<h3>{text}</h3>",
        "div": f'<div class="read-also"><span>{text}</span></div>',
        "link": f'<h4><a href="/related">{text}</a></h4>',
    }[style]


def _head(site: Site, name: str, extra: str = "") -> str:
    rtl = ' dir="rtl"' if site.language in {"ar", "fa", "ur", "he", "ps", "ckb"} else ""
    title = html.escape(site.title)
    return (
        f'<!DOCTYPE html><html lang="{site.language}"{rtl}><head><meta charset="utf-8"><title>{title} - {name}</title>'
        f'<meta property="og:title" content="{title}">{extra}</head>'
    )


def _menu(site: Site) -> str:
    return "".join(
        f'<li><a href="/c/{at}">{word}</a></li>' for at, word in enumerate(words(site.language)[:5])
    )


def _bare(site: Site, body: str) -> str:
    home, *_ = words(site.language)
    return f'{_head(site, "Mujammaa")}<body><div class="menu"><a href="/">{home}</a></div><article><h1>{html.escape(site.title)}</h1>{body}</article></body></html>'


def _wordpress(site: Site, body: str) -> str:
    *_, most, comments, reply, rights, share = words(site.language)
    return f"""{_head(site, "Mujammaa", '<meta name="generator" content="WordPress 6.4"><link rel="canonical" href="https://mujammaa.example/1">')}
<body class="single single-post"><header id="masthead"><div class="site-title"><a href="/">Mujammaa</a></div><nav><ul>{_menu(site)}</ul></nav></header>
<div id="content" class="site-content"><main><article class="post hentry"><header class="entry-header"><h1 class="entry-title">{html.escape(site.title)}</h1></header>
<div class="entry-content">{body}</div>
<div class="sharedaddy"><h3>{share}</h3><ul><li><a href="#">Facebook</a></li><li><a href="#">Twitter</a></li></ul></div></article>
<div id="comments"><h2>{comments}</h2><form><label>{reply}</label><textarea></textarea></form></div></main>
<aside id="secondary" class="widget-area"><section class="widget"><h2 class="widget-title">{most}</h2><ul>{site.links(6)}</ul></section></aside></div>
<footer class="site-footer">{rights} 2024</footer></body></html>"""


def _newspaper(site: Site, body: str) -> str:
    *_, most, _comments, _reply, rights, share = words(site.language)
    cards = site.links(
        4, '<div class="td_module_6"><h3 class="entry-title"><a href="/n/{}">{}</a></h3></div>'
    )
    return f"""{_head(site, "Mujammaa", "<style>.td{{}}</style>")}
<body><div class="td-header"><ul class="sf-menu">{_menu(site)}</ul></div><div class="td-container"><div class="td-pb-row"><div class="td-main-content">
<div class="td-post-header"><ul class="td-category"><li><a href="/c/1">{words(site.language)[1]}</a></li></ul><h1 class="entry-title">{html.escape(site.title)}</h1></div>
<div class="td-post-sharing">{share}</div><div class="td-post-content tagdiv-type">{body}</div></div>
<div class="td-main-sidebar"><div class="block-title"><span>{most}</span></div>{cards}</div></div></div><div class="td-footer">{rights}</div></body></html>"""


def _drupal(site: Site, body: str) -> str:
    *_, most, _comments, _reply, rights, _share = words(site.language)
    return f"""{_head(site, "Mujammaa")}
<body class="node-type-article"><div id="page"><div id="header"><h2 id="site-name"><a href="/">Mujammaa</a></h2><ul class="links">{_menu(site)}</ul></div>
<div id="main"><h1 class="title" id="page-title">{html.escape(site.title)}</h1><div class="region region-content"><div class="node node-article">
<div class="field field-name-body"><div class="field-items"><div class="field-item even" property="content:encoded">{body}</div></div></div></div></div>
<div class="region region-sidebar"><div class="block"><h2>{most}</h2><div class="content"><ul>{site.links(5)}</ul></div></div></div></div><div id="footer">{rights}</div></div></body></html>"""


def _blogger(site: Site, body: str) -> str:
    *_, most, comments, _reply, _rights, _share = words(site.language)
    return f"""{_head(site, "Mujammaa")}
<body><div class="header"><h1 class="title"><a href="/">Mujammaa</a></h1></div><div class="main section"><div class="post hentry"><h3 class="post-title entry-title">{html.escape(site.title)}</h3>
<div class="post-body entry-content">{body}<div style="clear: both;"></div></div><div class="post-footer"><span>Posted by admin</span></div></div><div class="comments"><h4>0 {comments}</h4></div></div>
<div class="sidebar section"><div class="widget PopularPosts"><h2>{most}</h2><ul>{site.links(5)}</ul></div></div></body></html>"""


def _tables(site: Site, body: str) -> str:
    *_, most, _comments, _reply, rights, _share = words(site.language)
    menu = "".join(
        f'<tr><td><a href="/c/{at}">{word}</a></td></tr>' for at, word in enumerate(words(site.language)[:5])
    )
    return f"""{_head(site, "Mujammaa")}
<body><table width="100%"><tr><td colspan="3"><img src="/logo.gif" alt="Mujammaa"></td></tr><tr><td width="15%" valign="top"><table>{menu}</table></td>
<td valign="top"><table><tr><td><font size="5"><b>{html.escape(site.title)}</b></font></td></tr><tr><td><font face="Tahoma">{body}</font></td></tr></table></td>
<td width="20%" valign="top"><b>{most}</b><br>{site.links(5, '<a href="/n/{}">{}</a><br>')}</td></tr><tr><td colspan="3">{rights}</td></tr></table></body></html>"""


def _modern(site: Site, body: str) -> str:
    *_, most, _comments, _reply, rights, share = words(site.language)
    cards = site.links(3, '<a class="c-9a1 x2" href="/n/{}"><div class="c-77b"><h3>{}</h3></div></a>')
    return f"""{_head(site, "Mujammaa")}
<body><div id="__next"><header class="h-a81"><nav class="n-12f"><ul>{_menu(site)}</ul></nav></header><main class="m-77a"><div class="l-90c"><h1 class="t-41d">{html.escape(site.title)}</h1>
<div class="s-22e"><button>{share}</button></div><div class="b-5ce">{body}</div></div><section class="r-8fd"><h2>{most}</h2>{cards}</section></main><footer class="f-001">{rights}</footer></div></body></html>"""


THEMES: dict[str, Callable[[Site, str], str]] = {
    "bare": _bare,
    "wordpress": _wordpress,
    "newspaper": _newspaper,
    "drupal": _drupal,
    "blogger": _blogger,
    "tables": _tables,
    "modern": _modern,
}
