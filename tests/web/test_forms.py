from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.web.forms import is_ours, local_path
from kb.web.throttling import _network

SITE = "https://kb.example/inloggen"
ADDRESSES = st.lists(
    st.sampled_from(
        ["/", "\\", "//", "kwaad.example", ":", "@", "?", "#", "\t", "\n", "%2f", ".", "é"]
    )
    | st.text(max_size=5),
    max_size=8,
).map("".join)


@given(ADDRESSES)
@example("/\t/kwaad.example")
@example("/\\kwaad.example")
@example("https:kwaad.example")
def test_wherever_one_asks_to_go_it_is_on_this_site(text: str) -> None:
    target = urljoin(SITE, local_path(text))
    assert urlsplit(target).netloc == "kb.example"
    assert local_path(local_path(text)) == local_path(text)


@pytest.mark.parametrize("path", ["/", "/?q=hitte in de stad", "/redactie/a%2Fb?c=d#e"])
def test_an_address_on_this_site_stays_as_it_is(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "https://kb.example"}, False),
        ({"origin": "https://kb.example", "host": "kb.example"}, True),
        ({"origin": "https://kb.example", "host": "binnen:8000"}, True),
        ({"origin": "https://kb.example:444", "host": "kb.example"}, False),
        ({"origin": "null", "host": "kb.example"}, False),
        ({"origin": "null", "host": ""}, False),
        ({}, True),
    ],
)
def test_a_browser_tells_whose_page_a_form_came_from(headers: dict[str, str], ours: bool) -> None:
    assert is_ours(headers, "https://kb.example") is ours


def test_visitors_are_told_apart_by_address_and_networks_of_ipv6() -> None:
    assert _network("192.0.2.1") != _network("192.0.2.2")
    assert _network("2001:db8::1") == _network("2001:db8::2") != _network("2001:db8:0:1::1")
    assert _network("testclient") == "testclient"
