"""How ``pytest --nbval`` runs the chapters: the kernels' environment, and what is compared."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# nbval ignores stored PNGs; an animation's frames are such PNGs inside text/html.
EMBEDDED_IMAGE = r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]+"
ASK_FOR_SOURCE = ("from d2lhelpers.data import load_fashion_mnist; "
                  "print('source:', load_fashion_mnist(1)[0].dataset.source)")
TOLD = {
    "real": "the real Fashion-MNIST: all text outputs are compared",
    "stand-in": "stand-in images: outputs of cells tagged real-data are NOT compared",
}


def pytest_configure(config):
    """Set what kernels inherit, before the first one starts."""
    # Spinning threads collapse on a busy machine; progress bars are no stable output.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ["D2LHELPERS_PROGRESS"] = "off"
    for name in ("D2LHELPERS_MIRROR", "D2LHELPERS_DATA"):  # a kernel runs in its notebook's folder
        value = os.environ.get(name)
        if value and "://" not in value:
            os.environ[name] = str((config.invocation_params.dir / value).absolute())
    if getattr(config.option, "dist", "no") == "load":  # a notebook's cells stay together
        config.option.dist = "loadscope"
    if config.getoption("nbval", False):
        import nbval.kernel

        nbval.kernel.start_new_kernel = persistent(nbval.kernel.start_new_kernel)
        config.data_source = find_data_source(config)


def persistent(start_kernel):
    """Start a kernel anew where it dies at birth: another process took one of its ports."""
    def start(*args, attempts=3, **kwargs):
        try:
            return start_kernel(*args, **kwargs)
        except RuntimeError:
            if attempts == 1:
                raise
            return start(*args, attempts=attempts - 1, **kwargs)

    return start


def find_data_source(config):
    """Return "real" or "stand-in"; asked once, in a process of its own, and told to workers."""
    if hasattr(config, "workerinput"):
        return config.workerinput["data_source"]
    if config.option.collectonly:
        return "stand-in"
    asked = subprocess.run([sys.executable, "-c", ASK_FOR_SOURCE], cwd=Path(__file__).parent,
                           stdout=subprocess.PIPE, text=True, timeout=900)
    lines = [line for line in asked.stdout.splitlines() if line.startswith("source: ")]
    if asked.returncode or not lines:
        raise pytest.UsageError("the data could not be loaded, see above")
    return lines[-1].removeprefix("source: ")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker of pytest-xdist which data there is."""
    node.workerinput["data_source"] = getattr(node.config, "data_source", None)


def pytest_report_header(config):
    """Say which data the notebooks run on."""
    source = getattr(config, "data_source", None)
    return f"notebooks: {TOLD[source]}" if source and not config.option.collectonly else None


def pytest_collection_modifyitems(config, items):
    """Mask embedded images; on the stand-in, do not compare what depends on the images."""
    for item in items:
        if not hasattr(item, "cell"):  # no cell of a notebook
            continue
        item.parent.sanitize_patterns[EMBEDDED_IMAGE] = "data:image"
        if config.data_source == "stand-in" and "real-data" in item.cell.metadata.get("tags", []):
            item.options["check"] = False


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    """Spare a kernel that starts here the search for a source that is known to be out of reach."""
    if not hasattr(item, "cell") or item.config.data_source == "real":
        return (yield)
    before = os.environ.get("D2LHELPERS_OFFLINE")
    os.environ["D2LHELPERS_OFFLINE"] = "1"
    try:
        return (yield)
    finally:
        os.environ.pop("D2LHELPERS_OFFLINE")
        if before is not None:
            os.environ["D2LHELPERS_OFFLINE"] = before
