"""The site as a reader sees it: each page in Chromium, with every other host out of reach."""

import pytest

from tests.site import CHAPTERS, PAGES, browser, build, served

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
OPEN_FOLDS = "document.querySelectorAll('details').forEach((fold) => fold.open = true)"
TOO_WIDE = """document.documentElement.scrollWidth <= innerWidth ? [] :
  [...document.querySelectorAll("body *")]
  .filter((node) => node.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map((node) => node.outerHTML.slice(0, 150))"""
OUT_OF_REACH = """[...document.querySelectorAll(
    "main div.math, main mjx-container, main pre, main .pst-scrollable-table-container")]
  .filter((box) => ["auto", "scroll"].includes(getComputedStyle(box).overflowX)
                   && box.scrollWidth > box.clientWidth + 1 && box.tabIndex !== 0)
  .map((box) => box.outerHTML.slice(0, 150))"""
# A chapter has 20,000 elements, nearly all inside formulas, which axe does not read, or tokens of
# code, of which each colour on each ground is looked at once.
THIN_OUT = """() => {
  document.querySelectorAll(".math").forEach((node) => node.replaceChildren("x"));
  const seen = new Set();
  document.querySelectorAll(".highlight span").forEach((node) => {
    const ground = ["section.exercise", ".cell_output"].map((box) => !!node.closest(box));
    const kind = [node.className, ...ground].join();
    if (seen.has(kind)) node.replaceWith(...node.childNodes); else seen.add(kind);
  });
}"""


@pytest.fixture(scope="module")
def reader():
    """A browser tab that reaches the site alone, and notes what went wrong."""
    with browser() as chromium, served(build()) as home:
        context = chromium.new_context(base_url=home)
        context.set_default_timeout(15_000)
        faults = []

        def route(request_route):
            url = request_route.request.url
            if url.startswith((home, "data:", "blob:")):
                return request_route.continue_()
            faults.append(f"asked for {url}")
            return request_route.abort()

        context.route("**/*", route)
        page = context.new_page()
        page.faults, page.home = faults, home
        page.on("console", lambda message: faults.append(f"console: {message.text}")
                if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("response", lambda response: faults.append(f"{response.status}: {response.url}")
                if response.status >= 400 else None)
        yield page
        context.close()


def visit(page, address):
    """Open a page of the site in light colours on a desk, and wait until it has settled."""
    page.faults.clear()
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.goto(address, wait_until="load")
    page.evaluate("window.MathJax?.startup?.promise.then(() => true)")
    return page


def violations(page, rules, without=()):
    """What axe finds, as readable lines."""
    from axe_playwright_python.sync_playwright import Axe
    options = {"runOnly": rules, "rules": {rule: {"enabled": False} for rule in without},
               "resultTypes": ["violations"], "preload": False}
    found = Axe().run(page, options=options)
    return [f"{violation['id']}: {node['html'][:150]}"
            for violation in found.response["violations"] for node in violation["nodes"]]


@pytest.mark.parametrize("address", PAGES)
def test_page(reader, address):
    page = visit(reader, address)
    assert page.locator("html").get_attribute("data-theme") == "light"
    assert page.locator(".math mjx-container").count() == page.locator(".math").count()
    assert page.locator("mjx-merror, [data-mjx-error]").count() == 0
    unfold(page)
    for player in page.locator(".animation").all():
        play(page, player)

    page.set_viewport_size(PHONE)
    page.evaluate(OPEN_FOLDS)
    page.wait_for_timeout(200)  # the boxes are marked in the next frame
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate(OUT_OF_REACH) == []

    page.evaluate(THIN_OUT)
    assert violations(page, WCAG, without=["color-contrast"]) == []
    page.set_viewport_size(DESK)
    assert violations(page, WCAG) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_function("document.documentElement.dataset.theme === 'dark'")
    assert violations(page, ["color-contrast", "link-in-text-block"]) == []
    assert page.faults == []


def unfold(page):
    """Open the first folded solution with the keyboard."""
    folds = page.locator(".tag_solution details")
    if folds.count() == 0:
        return
    summary, code = folds.first.locator("summary"), folds.first.locator(".cell_input").first
    assert not code.is_visible()
    assert summary.inner_text().strip() == "Show solution in code"
    summary.focus()
    page.keyboard.press("Enter")
    assert code.is_visible()
    assert summary.inner_text().strip() == "Hide solution in code"


def play(page, player):
    """Step an animation back and forth and play it, with the keyboard."""
    image, slider = player.locator("img"), player.locator("input")
    assert len(image.get_attribute("alt")) > 20
    last = image.get_attribute("src")
    player.get_by_role("button", name="previous frame").focus()
    page.keyboard.press("Enter")
    assert image.get_attribute("src") != last
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert image.get_attribute("src") == last
    player.get_by_role("button", name="play").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("([node, last]) => node.src !== last",
                           arg=[image.element_handle(), last])
    page.keyboard.press("Enter")


@pytest.mark.parametrize("word", ["broadcasting", "softmax", "Cauchy"])
def test_search_page_finds(reader, word):
    page = visit(reader, f"search.html?q={word}")
    page.wait_for_selector("#search-results li a")
    page.get_by_text("search finished").wait_for()
    assert page.faults == []


def test_search_from_any_page(reader):
    page = visit(reader, PAGES[0])
    page.keyboard.press("Control+k")
    page.locator("input[type=search]:visible").first.fill("norm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=norm**")
    page.locator("#search-results li a").first.click()
    page.wait_for_load_state()
    assert "search.html" not in page.url
    assert "norm" in page.locator("main").inner_text().lower()
    assert page.faults == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapter_reads_without_scripts(reader, name):
    context = reader.context.browser.new_context(java_script_enabled=False, viewport=PHONE,
                                                 base_url=reader.home)
    page = context.new_page()
    page.goto(f"{name}.html")
    assert page.locator("article h1").is_visible()
    assert page.locator("main figure img").first.is_visible()
    page.locator(".tag_solution summary").first.click()
    assert page.locator(".tag_solution .cell_input").first.is_visible()
    context.close()
