"""The built site: links, pictures, buttons and numbers, read from its files."""

import re
from urllib.parse import unquote, urldefrag, urlparse

import pytest
from bs4 import BeautifulSoup

from book.repository import configured, of_this_build
from tests.site import CHAPTERS, PAGES, ROOT, build

# Tags and the attribute by which a browser fetches something without being asked.
FETCHES = {"script": "src", "img": "src", "source": "src", "iframe": "src", "embed": "src",
           "video": "src", "audio": "src", "object": "data", "use": "href"}
PASSIVE_LINKS = {"canonical", "alternate", "next", "prev", "index", "search", "author", "license"}


@pytest.fixture(scope="module")
def site():
    return build()


@pytest.fixture(scope="module")
def soups(site):
    files = [f for f in sorted(site.rglob("*.html")) if "_static" not in f.parts]
    return {f: BeautifulSoup(f.read_text(encoding="utf8"), "html.parser") for f in files}


def chapter(site, soups, name):
    return soups[site / f"{name}.html"]


def is_elsewhere(address):
    return bool(urlparse(address).netloc)


def test_every_page_is_there(soups, site):
    assert {site / page for page in PAGES} <= set(soups)


def test_nothing_is_fetched_from_another_host(soups, site):
    found = []
    for file, soup in soups.items():
        for tag, attribute in FETCHES.items():
            found += [(file.name, str(node)[:120]) for node in soup.find_all(tag)
                      if is_elsewhere(node.get(attribute) or "")]
        found += [(file.name, str(node)) for node in soup.find_all("link")
                  if is_elsewhere(node["href"]) and not PASSIVE_LINKS & set(node["rel"])]
        found += [(file.name, str(node)[:120]) for node in soup.find_all(srcset=re.compile("//"))]
        found += [(file.name, style.get_text()[:120]) for style in soup.find_all("style")
                  if re.search(r"(url\(|@import)\s*['\"]?(https?:)?//", style.get_text())]
        found += [(file.name, script.get_text()[:120]) for script in soup.find_all("script")
                  if re.search(r"https?://(unpkg|cdn|cdnjs)\b", script.get_text())]
    for file in site.rglob("*.css"):
        text = file.read_text(encoding="utf8")
        found += [(file.name, m[0]) for m in
                  re.finditer(r"(url\(|@import)\s*['\"]?(https?:)?//[^)\s]*", text)]
    assert not found


def test_every_picture_has_an_alternative_text(soups):
    logo = "logo__image"  # beside its title
    assert not [(file.name, str(image)[:120]) for file, soup in soups.items()
                for image in soup.find_all("img")
                if not (image.get("alt") or "").strip() and logo not in image.get("class", [])]


def test_every_internal_link_leads_somewhere(soups, site):
    anchors = {file: {node["id"] for node in soup.find_all(id=True)}
               for file, soup in soups.items()}
    dead = []
    for file, soup in soups.items():
        for link in soup.find_all("a", href=True):
            address, anchor = urldefrag(link["href"])
            if is_elsewhere(address) or urlparse(address).scheme:
                continue
            target = (file.parent / unquote(urlparse(address).path)).resolve() if address else file
            if not target.is_file() or (anchor and unquote(anchor) not in anchors.get(target, ())):
                dead.append((file.name, link["href"]))
    assert not dead


@pytest.mark.parametrize("name", CHAPTERS)
def test_buttons_of_a_chapter(soups, site, name):
    soup = chapter(site, soups, name)
    links = {link["href"] for link in soup.select(".article-header-buttons a[href]")}
    repository = of_this_build(configured().url)
    place = f"{repository.owner}/{repository.name}"
    assert f"https://colab.research.google.com/github/{place}/blob/main/{name}.ipynb" in links
    assert f"{repository.url}/edit/main/{name}.ipynb" in links
    assert any(link.startswith(f"{repository.url}/issues/new?") for link in links)
    assert repository.url in links
    source = site / "_sources" / f"{name}.ipynb"
    assert any(link.endswith(f"_sources/{name}.ipynb") for link in links)
    assert source.read_bytes() == (ROOT / f"{name}.ipynb").read_bytes()


def test_chapters_and_figures_are_numbered(soups, site):
    for number, name in enumerate(CHAPTERS, start=1):
        soup = chapter(site, soups, name)
        assert soup.select_one("article h1").get_text().startswith(f"{number}. "), name
        captions = [span.get_text().strip() for span in soup.select("figcaption .caption-number")]
        assert captions, f"{name} has no figure"
        assert captions == [f"Figure {number}.{i + 1}" for i in range(len(captions))]


def test_numbered_formulas_are_anchors(soups, site):
    for name in CHAPTERS:
        soup = chapter(site, soups, name)
        tags = [re.search(r"\\tag\{(\w+)\}", node.get_text()) for node in soup.select("div.math")]
        tags = [tag[1] for tag in tags if tag]
        assert tags == [str(i + 1) for i in range(len(tags))], f"{name}: equations {tags}"
        assert all(soup.find(id=f"eq-{tag}") for tag in tags)


def test_citations_lead_to_the_references(soups, site):
    references = soups[site / "chapters/en/references.html"]
    for name in CHAPTERS:
        links = chapter(site, soups, name).select("a.citation-link")
        assert links, f"{name} cites nothing"
        for link in links:
            address, key = urldefrag(link["href"])
            assert address.endswith("references.html")
            assert link["title"]
            entry = references.find(id=key)
            assert entry and entry.select("a[href^=http]"), f"{key} does not lead out"


def test_folds_say_what_they_hold(soups, site):
    for name in CHAPTERS:
        soup = chapter(site, soups, name)
        solutions = soup.select(".tag_solution details.hide")
        assert len(solutions) == len(soup.select(".tag_solution")) > 0
        assert {fold.summary.get_text(" ", strip=True) for fold in solutions} == {
            "Show solution in code Hide solution in code"}
        assert not soup.select_one(".tag_setup details").has_attr("open")
