import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.masking import find, is_bsn, is_iban, mask

PIECES = st.sampled_from(
    [
        *"0123456789",
        *" .-/()+@,:\n",
        "06",
        "+31",
        "123456782",
        "NL91ABNA0417164300",
        "jan@waterdam.example",
        "1234 AB",
        "nr",
        "é",
        "Hoe ",
    ]
)
RUNNING = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map("".join))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("mail jan.de-vries+woo@gemeente-waterdam.example.", "mail [e-mail]."),
        ("bel 06-12345678 of 06 12 34 56 78", "bel [telefoon] of [telefoon]"),
        ("bel 06 - 1234 5678, of (0592) 12 34 56", "bel [telefoon], of [telefoon]"),
        ("(020) 624 11 11 en 020-6241111", "[telefoon] en [telefoon]"),
        (
            "+31 (0)6 1234 5678; +31612345678; 0031-20-624 1111",
            "[telefoon]; [telefoon]; [telefoon]",
        ),
        ("0612345678 tot 06.12.34.56.78", "[telefoon] tot [telefoon]"),
        ("vanuit België: +32 475 12 34 56", "vanuit België: [telefoon]"),
        ("bsn 123456782 en 1234.56.782 en 123 456 782", "bsn [bsn] en [bsn] en [bsn]"),
        ("in 2024 123-456-782 gekregen", "in 2024 [bsn] gekregen"),
        ("NL91ABNA0417164300 of nl91 abna 0417 1643 00 graag", "[iban] of [iban] graag"),
        ("bsn 12 34 56 782, 123 45 67 82", "bsn [bsn], [bsn]"),
        ("NL 91 ABNA 0417 1643 00", "[iban]"),
        ("2595BM12 of 3511 LX 14a", "[adres] of [adres]"),
        ("NL91.ABNA.0417.1643.00", "[iban]"),
        ("BE68 5390 0754 7034", "[iban]"),
        ("Woont op 1234 AB 12 en 1234ab-12a", "Woont op [adres] en [adres]"),
        ("Dorpsstraat 12, 1234 AB Waterdam", "Dorpsstraat [adres] Waterdam"),
    ],
)
def test_personal_data_is_masked_as_people_write_it(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Op 01-02-2024 12:30 en op 06-02-2024 12:30",
        "zaak 123456789 en 000000000",  # fails the eleven test; nobody's number
        "NL92ABNA0417164300X",
        "Sinds 2020 in 12 gemeenten, 1.234.567,89 euro",
        "artikel 5.1 lid 2, ISO 27001:2022, 2024-11-24T08:15:00",
        "dien in @gemeente of @ mij",
        "bel 14 020 of 112 of 0800-1351",
        "postcode 1234 AB",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert mask(text) == text


@given(RUNNING)
def test_findings_are_in_order_apart_and_word_for_word(text: str) -> None:
    at = 0
    for finding in find(text):
        assert at <= finding.start < finding.end
        assert text[finding.start : finding.end] == finding.text
        at = finding.end


@given(RUNNING)
def test_masked_text_has_no_findings_and_stays_as_it_is(text: str) -> None:
    masked = mask(text)
    assert find(masked) == ()
    assert mask(masked) == masked


@given(RUNNING)
def test_all_text_outside_the_findings_is_unchanged(text: str) -> None:
    kinds = r"\[(?:bsn|iban|e-mail|telefoon|adres)\]"
    kept = re.split(kinds, mask(text))
    # The pieces that were kept occur in the text in the same order.
    assert re.search(".*".join(map(re.escape, kept)), text, re.DOTALL)


@given(st.integers(0, 99_999_999))
def test_one_wrong_digit_is_no_longer_a_bsn(number: int) -> None:
    digits = f"{number:08}"
    real = [f"{digits}{last}" for last in range(10) if is_bsn(f"{digits}{last}")]
    assert len(real) <= 1
    for bsn in real:
        wrong = str((int(bsn[3]) + 1) % 10)
        assert not is_bsn(bsn[:3] + wrong + bsn[4:])


def test_an_account_number_with_two_characters_swapped_fails() -> None:
    assert is_iban("NL91ABNA0417164300")
    assert not is_iban("NL91ABNA0471164300")


def test_a_long_text_without_personal_data_is_read_in_no_time() -> None:
    assert find("a" * 200_000 + "1" * 200_000 + " 0" * 50_000) == ()
