"""A WordPress site as its owners leave it: feed, comment feed, Yoast's sitemaps, archive pages, REST API."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs, urlsplit

from tests.support.servers.publisher import FakePublisher, Reply
from tests.support.texts.prose import prose

HTML = {"Content-Type": "text/html; charset=UTF-8"}
XML = {"Content-Type": "text/xml; charset=UTF-8"}
JSON = {"Content-Type": "application/json; charset=UTF-8"}


@dataclass
class Post:
    number: int
    at: datetime
    category: str
    modified: datetime
    edits: int = 0

    @property
    def title(self):
        return f"عنوان {prose(self.number, 6)}"

    @property
    def path(self):
        return f"/{self.at:%Y/%m/%d}/post-{self.number}/"

    @property
    def content(self):
        added = "".join(f"<p>تصحيح رقم {n}: {prose(f'edit{n}', 12)}</p>" for n in range(self.edits))
        return "".join(f"<p>{prose(f'{self.number}/{n}', 50)}.</p>" for n in range(4)) + added


@dataclass
class WordPressSite:
    """Serves the posts of a number of days, newest first; its clock stands at `now`."""

    publisher: FakePublisher
    now: datetime
    days: int = 20
    posts_a_day: int = 3
    posts: list[Post] = field(default_factory=list)
    comments: list[Post] = field(default_factory=list)

    def __post_init__(self):
        gap = timedelta(hours=24 / self.posts_a_day)
        for n in range(self.days * self.posts_a_day):
            at = self.now - gap * n - timedelta(minutes=20)
            category = ("politics", "sport")[n % 2]
            self.posts.append(Post(5000 - n, at, category, at + timedelta(minutes=5)))
        self.publisher.make_reply = self.reply

    @property
    def url(self):
        return self.publisher.url

    def of_days(self, first, last):
        return [post for post in self.posts if first <= post.at.date() <= last]

    def edit(self, post):
        post.edits += 1
        post.modified = self.now

    def reply(self, path):
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        fixed = {
            "/": self._front_page,
            "/robots.txt": lambda: Reply(body=f"User-agent: *\nSitemap: {self.url}/sitemap_index.xml".encode()),
            "/feed/": lambda: self._feed(self.posts, int(query.get("paged", "1"))),
            "/comments/feed/": self._comment_feed,
            "/sitemap_index.xml": self._index,
            "/page-sitemap.xml": lambda: self._urlset([("/about/", self.now)]),
            "/category-sitemap.xml": lambda: self._urlset([(f"/category/{c}/", self.now) for c in ("politics", "sport")]),
            "/post_tag-sitemap.xml": lambda: self._urlset([("/tag/x/", self.now)]),
            "/author-sitemap.xml": lambda: self._urlset([("/author/sara/", self.now)]),
            "/wp-json/wp/v2/posts": lambda: self._api(query),
        }  # fmt: skip
        if parts.path in fixed:
            return fixed[parts.path]()
        if parts.path.startswith("/post-sitemap"):
            part = int(parts.path.removeprefix("/post-sitemap").removesuffix(".xml") or 1)
            return self._urlset([(one.path, one.modified) for one in self._parts()[part - 1]])
        if parts.path.startswith(("/category/", "/tag/", "/author/", "/about/")):
            return self._archive(parts.path)
        return next((self._page(post) for post in self.posts if post.path == parts.path), None)

    def _parts(self):
        oldest_first = self.posts[::-1]
        return [oldest_first[at : at + 25] for at in range(0, len(oldest_first), 25)]

    def _head(self, title, more=""):
        return f"""<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="UTF-8"><title>{title} - صحيفة الميناء</title>
