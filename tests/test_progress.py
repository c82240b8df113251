"""The progress bar: seen where someone watches, silent elsewhere."""

import io
from types import SimpleNamespace

import pytest

from d2lhelpers import progress as module
from d2lhelpers.progress import Progress, progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    # Not sys.stderr itself: pytest puts its own back between a fixture and its test.
    stream = Terminal()
    monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=stream, modules={}))
    monkeypatch.setattr(module, "SHOW_AFTER", 0)
    monkeypatch.setattr(module, "REFRESH_EVERY", 0)
    monkeypatch.delenv("D2LHELPERS_PROGRESS", raising=False)
    return stream


def test_a_terminal_sees_the_bar_and_its_erasure(terminal):
    assert list(progress([1, 2], "work")) == [1, 2]
    assert "work: 50% (1/2, 0 s left)" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_the_bar_is_erased_when_the_work_fails(terminal):
    with pytest.raises(KeyError), Progress(2, "work") as bar:
        bar.update()
        raise KeyError
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_switched_off_it_writes_nothing(terminal, monkeypatch):
    monkeypatch.setenv("D2LHELPERS_PROGRESS", "off")
    list(progress([1, 2], "work"))
    assert terminal.getvalue() == ""


def test_a_pipe_sees_nothing(terminal, monkeypatch):
    pipe = io.StringIO()
    monkeypatch.setattr(module, "sys", SimpleNamespace(stderr=pipe, modules={}))
    list(progress([1, 2], "work"))
    assert pipe.getvalue() == ""


def test_short_work_shows_no_bar(terminal, monkeypatch):
    monkeypatch.setattr(module, "SHOW_AFTER", 60)
    list(progress([1, 2], "work"))
    assert terminal.getvalue() == ""


def test_an_unknown_total_is_counted(terminal):
    list(progress(iter([1, 2]), "work"))
    assert "work: 2" in terminal.getvalue()


@pytest.mark.parametrize(("done", "seconds", "text"), [
    (1, 10, "work: 25% (1/4 MB, 30 s left)"),
    (4, 10, "work: 100% (4/4 MB, 0 s left)"),
    (0, 10, "work: 0% (0/4 MB, "),
])
def test_the_text_tells_share_steps_and_time_left(done, seconds, text):
    bar = Progress(4, "work", unit="MB")
    bar.done = done
    assert bar.text(seconds).startswith(text)


CELLS = """
from d2lhelpers import progress
progress.SHOW_AFTER = progress.REFRESH_EVERY = 0
total = sum(progress.progress(range(3), "work"))
"""


@pytest.mark.parametrize("watched", [True, False])
def test_in_a_notebook_one_display_is_updated_and_emptied(watched, monkeypatch):
    manager = pytest.importorskip("jupyter_client.manager")
    monkeypatch.delenv("D2LHELPERS_PROGRESS", raising=False)
    kernel_manager, client = manager.start_new_kernel(kernel_name="python3")
    messages = []
    try:
        client.execute_interactive(CELLS, timeout=60, allow_stdin=watched,
                                   output_hook=messages.append)
    finally:
        client.stop_channels()
        kernel_manager.shutdown_kernel(now=True)
    shown = [(m["msg_type"], m["content"]["data"]["text/html"]) for m in messages
             if m["msg_type"] in ("display_data", "update_display_data")]
    kinds = [kind for kind, _ in shown]
    if watched:
        assert kinds == ["display_data"] + ["update_display_data"] * 3
        assert "work: 33%" in shown[0][1]
        assert shown[-1][1] == ""
    else:
        assert kinds == []
    assert not [m for m in messages if m["msg_type"] in ("stream", "error")]
