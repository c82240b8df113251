"""Nothing on the site asks another host: no Thebe, and MathJax from the site itself."""

import importlib.util
import shutil
from pathlib import Path

# Of the 24 MB in the package, what the one entry file below may load.
MATHJAX_PARTS = ["tex-chtml.js", "a11y", "sre", "input/tex", "output/chtml", "ui"]


def without_thebe(app, config):
    """Take out sphinx_thebe, which Jupyter Book always loads and which points to a CDN."""
    for name, listeners in app.events.listeners.items():
        app.events.listeners[name] = [listener for listener in listeners
                                      if listener.handler.__module__ != "sphinx_thebe"]
    app.registry.css_files = [file for file in app.registry.css_files if "thebe" not in file[0]]


def own_mathjax(app, config):
    """Point pages to our copy, and keep formulas out of the tab order (a page has hundreds)."""
    config.mathjax_path = "mathjax/tex-chtml.js"
    mathjax = config.mathjax3_config = config.mathjax3_config or {}
    options = mathjax.setdefault("options", {})
    options.setdefault("menuOptions", {"settings": {"inTabOrder": False}})


def copy_mathjax(app, exception):
    """Copy MathJax from the package sphinx-mathjax-offline."""
    if exception is not None or app.builder.format != "html":
        return
    package = importlib.util.find_spec("sphinx-mathjax-offline")
    source = Path(package.origin).parent / "static" / "mathjax"
    target = Path(app.outdir) / "_static" / "mathjax"
    for part in MATHJAX_PARTS:
        if (target / part).exists():
            continue
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (source / part).is_dir() else shutil.copyfile
        copy(source / part, target / part)


def setup(app):
    """Connect to Sphinx."""
    app.connect("config-inited", without_thebe, priority=100)
    app.connect("config-inited", own_mathjax, priority=900)
    app.connect("build-finished", copy_mathjax)