<meta property="og:site_name" content="صحيفة الميناء"><link rel="https://api.w.org/" href="{self.url}/wp-json/">
<link rel="alternate" type="application/rss+xml" href="{self.url}/feed/"><link rel="alternate" type="application/rss+xml" href="{self.url}/comments/feed/">{more}</head><body>"""

    def _front_page(self):
        cards = "".join(
            f'<h2><a href="{post.path}">{post.title}</a></h2><p>{prose(post.number)}</p>'
            for post in self.posts[:10]
        )
        return Reply(body=f"{self._head('الرئيسية')}{cards}</body></html>".encode(), headers=HTML)

    def _archive(self, path):
        cards = "".join(f"<h2>{post.title}</h2><p>{prose(post.number, 60)}</p>" for post in self.posts[:6])
        return Reply(body=f"{self._head(f'أرشيف {path}')}{cards}</body></html>".encode(), headers=HTML)

    def _page(self, post):
        head = self._head(
            post.title,
            f'<link rel="canonical" href="{self.url}{post.path}">'
            f'<meta property="article:published_time" content="{post.at.isoformat()}">'
            f'<meta property="article:modified_time" content="{post.modified.isoformat()}">',
        )
        body = f'<article><h1>{post.title}</h1><div class="entry-content">{post.content}</div></article>'
        return Reply(body=f"{head}{body}</body></html>".encode(), headers=HTML)

    def _feed(self, posts, page):
        items = "".join(
            f"<item><title>{post.title}</title><link>{self.url}{post.path}</link>"
            f"<pubDate>{format_datetime(post.at)}</pubDate>"
            f"<guid isPermaLink='false'>{self.url}/?p={post.number}</guid></item>"
            for post in posts[(page - 1) * 10 : page * 10]
        )
        if not items:
            return Reply(404)
        return Reply(
            body=f"<rss version='2.0'><channel><title>t</title><generator>https://wordpress.org/?v=6.6</generator>{items}</channel></rss>".encode(),
            headers=XML,
        )

    def _comment_feed(self):
        items = "".join(
            f"<item><title>بواسطة: قارئ</title><link>{self.url}{post.path}#comment-{n}</link>"
            f"<pubDate>{format_datetime(self.now)}</pubDate><guid isPermaLink='false'>{self.url}/?p={post.number}#comment-{n}</guid></item>"
            for n, post in enumerate(self.comments)
        )
        return Reply(
            body=f"<rss version='2.0'><channel><title>التعليقات</title>{items}</channel></rss>".encode(),
            headers=XML,
        )

    def _index(self):
        parts = [
            (f"/post-sitemap{n or ''}.xml", max(post.modified for post in part))
            for n, part in zip([0, *range(2, 99)], self._parts(), strict=False)
        ]
        parts += [(f"/{name}-sitemap.xml", self.now) for name in ("page", "category", "post_tag", "author")]
        rows = "".join(
            f"<sitemap><loc>{self.url}{path}</loc><lastmod>{at.isoformat()}</lastmod></sitemap>"
            for path, at in parts
        )
        return Reply(body=f"<sitemapindex>{rows}</sitemapindex>".encode(), headers=XML)

    def _urlset(self, rows):
        urls = "".join(
            f"<url><loc>{self.url}{path}</loc><lastmod>{at.isoformat()}</lastmod></url>" for path, at in rows
        )
        return Reply(body=f"<urlset>{urls}</urlset>".encode(), headers=XML)

    def _api(self, query):
        size, page = int(query.get("per_page", "10")), int(query.get("page", "1"))
        after = datetime.fromisoformat(query.get("after", "1970-01-01T00:00:00Z"))
        before = datetime.fromisoformat(query.get("before", "2100-01-01T00:00:00Z"))
        found = [post for post in self.posts if after < post.at < before]
        pages = -(-len(found) // size)
        if page > max(1, pages):
            body = {"code": "rest_post_invalid_page_number", "message": "…", "data": {"status": 400}}
            return Reply(400, json.dumps(body).encode(), JSON)
        chosen = [self._api_post(post, query) for post in found[(page - 1) * size : page * size]]
        headers = JSON | {"X-WP-Total": str(len(found)), "X-WP-TotalPages": str(pages)}
        return Reply(body=json.dumps(chosen).encode(), headers=headers)

    def _api_post(self, post, query):
        local = post.at.astimezone(UTC) + timedelta(hours=3)
        made = {
            "id": post.number,
            "date": f"{local:%Y-%m-%dT%H:%M:%S}",
            "date_gmt": f"{post.at:%Y-%m-%dT%H:%M:%S}",
            "modified_gmt": f"{post.modified:%Y-%m-%dT%H:%M:%S}",
            "link": f"{self.url}{post.path}",
            "title": {"rendered": f"{post.title} &#8220;x&#8221;"},
            "content": {"rendered": post.content, "protected": False},
        }
        if "_embed" in query:
            made["_embedded"] = {
                "author": [{"name": "سارة علي"}],
                "wp:term": [[{"taxonomy": "category", "name": post.category}], [{"taxonomy": "post_tag", "name": "وسم"}]],
            }  # fmt: skip
        wanted = query.get("_fields")
        return {key: value for key, value in made.items() if not wanted or key in wanted.split(",")}
