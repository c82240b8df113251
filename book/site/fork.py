"""The buttons (Colab, edit, issue, repository) of a fork point to the fork."""

import os

from ..repository import of_this_build


def point_to_repository(app, config):
    """Set address, branch and the site's own address from the configuration or environment."""
    options = config.html_theme_options
    repository = of_this_build(options["repository_url"])
    options["repository_url"] = repository.url
    options["repository_branch"] = (os.environ.get("BOOK_BRANCH")
                                    or options.get("repository_branch") or "main")
    config.html_baseurl = (os.environ.get("BOOK_BASEURL") or config.html_baseurl
                           or repository.pages)


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", point_to_repository, priority=10)
