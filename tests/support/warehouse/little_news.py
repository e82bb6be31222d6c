"""A small published database: a story of three copies, one of them appended under "read also"; hostile texts."""

from datetime import UTC, date, datetime, timedelta

HOSTILE = "<script>document.title = 'owned'</script>\"'><img src=x onerror=alert(1)>"
DAY = date(2026, 3, 1)
MORNING = datetime(2026, 3, 1, 6, 10, tzinfo=UTC)
BODY = (
    "أعلنت إدارة مرفأ طرابلس استئناف استقبال سفن الحاويات بعد توقف دام سبعة أشهر.\n"
    "وقالت الإدارة إن أول سفينة رست صباح الأحد وعلى متنها 320 حاوية قادمة من مرسين."
)
EDITED = BODY.replace("صباح الأحد", "فجر الاثنين") + "\nوكان المرفأ قد تضرر في عاصفة."
TITLE = "مرفأ طرابلس يستأنف استقبال سفن الحاويات"


def article(name, source, *, title, minutes, body, language="ar", **others):
    moment = MORNING + timedelta(minutes=minutes)
    return {
        "day": moment.date(),
        "article_id": name,
        "capture_id": name,
        "source_id": source,
        "url": f"http://{source}.example/{name}",
        "canonical_url": f"http://{source}.example/{name}",
        "title": title,
        "author": None,
        "language": language,
        "published_at": moment,
        "published_from": "feed",
        "fetched_at": moment,
        "attribution": None,
        "keywords": [],
        "section": None,
        "image_url": None,
        "related": [],
        "body": body,
        "text": body,
        "removed": [],
        "is_complete": True,
        "cleaner_version": "1",
    } | others


def story(of, position=0, *, title=None, body=None):
    return {
        "day": of["day"],
        "story_id": f"{of['article_id']}-{position}",
        "article_id": of["article_id"],
        "source_id": of["source_id"],
        "position": position,
        "role": "read_also" if position else "main",
        "title": title or of["title"],
        "dateline": None,
        "body": body or of["body"],
        "published_at": of["published_at"],
        "words": len((body or of["body"]).split()),
        "fingerprint": 7,
        "fingerprint_version": "1.1",
    }


ARTICLES = (
    article("a1", "nasim", title=TITLE, minutes=0, body=BODY),
    article("a2", "sahel", title="المرفأ يعود إلى العمل", minutes=160, body=EDITED, attribution="وكالة نسيم"),
    article("a3", "khulasa", title="كأس الشواطئ تنطلق غداً", minutes=900, body="تنطلق غداً بطولة كأس الشواطئ بمشاركة ثمانية فرق."),
    article("a4", "ledger", title=HOSTILE, minutes=30, body=f"{HOSTILE} and more", language="en", url="javascript:alert(1)"),
    article("a5", "nasim", title=None, minutes=60 * 24, body="خبر من دون عنوان", language=None),
)  # fmt: skip
STORIES = (*map(story, ARTICLES), story(ARTICLES[2], 1, title=TITLE, body=BODY))
MEMBERS = {"a1-0": ["a1-0", "a2-0", "a3-1"], "a3-0": ["a3-0"], "a4-0": ["a4-0"], "a5-0": ["a5-0"]}


def pair(a, b, overlap, reason):
    return {
        "story_a": a,
        "story_b": b,
        "day_a": DAY,
        "day_b": DAY,
        "hamming": 9,
        "overlap": overlap,
        "jaccard": overlap,
        "shared_runs": 20,
        "reason": reason,
        "config": "test",
        "rule": "jaccard",
    }
