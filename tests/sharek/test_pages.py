"""What holds for every page: its language and direction, its switch, its menus, and the pages of plain text."""

import re

import pytest

from tests.factories import CitizenFactory, ModeratorFactory, PolicyVersionFactory, RepresentativeFactory

pytestmark = pytest.mark.django_db
PLAIN = ["about", "help", "privacy", "accessibility"]


def page_of(client, path, **headers):
    response = client.get(path, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", ["", *(f"{page}/" for page in PLAIN)])
def test_a_page_says_its_language_and_direction_and_has_one_heading(client, name):
    arabic, english = page_of(client, f"/{name}"), page_of(client, f"/en/{name}")
    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<html lang="en" dir="ltr">' in english
    for page in (arabic, english):
        assert len(re.findall(r"<h1\b", page)) == 1
        assert 'href="#main"' in page
        assert 'id="main"' in page
        assert page.count('role="status"') == 1


@pytest.mark.parametrize("name", PLAIN)
def test_no_english_sentence_is_left_on_an_arabic_page(client, name):
    text = re.sub(r"<head>.*?</head>|<[^>]*>", " ", page_of(client, f"/{name}/"), flags=re.S)
    text = re.sub(r"English|help@sharek\.invalid", "", text)
    assert not re.findall(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})+", text)


def test_an_address_without_prefix_is_arabic_whatever_the_browser_asks_for(client):
    client.cookies["django_language"] = "en"
    assert 'lang="ar"' in page_of(client, "/about/", accept_language="en-GB,en;q=0.9")


def test_the_language_switch_keeps_page_and_query(client):
    assert 'href="/en/about/?a=1&amp;b=%D8%AD"' in page_of(client, "/about/?a=1&b=%D8%AD")
    assert 'href="/about/?a=1"' in page_of(client, "/en/about/?a=1")
    assert 'href="/en/"' in page_of(client, "/")


def test_a_browser_that_saves_data_is_spared_the_fonts(client):
    assert 'class="lite"' in page_of(client, "/about/", save_data="on")
    assert 'class="lite"' not in page_of(client, "/about/")


def test_a_visitor_costs_no_query(client, django_assert_num_queries):
    client.get("/about/")
    with django_assert_num_queries(0):
        client.get("/about/")


def test_a_signed_in_person_costs_one_query_beside_session_and_account(as_user, django_assert_num_queries):
    client = as_user(CitizenFactory())
    client.get("/about/")
    with django_assert_num_queries(3):
        client.get("/about/")


def test_the_header_shows_the_name_isolated_from_what_stands_around_it(as_user):
    page = page_of(as_user(CitizenFactory(display_name="Ali علي")), "/about/")
    assert "<bdi>Ali علي</bdi>" in page
    assert 'href="/accounts/login/' not in page


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        (CitizenFactory, set()),
        (ModeratorFactory, {"/mod/"}),
        (lambda: RepresentativeFactory().user, {"/agency/"}),
    ],
)
def test_desks_are_shown_to_those_who_work_at_them(as_user, person, sees):
    page = page_of(as_user(person()), "/about/")
    links = set(re.findall(r'href="(/mod/|/agency/|/mod/appeals/)"', page))
    assert links == sees


def test_every_link_of_the_menus_leads_somewhere(client, as_user):
    PolicyVersionFactory()
    for page in (page_of(client, "/"), page_of(as_user(ModeratorFactory()), "/")):
        assert 'href=""' not in page
        assert 'action=""' not in page
        for href in set(re.findall(r'<a [^>]*href="(/[^"#?]*)', page)):
            assert as_user(ModeratorFactory()).get(href).status_code in (200, 302), href
