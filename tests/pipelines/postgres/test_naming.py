"""Messages name a database, and never what its connection string holds beside host and database name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.postgres.naming import shown_name, with_patience, without_secrets

SHOWN = "ducklake:postgres:dbname=news host=db.example"


@pytest.mark.parametrize(
    "connection",
    [
        "dbname=news host=db.example user=naba password=s3cret",
        "dbname=news password = s3cret host=db.example",
        "password='s3 cr\\'et' dbname=news  host = db.example",
        "host=db.example dbname=news sslpassword=s3cret passfile=/s3cret",
        "postgresql://naba:s3cret@db.example/news",
        "postgres://naba:p:s3cret@db.example/news?sslmode=require",
        "postgresql://naba:p/s3cret@db.example/news",
        "postgresql://naba:p@s3cret@db.example/news",
        "postgresql://db.example/news?password=s3cret",
    ],
)
def test_only_host_and_database_are_shown(connection):
    assert shown_name(f"ducklake:postgres:{connection}") == SHOWN


@pytest.mark.parametrize(
    "connection",
    [
        "password='s3cret host=x",
        "nothing of the kind s3cret",
        "postgresql://naba:s3c?ret@db.example/news",
        "postgresql://db.example/news?password=x@s3cret",
    ],
)
def test_what_can_not_be_read_is_not_shown(connection):
    assert shown_name(f"ducklake:postgres:{connection}") == "ducklake:postgres:…"


def test_paths_are_shown_as_they_are():
    for name in ("/data/naba.duckdb", "ducklake:sqlite:/data/a password=b@c.sqlite"):
        assert shown_name(name) == name


@given(
    st.text(st.characters(codec="ascii", exclude_categories=["C"], exclude_characters="'\\"), min_size=8),
    st.sampled_from(["password='{}' host=db.example dbname=news", "host=db.example password = '{}'"]),
)
def test_no_password_is_ever_shown(password, form):
    uri = f"ducklake:postgres:{form.format(password)}"
    hidden = f"<{password}>"
    assert password not in shown_name(uri) or password in SHOWN
    message = f'IO Error: Unable to connect to "{uri.removeprefix("ducklake:postgres:")}": refused {hidden}'
    told = without_secrets(message, uri)
    assert hidden not in told
    assert told.endswith(("refused <…>", "refused <… >")) or password.strip() == ""


@pytest.mark.parametrize(
    ("database", "expected"),
    [
        ("postgres:dbname=x", "postgres:dbname=x connect_timeout=10 "),
        ("dbname=x connect_timeout=3", "dbname=x connect_timeout=3 keepalives_idle=20 "),
        ("postgresql://h/x", "postgresql://h/x?connect_timeout=10&"),
        ("postgresql://h/x?sslmode=require", "postgresql://h/x?sslmode=require&connect_timeout=10&"),
    ],
)
def test_a_silent_server_is_not_waited_for_long_unless_the_name_says_so(database, expected):
    assert with_patience(database).startswith(expected)
