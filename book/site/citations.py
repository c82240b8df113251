"""Links to a work in references.bib become citations: they lead to its entry in the book."""

import re
from urllib.parse import urlparse

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.nodes import make_refnode

logger = logging.getLogger(__name__)

# A link to one of these is always a citation, as is one that names a year: an entry must exist.
LIBRARIES = {"arxiv.org", "doi.org"}
YEAR = re.compile(r"\b(1[89]|20)\d\d\b")


def plain(url: str) -> str:
    """The part of an address that names the work."""
    parts = urlparse(url.replace("&amp;", "&"))
    host = parts.netloc.lower().removeprefix("www.").removeprefix("dx.")
    query = f"?{parts.query}" if parts.query else ""
    return host + parts.path.rstrip("/").lower() + query


def addresses(entry) -> list[str]:
    """Every address of a bibliography entry."""
    fields = entry.fields
    found = [fields["url"]] if "url" in fields else []
    if "doi" in fields:
        found.append("https://doi.org/" + fields["doi"])
    if "eprint" in fields:
        found.append("https://arxiv.org/abs/" + fields["eprint"])
    return [plain(url) for url in found]


class Citations(SphinxPostTransform):
    """Turn links on one page into references to the bibliography."""

    default_priority = 4  # before the bibliography is filled in: its own links lead out

    def run(self, **kwargs):
        """Run over one page."""
        works = {address: citation for citation in self.env.get_domain("cite").citations
                 for address in addresses(citation.entry)}
        for link in list(self.document.findall(nodes.reference)):
            url = link.get("refuri", "")
            citation = works.get(plain(url))
            if citation is not None:
                title = citation.tooltip_entry.text.render_as("text").replace("\\url ", "")
                new = make_refnode(self.app.builder, self.env.docname,
                                   citation.bibliography_key.docname, citation.citation_id,
                                   list(link.children), title)
                new["classes"].append("citation-link")
                link.replace_self(new)
            elif (urlparse(url).netloc.lower() in LIBRARIES
                  or (url.startswith("http") and YEAR.search(link.astext()))):
                logger.warning("no entry of references.bib has the address %s", url,
                               location=link, type="book", subtype="citation")


def setup(app):
    """Connect to Sphinx."""
    app.add_post_transform(Citations)
