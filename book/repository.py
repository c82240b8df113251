"""The repository's address: read it, check it, move the book to another one.

``_config.yml`` holds the address.  Wherever else it must stand (the set-up cell of each
notebook, the README, the pages), it is written in one of three forms, see ``forms``; so one
command moves the whole book: ``python -m book.repository https://github.com/you/your-fork``.
"""

import argparse
import os
import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".ipynb", ".md", ".py", ".toml", ".yml"}
# What git does not keep, and the tests: they ask for the address instead of spelling it.
SKIPPED = {".git", ".venv", "_build", "data", "node_modules", "tests", "__pycache__"}

_OWNER = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}"
_NAME = r"[A-Za-z0-9._-]{1,100}"
_ADDRESS = re.compile(rf"https://github\.com/({_OWNER})/({_NAME})")


class Repository(NamedTuple):
    """Owner and name of a repository on GitHub."""

    owner: str
    name: str

    @property
    def url(self) -> str:
        """Its address."""
        return f"https://github.com/{self.owner}/{self.name}"

    @property
    def pages(self) -> str:
        """The address, with a slash at its end, that GitHub Pages gives the built book."""
        host = f"{self.owner.lower()}.github.io"
        return f"https://{host}/" if self.name.lower() == host else f"https://{host}/{self.name}/"

    def forms(self) -> list[str]:
        """Each way in which files of the book write the address."""
        return [self.pages, f"github.com/{self.owner}/{self.name}",
                f"colab.research.google.com/github/{self.owner}/{self.name}"]


def parse(address: str) -> Repository:
    """The repository at ``address``, such as https://github.com/you/your-fork.

    A slash or ``.git`` at the end is dropped.  Raises ValueError, with the reason, for
    anything that is no such address: Colab opens notebooks from GitHub only.
    """
    text = address.strip()
    example = "write it as https://github.com/you/your-fork"
    if not text:
        raise ValueError(f"the address is empty: {example}")
    if text.startswith("git@") or text.startswith("ssh:"):
        raise ValueError(f"{text!r} needs an SSH key, which a reader has not: {example}")
    if not text.startswith("https://github.com/"):
        raise ValueError(f"{text!r} is not on https://github.com/, the only place that Colab's"
                         f" button can open: {example}")
    match = _ADDRESS.fullmatch(text.rstrip("/").removesuffix(".git"))
    if match is None or match[2] in {".", ".."}:
        raise ValueError(f"{text!r} does not name an owner and a repository: {example}")
    return Repository(*match.groups())


def configured(root: Path = ROOT) -> Repository:
    """The repository that ``_config.yml`` names."""
    config = (root / "_config.yml").read_text(encoding="utf8")
    match = re.search(r"^repository:\n(?:[ #].*\n)*? +url: *(\S+)", config, re.MULTILINE)
    if match is None:
        raise ValueError(f"{root / '_config.yml'} has no repository: url:")
    return parse(match[1])


def of_this_build(address: str) -> Repository:
    """The repository that the site's buttons point to, ``address`` unless it is overridden.

    BOOK_REPOSITORY overrides it, else GITHUB_REPOSITORY, which GitHub sets in its workflows;
    both may be an address or just ``owner/name``.
    """
    override = os.environ.get("BOOK_REPOSITORY") or os.environ.get("GITHUB_REPOSITORY") or address
    if re.fullmatch(f"{_OWNER}/{_NAME}", override):
        override = f"https://github.com/{override}"
    return parse(override)


def files(root: Path = ROOT) -> list[Path]:
    """Every file that may hold the address."""
    found = []
    for folder, names, inside in os.walk(root):
        names[:] = sorted(n for n in names if n not in SKIPPED
                          and (not n.startswith(".") or n in {".github", ".ci"}))
        found += [Path(folder, n) for n in sorted(inside) if Path(n).suffix in SUFFIXES]
    return found


def _pattern(repository: Repository) -> re.Pattern[bytes]:
    # Longest first: one form stands inside another.  A name ends where no longer one goes on.
    forms = sorted(repository.forms(), key=len, reverse=True)
    end = r"(?<=/)|(?![A-Za-z0-9_-]|\.(?!git\b)[A-Za-z0-9_-])"
    return re.compile(f"(?:{'|'.join(map(re.escape, forms))})(?:{end})".encode())


def mentions(root: Path, repository: Repository) -> list[Path]:
    """The files that hold the address of ``repository`` in any form."""
    return [path for path in files(root) if _pattern(repository).search(path.read_bytes())]


def move(root: Path, new: Repository) -> list[Path]:
    """Write ``new`` wherever the configured address stands; return the files that changed."""
    old = configured(root)
    if old == new:
        return []
    replacement = dict(zip(old.forms(), new.forms(), strict=True))
    changed = []
    for path in mentions(root, old):
        text = _pattern(old).sub(lambda m: replacement[m[0].decode()].encode(), path.read_bytes())
        path.write_bytes(text)
        changed.append(path)
    return changed


def main(arguments: list[str] | None = None) -> None:
    """Print the address, or move the book to the one given."""
    parser = argparse.ArgumentParser(prog="python -m book.repository",
                                     description="Move the book to another repository.")
    parser.add_argument("address", nargs="?",
                        help="such as https://github.com/you/your-fork; without it, the present"
                             " one is printed")
    address = parser.parse_args(arguments).address
    if address is None:
        print(configured().url)
        return
    try:
        new = parse(address)
    except ValueError as error:
        parser.error(str(error))
    changed = move(ROOT, new)
    for path in changed:
        print(f"  {path.relative_to(ROOT)}")
    print(f"{len(changed)} files now name {new.url}." if changed
          else f"Nothing to do: the book names {new.url} already.")


if __name__ == "__main__":
    main()
