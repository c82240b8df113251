"""The repository's address stands in one place, and one command moves the book."""

import re
import shutil

import nbformat
import pytest

from book.repository import (
    ROOT,
    Repository,
    configured,
    files,
    main,
    mentions,
    move,
    of_this_build,
    parse,
)

HERE = configured()
SETUP = f"""\
# Colab has no d2lhelpers yet: fetch it from the book's repository.
import importlib.util
if importlib.util.find_spec("d2lhelpers") is None:
    %pip install -q "d2lhelpers @ git+{HERE.url}\""""
FORKS = ["https://github.com/some-one/lectures", "https://github.com/Some-One/some-one.github.io",
         "https://github.com/owner/deep-learning-line-by-line-2"]


@pytest.fixture
def copy(tmp_path):
    """A copy of every file that may hold the address."""
    for path in files():
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return tmp_path


def contents(root):
    return {path.relative_to(root): path.read_bytes() for path in files(root)}


@pytest.mark.parametrize("notebook", sorted((ROOT / "chapters").glob("*/*.ipynb")),
                         ids=lambda path: path.stem)
def test_set_up_cell_names_the_repository(notebook):
    cells = nbformat.read(notebook, as_version=4).cells
    first = next(cell for cell in cells if cell.cell_type == "code")
    assert first.source == SETUP
    assert {"setup", "hide-input"} <= set(first.metadata.tags)


def test_no_place_names_another_repository_of_this_book():
    """Whoever changes the address by hand in one place is told of the others."""
    ours = re.compile(r"(?:git\+https://github\.com|git clone https://github\.com"
                      r"|colab\.research\.google\.com/github)/([\w-]+/[\w.-]*\w)"
                      rf"|https://github\.com/([\w-]+/{re.escape(HERE.name)})\b"
                      r"|(https://[\w-]+\.github\.io/[\w.-]*/?)")
    wanted = {f"{HERE.owner}/{HERE.name}", HERE.pages}
    strangers = [(path.relative_to(ROOT).as_posix(), found) for path in files()
                 for groups in ours.findall(path.read_text(encoding="utf8"))
                 for found in groups if found and found not in wanted]
    assert not strangers


def test_the_places_that_must_name_it_do():
    named = {path.relative_to(ROOT).as_posix() for path in mentions(ROOT, HERE)}
    chapters = {path.relative_to(ROOT).as_posix() for path in (ROOT / "chapters").glob("*/*.ipynb")}
    assert {"_config.yml", "README.md", "chapters/en/how-to-run.md"} | chapters <= named


@pytest.mark.parametrize("address", FORKS)
def test_there_and_back_gives_the_same_bytes(copy, address):
    before, fork = contents(copy), parse(address)
    changed = move(copy, fork)
    assert changed
    assert configured(copy) == fork
    assert len(mentions(copy, fork)) == len(changed)
    if HERE.name not in fork.name:
        assert not mentions(copy, HERE)
        assert not [path for path in files(copy) if HERE.url.encode() in path.read_bytes()]
    assert move(copy, HERE)
    assert contents(copy) == before
    assert move(copy, HERE) == []


@pytest.mark.parametrize("address", [
    "https://github.com/you/fork", "https://github.com/you/fork/",
    "https://github.com/you/fork.git", " https://github.com/you/fork "])
def test_an_address_is_read(address):
    assert parse(address) == Repository("you", "fork")


@pytest.mark.parametrize(("address", "fault"), [
    ("", "is empty"),
    ("you/fork", "not on https://github.com/"),
    ("http://github.com/you/fork", "not on https://github.com/"),
    ("https://gitlab.com/you/fork", "not on https://github.com/"),
    ("git@github.com:you/fork.git", "needs an SSH key"),
    ("https://github.com/you", "does not name an owner and a repository"),
    ("https://github.com/you/", "does not name an owner and a repository"),
    ("https://github.com/you/fork/tree/main", "does not name an owner and a repository"),
    ("https://github.com/-you/fork", "does not name an owner and a repository"),
    ("https://github.com/you/fo rk", "does not name an owner and a repository"),
    ("https://github.com/you/..", "does not name an owner and a repository"),
])
def test_a_bad_address_is_refused_with_the_reason(address, fault, capsys):
    with pytest.raises(ValueError, match=re.escape(fault)):
        parse(address)
    before = contents(ROOT)
    with pytest.raises(SystemExit) as stopped:
        main([address])
    assert stopped.value.code == 2
    assert fault in capsys.readouterr().err
    assert contents(ROOT) == before


def test_address_of_the_published_site():
    assert Repository("You", "fork").pages == "https://you.github.io/fork/"
    assert Repository("You", "you.github.io").pages == "https://you.github.io/"


def test_a_build_can_be_pointed_at_a_fork(monkeypatch):
    for name in ("BOOK_REPOSITORY", "GITHUB_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)
    assert of_this_build(HERE.url) == HERE
    monkeypatch.setenv("GITHUB_REPOSITORY", "some/fork")
    assert of_this_build(HERE.url) == Repository("some", "fork")
    monkeypatch.setenv("BOOK_REPOSITORY", "https://github.com/other/fork")
    assert of_this_build(HERE.url) == Repository("other", "fork")
