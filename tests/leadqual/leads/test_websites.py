"""Whose site an address is: the domain by which companies are told apart."""

import pytest

from leadqual.leads.websites import (
    domain_of_address,
    is_public_suffix,
    read_host,
    read_linkedin,
    read_website,
)


def domain(text: str) -> str:
    website = read_website(text)
    assert website is not None
    return website.domain


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("https://smile-austin.weebly.com/about", "smile-austin.weebly.com"),
        ("www.smile.weebly.com", "smile.weebly.com"),
        ("acme.wordpress.com", "acme.wordpress.com"),
        ("acme.blogspot.co.uk", "acme.blogspot.co.uk"),
        ("http://acme.blogspot.com", "acme.blogspot.com"),
        ("acme.squarespace.com", "acme.squarespace.com"),
        ("acme.wixsite.com/home", "acme.wixsite.com"),
        ("acme.github.io", "acme.github.io"),
        ("acme.myshopify.com", "acme.myshopify.com"),
        ("acme.business.site", "acme.business.site"),
        ("acme.jimdofree.com", "acme.jimdofree.com"),
        ("acme.webnode.cz", "acme.webnode.cz"),
        ("shop.acme.co.uk", "acme.co.uk"),
        ("de.acme.com", "acme.com"),
        ("lincoln.k12.ca.us", "lincoln.k12.ca.us"),
        ("acme.odoo.com", "acme.odoo.com"),
        ("acme.simplybook.it/v2", "acme.simplybook.it"),
        ("www.acme.e-monsite.com", "acme.e-monsite.com"),
        ("acme.hs-sites.com", "acme.hs-sites.com"),
        ("acme.thebase.in", "acme.thebase.in"),
    ],
)
def test_a_site_below_a_builder_is_its_own(text: str, own: str) -> None:
    assert domain(text) == own


@pytest.mark.parametrize(
    "text",
    [
        *("weebly.com/acme", "https://www.weebly.com", "wix.com/acme", "github.io", "blogspot.com"),
        *("sites.google.com/view/acme", "facebook.com/acme", "m.facebook.com/acme", "co.uk"),
        *("yelp.com/biz/acme", "yelp.co.uk/biz/acme", "linktr.ee/acme", "instagram.com/acme"),
        *(
            "g.page/acme",
            "g.co/kgs/abc",
            "fresha.com/a/acme",
            "booksy.com/en-us/1_acme",
            "odoo.com",
        ),
        *("www.treatwell.co.uk/place/acme", "calendly.com/acme", "jobs.lever.co/acme"),
        *("acme.jobs.personio.de", "home.mobile.de/ACME", "acme.wd5.myworkdayjobs.com"),
        *("tripadvisor.de/acme", "amazon.fr/shops/acme", "gelbeseiten.de/acme", "bit.ly/3xyz"),
    ],
)
def test_a_page_on_a_site_of_many_has_no_domain(text: str) -> None:
    assert domain(text) == ""


def test_who_works_at_a_builder_has_its_domain_and_it_can_be_stopped() -> None:
    assert domain_of_address("ann@weebly.com") == "weebly.com"
    assert not is_public_suffix("weebly.com")


@pytest.mark.parametrize(
    "start",
    ["javascript:", "JavaScript:x@", "javascript:alert(1)<!--@", "data:", "vbscript:", "//"],
)
def test_only_addresses_of_the_web_are_read(start: str) -> None:
    text, profile = f"{start}acme.com/a", f"{start}linkedin.com/in/anna"

    assert (read_website(text), read_host(text), read_linkedin(profile)) == (None, "", "")
