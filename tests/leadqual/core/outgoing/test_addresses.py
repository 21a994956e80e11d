"""Which URLs and network addresses may be reached."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadqual.core.outgoing.errors import AddressNotAllowedError
from leadqual.core.outgoing.network_policy import Policy, is_public, parse_policy, parse_target

ANYWHERE = Policy()


def test_addresses_outside_of_the_public_internet_are_refused() -> None:
    for address in (
        *("127.0.0.1", "127.255.255.254", "10.1.2.3", "172.16.0.1", "172.31.255.255"),
        *("192.168.1.1", "169.254.169.254", "100.64.0.1", "0.1.2.3", "224.0.0.1"),
        "0.0.0.0",
        *("239.255.255.250", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("198.51.100.7", "203.0.113.9", "192.0.0.1", "::", "::1", "fe80::1", "fe80::1%eth0"),
        *("fec0::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
        *("::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:db8::1"),
        *("2001:0:7f00:1::", "::ffff:0:7f00:1", "100::1"),
        *("192.88.99.1", "192.88.99.255", "3fff::1", "3fff:fff:ffff::1", "3ffe::1", "5f00::1"),
        *("4000::1", "100:0:0:1::1", "2001:2::1", "2001:20::1"),
    ):
        assert not ANYWHERE.allows(ip_address(address)), address


def test_public_addresses_are_allowed() -> None:
    for address in ("1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700::1111"):
        assert is_public(ip_address(address)), address


def test_networks_of_the_installation_are_allowed_and_their_mapped_form_is_not() -> None:
    policy = parse_policy(networks=["10.0.0.0/8", "127.0.0.1"], ports=[])

    assert policy.allows(ip_address("10.1.2.3"))
    assert policy.allows(ip_address("127.0.0.1"))
    assert not policy.allows(ip_address("127.0.0.2"))
    assert not policy.allows(ip_address("192.168.0.1"))
    assert not policy.allows(ip_address("::ffff:10.1.2.3"))


def test_settings_that_cannot_be_read_are_refused() -> None:
    wrong: tuple[tuple[list[str], list[str]], ...] = (
        (["10.0.0.1/8"], []),
        (["x"], []),
        ([], ["x"]),
    )
    for networks, ports in wrong:
        with pytest.raises(ValueError, match=r".+"):
            parse_policy(networks=networks, ports=ports)


def test_urls_that_may_mean_something_else_are_refused() -> None:
    for url in (
        *("ftp://a.example/", "file:///etc/passwd", "gopher://a.example", "javascript:1", ""),
        *("a.example/x", "//a.example/x", "http://", "http:///x", "https://:443/"),
        *("http://user@a.example/", "http://user:word@a.example/", "http://@a.example/"),
        *("http://a.example:22/", "http://a.example:8080/", "http://a.example:0/"),
        *("http://a.example:99999/", "http://a.example:x/", "http://[::1", "http://a b.example/"),
        *("http://a.example/\r\nX: y", "http://a.example\\@b.example/", "http://a..example/"),
        *("http://2130706433/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://0x7f000001/"),
        *("http://127.1/", "http://127.0.0.1.1/", "http://1.2.3.4.5/", "http://a.example/\x00"),
        *("http://-a.example/", f"http://{'a' * 64}.example/", "http://a.example/" + "x" * 3_000),
        *("http://%31%32%37.0.0.1/", "http://a_b!.example/", "http://127.0.0.1%2f@a.example/"),
    ):
        with pytest.raises(AddressNotAllowedError):
            pytest.fail(f"{url}: {parse_target(url, policy=ANYWHERE)}")


def test_url_is_read_once() -> None:
    for url, *read in (
        ("https://Hooks.Example/x?y=1#z", "hooks.example", 443, "/x?y=1"),
        ("http://hooks.example", "hooks.example", 80, "/"),
        ("http://hooks.example.:443/", "hooks.example", 443, "/"),
        ("https://bücher.example/ü?q=ü", "xn--bcher-kva.example", 443, "/%C3%BC?q=%C3%BC"),
        ("http://１２７.0.0.1/", "127.0.0.1", 80, "/"),
        ("http://[2606:4700::1111]/", "2606:4700::1111", 80, "/"),
    ):
        target = parse_target(url, policy=ANYWHERE)
        assert [target.host, target.port, target.path] == read


def test_further_ports_are_allowed_by_the_installation() -> None:
    policy = parse_policy(networks=[], ports=["8443"])

    assert parse_target("https://a.example:8443/", policy=policy).port == 8443


@given(st.text(max_size=60).map(lambda text: f"http://{text}"))
def test_any_text_is_read_or_refused(url: str) -> None:
    try:
        target = parse_target(url, policy=ANYWHERE)
    except AddressNotAllowedError:
        return
    assert target.host.isascii()
    assert target.path.isascii()
