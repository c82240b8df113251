"""``pytest --nbval`` on a small notebook: what is compared, and what is not."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from tests.chapters import ROOT

pytest.importorskip("nbval")

# A helper package that only says where its data come from.
FAKE = """
class Loader:
    class dataset:
        source = "{source}"

def load_fashion_mnist(batch_size):
    print("a notice")
    return Loader, Loader
"""
PICTURE = "<img src=\"data:image/png;base64,{}\">"
# Code, stored outputs, tags, and with which data the cell is to fail.
CELLS = [
    ("1 + 1", {"text/plain": "2"}, [], ""),
    ("1 + 1", {"text/plain": "3"}, [], "real, stand-in"),
    ("1 + 1", {"text/plain": "3"}, ["real-data"], "real"),
    ("1 + 1", {"text/plain": "3"}, ["nbval-ignore-output"], ""),
    ("print(1)", "1\n", [], ""),
    ("print(1)", "2\n", [], "real, stand-in"),
    ("print(1)", None, [], "real, stand-in"),
    ("import warnings; warnings.warn('old')", None, [], "real, stand-in"),
    ("1 / 0", None, ["real-data"], "real, stand-in"),
    ("from IPython.display import HTML; HTML('" + PICTURE.format("AAAA") + "<b>2</b>')",
     {"text/html": PICTURE.format("BB+/==") + "<b>2</b>",
      "text/plain": "<IPython.core.display.HTML object>"}, [], ""),
    ("HTML('" + PICTURE.format("AAAA") + "<b>2</b>')",
     {"text/html": PICTURE.format("AAAA") + "<b>3</b>",
      "text/plain": "<IPython.core.display.HTML object>"}, [], "real, stand-in"),
    ("import os; os.environ['OMP_WAIT_POLICY'], os.environ['D2LHELPERS_PROGRESS']",
     {"text/plain": "('PASSIVE', 'off')"}, [], ""),
    ("os.path.isabs(os.environ['D2LHELPERS_MIRROR'])", {"text/plain": "True"}, [], ""),
    ("os.environ.get('D2LHELPERS_OFFLINE')", {"text/plain": "'1'"}, [], "real"),
]


def cell(number, code, output, tags):
    outputs = []
    if isinstance(output, str):
        outputs = [nbformat.v4.new_output("stream", name="stdout", text=output)]
    elif output:
        outputs = [nbformat.v4.new_output("execute_result", output, execution_count=number)]
    return nbformat.v4.new_code_cell(code, outputs=outputs, execution_count=number,
                                     metadata={"tags": tags})


@pytest.mark.parametrize("source", ["real", "stand-in"])
def test_outputs_are_compared(source, tmp_path):
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("d2lhelpers", "tests", "chapters/en", "_build", "mirror"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "d2lhelpers" / "__init__.py").touch()
    (tmp_path / "d2lhelpers" / "data.py").write_text(FAKE.format(source=source))
    notebook = nbformat.v4.new_notebook(cells=[
        cell(i, *parts) for i, (*parts, _) in enumerate(CELLS, 1)])
    nbformat.write(notebook, tmp_path / "chapters" / "en" / "small.ipynb")
    nbformat.write(notebook, tmp_path / "_build" / "small.ipynb")
    unset = ("OMP_WAIT_POLICY", "D2LHELPERS_PROGRESS", "D2LHELPERS_OFFLINE", "PYTEST_ADDOPTS")
    environment = {key: value for key, value in os.environ.items()
                   if key not in unset and not key.startswith("PYTEST_XDIST")}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-rA", "--color=no", "-p", "no:cacheprovider"],
        cwd=tmp_path, env={**environment, "D2LHELPERS_MIRROR": "mirror"}, capture_output=True,
        text=True, timeout=240)
    failed = {int(n) for n in re.findall(r"^FAILED chapters.en.small.ipynb::Cell (\d+)", ran.stdout,
                                         re.MULTILINE)}
    expected = {i for i, (*_, when) in enumerate(CELLS) if source in when}
    assert failed == expected, ran.stdout + ran.stderr
    assert f"{len(CELLS) - len(expected)} passed" in ran.stdout  # _build is not collected
    assert ("NOT compared" in ran.stdout) == (source == "stand-in")


def test_kernel_that_dies_at_birth_is_started_anew():
    spec = importlib.util.spec_from_file_location("root_conftest", ROOT / "conftest.py")
    conftest = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conftest)
    deaths = []

    def start(deadly):
        if len(deaths) < deadly:
            deaths.append(1)
            raise RuntimeError("Kernel died before replying to kernel_info")
        return "kernel"

    assert conftest.persistent(start)(2) == "kernel"
    deaths.clear()
    with pytest.raises(RuntimeError, match="died"):
        conftest.persistent(start)(3)
