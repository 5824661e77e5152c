"""HTML as a person reads it."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.columns import columns
from core.visible import visible
from shell.html.cost import AGAIN, NODE_LIMIT, tree_cost
from shell.html.render import TEXT_LIMIT, HtmlReader, html_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain &amp; <b>bold</b>\n  next", "plain & bold next"),
        ("<p>one<p>two", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<h1>Head</h1>body<h3>Sub</h3>", "# Head\n\nbody\n\n### Sub"),
        ("<h2></h2>x", "x"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>d", "- a\n- b\n  - c\n\nd"),
        ("<ol start=9><li>a<li>b</ol>", "9. a\n10. b"),
        ("<li>stray", "- stray"),
        ("<blockquote>a<p>b</blockquote>c", "> a\n>\n> b\n\nc"),
        ("<blockquote><blockquote>a</blockquote>b</blockquote>", "> > a\n>\n> b"),
        ("<ol><li>a<blockquote>b</blockquote></ol>", "1. a\n\n   > b"),
        ("<dl><dt>t<dd>m</dl>", "t\n    m"),
        ("<pre>  a\n\tb\n</pre>", "  a\n        b"),
        ("<pre>a\n\n\nb</pre>", "a\n\nb"),
        ("<p>a</p><hr><p>b</p>", f"a\n\n{'-' * 40}\n\nb"),
        ("<img alt='A logo'><img src=x><img alt=''>", "[A logo]"),
        ("a<script>x</script><style>x</style><!-- x -->b", "ab"),
        ("<title>x</title>a<noscript>b</noscript>", "ab"),
        ("<div hidden>x</div>a", "a"),
        ("&nbsp;&zwnj;&#8203;a&nbsp;&nbsp;b", "a b"),
        ("<p>&nbsp;</p>a<p> </p>b", "a\n\nb"),
        ("&#27;[31m \u202eabc", "\\x1b[31m \\u202eabc"),
        ("", ""),
    ],
)
def test_blocks(html: str, text: str) -> None:
    assert html_text(html) == text


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "color:red; DISPLAY : None !important",
        "visibility:hidden",
        "mso-hide:all",
        "font-size:0px",
        "opacity:0",
        "max-height:0; overflow:hidden",
    ],
)
def test_what_is_hidden_goes(style: str) -> None:
    assert html_text(f"<p>a<span style='{style}'>x<b>y</b></span></p>") == "a"


@pytest.mark.parametrize(
    "style", ["display:block", "font-size:0.9em", "opacity:0.5", "min-height:0"]
)
def test_what_is_not_hidden_stays(style: str) -> None:
    assert html_text(f"<p style='{style}'>a</p>") == "a"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<a href='http://x.org/a?b&amp;c'>site</a>",
            "site [1]\n\n[1] http://x.org/a?b&c",
        ),
        ("<a href='http://x.org/'>x.org</a>", "x.org"),
        ("<a href='https://x.org/a'>HTTPS://x.org/a/</a>", "HTTPS://x.org/a/"),
        ("<a href='mailto:me@x.org'>me@x.org</a>", "me@x.org"),
        ("<a href='#top'>top</a> <a>none</a>", "top none"),
        (
            "<a href='http://a/'>x</a><a href='http://a/'>y</a>",
            "x [1]y [1]\n\n[1] http://a/",
        ),
        (
            "<a href='http://evil.example/x'>www.bank.com</a>",
            "www.bank.com [1: leads to evil.example]\n\n[1] http://evil.example/x",
        ),
        (
            "<a href='http://a@evil.example'>https://bank.com/a</a>",
            "https://bank.com/a [1: leads to evil.example]\n\n[1] http://a@evil.example",
        ),
        (
            "<a href='http://www.bank.com/long'>bank.com</a>",
            "bank.com [1]\n\n[1] http://www.bank.com/long",
        ),
        (
            "<a href='http://click.x.org/1'>x.org</a>",
            "x.org [1]\n\n[1] http://click.x.org/1",
        ),
        (
            "<a href='java\nscript:alert(1)'>x.org</a>",
            "x.org [1: leads to elsewhere]\n\n[1] javascript:alert(1)",
        ),
        ("<a href='http://a/&#27;'><img alt=Pic></a>", "[Pic] [1]\n\n[1] http://a/"),
    ],
)
def test_links_show_where_they_lead(html: str, text: str) -> None:
    assert html_text(html) == text


def test_a_table_of_data() -> None:
    html = (
        "<table><caption>Prices</caption><tr><th>Item<th>Qty<th>Price"
        "<tr><td>Tea 茶<td>2<td>3.00<tr><td colspan=2>Total, all<td>3.00</table>"
    )
    assert html_text(html).splitlines() == [
        "Prices",
        "Item    Qty  Price",
        "------------------",
        "Tea 茶  2    3.00",
        "Total, all   3.00",
    ]


def test_a_wide_table_wraps_its_cells() -> None:
    html = f"<table><tr><td>key<td>{'word ' * 20}<tr><td>k<td>v</table>"
    lines = html_text(html, 40).splitlines()
    assert lines[0].startswith("key  word")
    assert lines[1].startswith("     word")
    assert lines[-1] == "k    v"
    assert max(map(columns, lines)) <= 40


def test_more_columns_than_have_room() -> None:
    html = "<table><tr>" + "".join(f"<td>c{n}" for n in range(20)) + "</table>"
    assert html_text(html, 60).splitlines() == [f"c{n}" for n in range(20)]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td><table><tr><td>one</table><td>two</table>",
        "<table role=presentation><tr><td>one<td>two</table>",
        "<table><tr><td><ul><li>one</ul><td>two</table>",
        "<table><tr><td>one<tr><td>two</table>",
    ],
)
def test_a_table_of_layout_is_blocks(html: str) -> None:
    assert [line.removeprefix("- ") for line in html_text(html).split()[-2:]] == [
        "one",
        "two",
    ]
    assert "  " not in html_text(html)


ALPHABET = """
<p> <div> </div> <b> </b> <ul> <ol> <li> </ul> <table> <tr> <td> <th> </table>
<blockquote> </blockquote> <a/href=http://x.y/z> </a> <pre> </pre> <td/colspan=99>
<h1> <br> <hr> <img/alt=é> <style> </style> <svg> <select> <template>
<!-- text 中文 &#27; & <
"""
SNIPPETS = st.sampled_from([*ALPHABET.split(), "&nbsp;", "\u202e"])
HTML = st.lists(SNIPPETS, max_size=40).map(" ".join) | st.text()


@given(HTML, st.integers(30, 100))
# An empty pre is no second blank line beside the one before it.
@example("<p> <a/href=http://x.y/z> <pre>", 30)
def test_any_html_gives_lines_that_fit_and_do_not_act(html: str, width: int) -> None:
    text = html_text(html, width)
    assert visible(text) == text
    targets = [line for line in text.splitlines() if line.startswith("[")]
    fitting = [line for line in text.splitlines() if line not in targets]
    # Indentation deeper than the window leaves a least width for words.
    assert all(columns(line) <= max(width, 70) or "  " in line for line in fitting)
    assert "\n\n\n" not in text
    assert not text.endswith("\n")


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000,
        "<blockquote>x" * 50_000,
        "<table><tr><td>x" * 50_000,
        "<ul><li>x" * 50_000,
        "<b><p>x" * 50_000,
        "<a href=http://x>y.org" * 50_000,
        "<a href=x>" + "a" * 1_000_000 + "/ b</a>",
        "<" * 2_000_000,
        "<script>x" * 50_000,
        "x" * (TEXT_LIMIT + 1),
        "<p style='" + "opacity:0" * 100_000 + "'>x",
        "<table>" + "<tr><td colspan=1000>x<td>y" * 30_000,
        "".join(f"<font size={n}><p>" for n in range(20_000)),
    ],
    ids=lambda html: html[:14],
)
def test_bombs_are_linear(html: str) -> None:
    start = time.process_time()
    html_text(html)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("html", "cost"),
    [
        ("<p>a <b>b</b></p><p>c</p>", 6),
        ("a < b", 1),
        ("<i><i><i><p>", 5),
        ("<I><FONT size=1><tt><p><p><p></i><p>", 8 + 11 // AGAIN),
        ("</b></b><p>", 3),
        ("<div>" * (NODE_LIMIT + 1), NODE_LIMIT + 1),
    ],
)
def test_what_a_tree_would_cost(html: str, cost: int) -> None:
    assert tree_cost(html) == cost


def test_a_message_has_one_budget_for_all_its_trees() -> None:
    half = "<div>" * (NODE_LIMIT // 2) + "<table><tr><td>a<td>b</table>"
    reader = HtmlReader(80)
    assert reader.text(half) == "a  b"
    assert reader.text(half).split() == ["a", "b"]
    assert reader.text("<table><tr><td>a<td>b</table>") == "a  b"


def test_what_is_too_large_for_a_tree_keeps_its_text() -> None:
    many = "<i>" * (NODE_LIMIT + 1)
    html = f"<style>x</style>{many}<p>one &amp;<p>two<script>no</script> <b>three</b>"
    assert html_text(html).split() == ["one", "&", "two", "three"]
