"""Where the data come from, and every fault on the way.  Small fakes on 127.0.0.1; no network."""

import errno
import gzip
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from torchvision.datasets import KMNIST, MNIST, FashionMNIST

from d2lhelpers import cache, download, sources
from d2lhelpers.progress import Progress
from d2lhelpers.sources import FILES, SourceError, real_arrays
from tests.mirror import Mirror, fake_arrays, fake_files, md5, point_at, resources

TRAIN_IMAGES = FILES["train_images"]
DIGITS = fake_files(seed=1)  # stands for MNIST
NOWHERE = "http://127.0.0.1:9/"  # refuses connections at once


@pytest.fixture
def files():
    return fake_files()


@pytest.fixture
def world(monkeypatch, tmp_path, files):
    """Point every setting at fakes: an empty data folder, no mirror, no public mirror."""
    for name in ("resources", "mirrors"):
        monkeypatch.setattr(FashionMNIST, name, getattr(FashionMNIST, name))
    monkeypatch.setattr(MNIST, "resources", resources(DIGITS))
    monkeypatch.setattr(KMNIST, "resources", [])
    monkeypatch.setattr(sources, "AUTHORS", "")
    monkeypatch.setattr(download, "TIMEOUT", 1.5)
    point_at(files, [NOWHERE], NOWHERE)
    for name in ("MIRROR", "OFFLINE"):
        monkeypatch.delenv(f"D2LHELPERS_{name}", raising=False)
    monkeypatch.setenv("D2LHELPERS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def serve(world, files):
    """Start mirrors; the first is torchvision's, the second the authors'."""
    mirrors = []

    def start(*faults, **options):
        mirrors.extend(Mirror(options.pop("files", files), fault, **options) for fault in faults)
        urls = [mirror.url for mirror in mirrors] + [NOWHERE]
        point_at(files, urls[:1], urls[1])
        return mirrors[-len(faults):]

    yield start
    for mirror in mirrors:
        mirror.close()


def put(folder, files):
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def assert_loaded(arrays):
    for key, expected in fake_arrays().items():
        np.testing.assert_array_equal(arrays[key], expected)
        assert arrays[key].dtype == np.uint8


def good_files(folder, files):
    """Return the names in ``folder`` that look like data; each must be good."""
    names = [path.name for path in folder.glob("*.gz")]
    assert all(md5((folder / name).read_bytes()) == md5(files[name]) for name in names)
    return names


def names_of_log(mirror):
    return [name for name, _ in mirror.log]


# The order of the sources


def test_the_names_are_torchvisions():
    assert list(FILES.values()) == [name for name, _ in FashionMNIST.resources]


def test_the_reader_agrees_with_torchvisions(tmp_path, files):
    raw = put(tmp_path / "FashionMNIST" / "raw", {
        name.removesuffix(".gz"): gzip.decompress(data) for name, data in files.items()})
    for key in ("train", "test"):
        put(raw, files)
        theirs = FashionMNIST(tmp_path, train=key == "train")
        for part, expected in (("images", theirs.data), ("labels", theirs.targets)):
            ours = sources.read_idx(raw / FILES[f"{key}_{part}"])
            np.testing.assert_array_equal(ours, expected.numpy())


@pytest.mark.parametrize("below", ["", "FashionMNIST/raw"])
def test_data_folder(world, files, below, capfd):
    put(world / below, files)
    assert_loaded(real_arrays())
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("below", ["", "FashionMNIST/raw"])
def test_mirror_folder_is_read_and_left_as_it_is(world, tmp_path, files, below, monkeypatch, capfd):
    folder = put(tmp_path / "mirror" / below, files)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "mirror").rglob("*")}
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(tmp_path / "mirror"))
    assert_loaded(real_arrays())
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "mirror").rglob("*")} == before
    assert folder.is_dir() and capfd.readouterr() == ("", "")


def test_mirror_url_comes_before_the_public_ones(serve, monkeypatch, world, files):
    public, mine = serve("", "")
    point_at(files, [public.url], NOWHERE)
    monkeypatch.setenv("D2LHELPERS_MIRROR", mine.url.rstrip("/"))
    assert_loaded(real_arrays())
    assert names_of_log(mine) == list(FILES.values()) and public.log == []


def test_public_mirrors_in_turn_without_a_word(serve, world, files, capfd):
    first, second = serve("missing", "")
    assert_loaded(real_arrays())
    assert len(first.log) == 1 and names_of_log(second) == list(FILES.values())
    assert sorted(good_files(world, files)) == sorted(files)
    assert not list(world.glob("*.part")) and capfd.readouterr() == ("", "")


def test_only_what_is_missing_is_downloaded(serve, world, files):
    put(world, {name: files[name] for name in list(files)[:3]})
    (mirror,) = serve("")
    assert_loaded(real_arrays())
    assert names_of_log(mirror) == [FILES["test_labels"]]


def test_offline_asks_the_mirror_but_no_public_one(serve, monkeypatch, files):
    public, mine = serve("", "missing")
    point_at(files, [public.url], public.url)
    monkeypatch.setenv("D2LHELPERS_MIRROR", mine.url)
    monkeypatch.setenv("D2LHELPERS_OFFLINE", "1")
    with pytest.raises(SourceError, match="D2LHELPERS_OFFLINE is set"):
        real_arrays(insist=True)
    assert public.log == [] and len(mine.log) == 1


def test_the_second_process_reads_the_parsed_file_only(world, files, monkeypatch):
    put(world, files)
    real_arrays()
    for name in files:
        (world / name).unlink()
    monkeypatch.setattr(sources, "_torchvision", None)  # not imported: it costs 1.7 s
    assert_loaded(real_arrays())


@pytest.mark.parametrize("damage", ["truncate", "flip", "replace", "empty", "partial"])
def test_a_damaged_parsed_file_is_not_believed(world, files, damage):
    put(world, files)
    real_arrays()
    path = world / cache.PARSED
    data = bytearray(path.read_bytes())
    if damage == "partial":
        np.savez(path, train_images=np.zeros(3))
    else:
        data[len(data) // 2] ^= 1
        path.write_bytes({"truncate": data[:-100], "flip": data, "replace": b"<html>",
                          "empty": b""}[damage])
    assert_loaded(real_arrays())
    assert_loaded(cache.parsed(world, FILES))


def test_offline_without_a_mirror_there_is_nothing_to_remember(world, monkeypatch):
    monkeypatch.setenv("D2LHELPERS_OFFLINE", "1")
    with pytest.raises(SourceError):
        real_arrays()
    assert not (world / cache.MARKER).exists()


# Wrong files


def spoiled(kind, data):
    return {"page": b"<html>Log in</html>", "digits": DIGITS[TRAIN_IMAGES],
            "truncated": data[:-50], "other": fake_files(seed=7)[TRAIN_IMAGES],
            "text": b"plain text", "empty": b""}[kind]


WRONG = {"page": "is a web page", "digits": "is MNIST's train-images", "truncated": "is truncated",
         "other": "is another file of that name", "text": "is not a gzip file: 10 bytes",
         "empty": "is not a gzip file: 0 bytes"}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_in_the_data_folder_is_named_and_moved_aside(
        kind, serve, world, files, capfd):
    put(world, files | {TRAIN_IMAGES: spoiled(kind, files[TRAIN_IMAGES])})
    serve("")
    assert_loaded(real_arrays())
    said = capfd.readouterr().err
    assert str(world / TRAIN_IMAGES) in said and WRONG[kind] in said
    assert f"expected {md5(files[TRAIN_IMAGES])}" in said
    assert len(good_files(world, files)) == 4
    assert (world / f"{TRAIN_IMAGES}.refused").exists()


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_file_in_the_mirror_folder_is_named_and_left(
        kind, serve, world, tmp_path, files, capfd, monkeypatch):
    bad = spoiled(kind, files[TRAIN_IMAGES])
    folder = put(tmp_path / "mirror", files | {TRAIN_IMAGES: bad})
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(folder))
    serve("")
    assert_loaded(real_arrays())
    said = capfd.readouterr().err
    assert str(folder / TRAIN_IMAGES) in said and WRONG[kind] in said
    assert (folder / TRAIN_IMAGES).read_bytes() == bad and len(list(folder.iterdir())) == 4


@pytest.mark.parametrize("fault, said", [("page", "is a web page"), ("short", "is truncated")])
def test_a_wrong_download_is_named_and_not_kept(fault, said, serve, world, files, capfd):
    first, _ = serve(fault, "")
    assert_loaded(real_arrays())
    told = capfd.readouterr().err
    assert said in told and first.url + TRAIN_IMAGES in told
    assert len(good_files(world, files)) == 4
    assert not list(world.glob("*.part")) + list(world.glob("*.refused"))


def test_a_mirror_that_has_other_files_under_the_names(serve, world, files, capfd):
    serve("", files=DIGITS)
    with pytest.raises(SourceError, match="is MNIST's train-images"):
        real_arrays()
    assert good_files(world, files) == [] and not list(world.glob("*.part"))


# Settings that are wrong


@pytest.mark.parametrize("relative", [False, True])
def test_a_mirror_that_is_not_there_is_said_aloud(relative, serve, tmp_path, monkeypatch, capfd):
    serve("")
    monkeypatch.chdir(tmp_path)
    folder = Path("no", "such") if relative else tmp_path / "no" / "such"
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(folder))
    assert_loaded(real_arrays())
    said = capfd.readouterr().err
    assert f"D2LHELPERS_MIRROR {tmp_path / 'no' / 'such'} does not exist" in said


def test_a_mirror_that_lacks_files_is_said_aloud(serve, tmp_path, files, monkeypatch, capfd):
    serve("")
    del files[TRAIN_IMAGES]
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(put(tmp_path / "mirror", files)))
    with pytest.raises(SourceError, match=f"mirror has no {TRAIN_IMAGES}"):
        real_arrays()


def test_a_mirror_that_is_a_file(serve, tmp_path, monkeypatch, capfd):
    serve("")
    (tmp_path / "mirror").touch()
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(tmp_path / "mirror"))
    assert_loaded(real_arrays())
    assert "mirror is a file, not a folder" in capfd.readouterr().err


@pytest.mark.parametrize("url", ["htp://x/", "http://", "http://no host/", "http://[::1", NOWHERE])
def test_a_mirror_url_that_is_none_is_said_aloud(url, serve, monkeypatch, capfd):
    serve("")
    monkeypatch.setenv("D2LHELPERS_MIRROR", url)
    assert_loaded(real_arrays())
    assert url in capfd.readouterr().err


def test_a_relative_mirror_also_counts_from_the_root_of_the_checkout(
        world, tmp_path, files, monkeypatch):
    put(tmp_path / "shared" / "data", files)
    (tmp_path / "main" / "chapters").mkdir(parents=True)
    monkeypatch.setattr(cache, "ROOT", tmp_path / "main")
    monkeypatch.chdir(tmp_path / "main" / "chapters")
    monkeypatch.setenv("D2LHELPERS_MIRROR", "../shared/data")
    assert_loaded(real_arrays())


def test_file_url(world, tmp_path, files, monkeypatch):
    monkeypatch.setenv("D2LHELPERS_MIRROR", put(tmp_path / "mirror", files).as_uri())
    assert_loaded(real_arrays())


@pytest.mark.parametrize("platform, variable, expected", [
    ("linux", "", "home/.cache/d2lhelpers"), ("linux", "XDG_CACHE_HOME", "set/d2lhelpers"),
    ("darwin", "", "home/Library/Caches/d2lhelpers"),
    ("win32", "LOCALAPPDATA", "set/d2lhelpers"), ("win32", "", "home/AppData/Local/d2lhelpers")])
def test_default_folder(platform, variable, expected, tmp_path, monkeypatch):
    for name in ("D2LHELPERS_DATA", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    if variable:
        monkeypatch.setenv(variable, str(tmp_path / "set"))
    monkeypatch.setattr(sys, "platform", platform)
    assert cache.data_folder() == tmp_path / expected


# Broken connections and interruptions


@pytest.mark.parametrize("fault", ["missing", "silent", "stall", "cut"])
def test_a_mirror_that_fails_gives_way_within_seconds(fault, serve, world, files):
    serve(fault, "")
    began = time.monotonic()
    assert_loaded(real_arrays())
    assert time.monotonic() - began < 30
    assert len(good_files(world, files)) == 4 and not list(world.glob("*.part"))


def test_a_host_whose_name_is_looked_up_for_ever(serve, monkeypatch):
    serve("")
    slow = download.urllib.request.urlopen

    def urlopen(request, timeout):
        if "nowhere" in request.full_url:
            time.sleep(40)
        return slow(request, timeout=timeout)

    monkeypatch.setattr(download.urllib.request, "urlopen", urlopen)
    monkeypatch.setenv("D2LHELPERS_MIRROR", "http://nowhere.invalid/")
    began = time.monotonic()
    assert_loaded(real_arrays())
    assert time.monotonic() - began < 30


def test_a_connection_that_breaks_is_taken_up_where_it_broke(serve, files):
    (mirror,) = serve("cut", times=1)
    assert_loaded(real_arrays())
    half = len(files[TRAIN_IMAGES]) // 2
    assert mirror.log[:2] == [(TRAIN_IMAGES, None), (TRAIN_IMAGES, f"bytes={half}-")]


def interrupt(monkeypatch, after):
    """Press Ctrl-C once ``after`` pieces have come."""
    monkeypatch.setattr(download, "PIECE", 4096)
    pieces = []

    def update(self, steps=1):
        pieces.append(steps)
        if len(pieces) > after:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "update", update)
    with pytest.raises(KeyboardInterrupt):
        real_arrays()
    monkeypatch.undo()


@pytest.mark.parametrize("ranges", [True, False])
def test_an_interrupted_download_is_resumed_or_repeated(ranges, serve, world, files):
    (mirror,) = serve("", ranges=ranges)
    with pytest.MonkeyPatch.context() as patch:
        interrupt(patch, after=4)
    part = world / f"{TRAIN_IMAGES}.part"
    come = part.stat().st_size
    assert 0 < come < len(files[TRAIN_IMAGES]) and good_files(world, files) == []
    assert_loaded(real_arrays())
    assert mirror.log[:2] == [(TRAIN_IMAGES, None), (TRAIN_IMAGES, f"bytes={come}-")]
    assert names_of_log(mirror).count(TRAIN_IMAGES) == 2
    assert not list(world.glob("*.part"))


@pytest.mark.parametrize("begun", ["right", "wrong", "whole", "too long", "wrong and whole"])
def test_what_an_earlier_call_left_is_used_if_it_is_right(begun, serve, world, files):
    data = files[TRAIN_IMAGES]
    left = {"right": data[:999], "wrong": b"\x1f\x8b" + b"x" * 999, "whole": data,
            "too long": data + b"more", "wrong and whole": b"\x1f\x8b" + b"x" * len(data)}[begun]
    put(world, {f"{TRAIN_IMAGES}.part": left})
    (mirror,) = serve("")
    assert_loaded(real_arrays())
    asked = [wanted for name, wanted in mirror.log if name == TRAIN_IMAGES]
    assert asked == {"right": ["bytes=999-"], "wrong": ["bytes=1001-", None], "whole": []}.get(
        begun, [f"bytes={len(left)}-", None])
    assert not list(world.glob("*.part"))


@pytest.mark.parametrize("age, taken", [(0, False), (3600, True)])
def test_only_a_part_that_nobody_writes_to_is_taken_over(age, taken, serve, world, files):
    put(world, {f"{TRAIN_IMAGES}.abc.part": files[TRAIN_IMAGES][:500]})
    part = world / f"{TRAIN_IMAGES}.abc.part"
    os.utime(part, (time.time() - age,) * 2)
    (mirror,) = serve("")
    assert_loaded(real_arrays())
    assert mirror.log[0] == (TRAIN_IMAGES, "bytes=500-" if taken else None)
    assert part.exists() is not taken


def test_two_processes_at_once(serve, world):
    (mirror,) = serve("slow")
    code = f"from tests.mirror import other_process; other_process({mirror.url!r})"
    both = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True,
                             cwd=Path(__file__).parents[1]) for _ in range(2)]
    answers = [json.loads(process.communicate(timeout=120)[0]) for process in both]
    total = int(fake_arrays()["train_images"].astype(int).sum())
    assert answers == [total, total] and len(mirror.log) > 4
    assert not list(world.glob("*.part"))


# No network


def test_no_source_lists_what_was_tried_and_what_to_do(serve, world, tmp_path, monkeypatch):
    first, second = serve("missing", "missing")
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(tmp_path / "class"))
    with pytest.raises(SourceError) as caught:
        real_arrays(insist=True)
    said = str(caught.value)
    for part in (f"data folder {world} has no {TRAIN_IMAGES}", f"{tmp_path / 'class'} does not",
                 f"{first.url}: HTTP Error 404", f"{second.url}: HTTP Error 404", "What to do"):
        assert part in said


def asked(mirror, **options):
    """Return whether a call that finds nothing asked the mirror."""
    before = len(mirror.log)
    with pytest.raises(SourceError) as caught:
        real_arrays(**options)
    assert "404" in str(caught.value)
    return len(mirror.log) > before


def test_that_there_is_no_network_is_found_out_once(serve, world, monkeypatch):
    (mirror,) = serve("missing")
    assert asked(mirror)
    assert not asked(mirror)
    assert asked(mirror, insist=True)
    assert not asked(mirror)
    monkeypatch.setenv("D2LHELPERS_MIRROR", mirror.url)
    assert asked(mirror)
    assert not asked(mirror)
    mirror.fault = ""
    assert_loaded(real_arrays(insist=True))
    assert not (world / cache.MARKER).exists()


@pytest.mark.parametrize("hours", [1.1, -1])
def test_it_is_believed_for_an_hour(hours, serve, monkeypatch):
    (mirror,) = serve("missing")
    assert asked(mirror)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + hours * 3600)
    assert asked(mirror)


def test_files_that_appear_are_found_all_the_same(serve, world, files):
    (mirror,) = serve("missing")
    assert asked(mirror)
    put(world, files)
    assert_loaded(real_arrays())


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"time": "x"}', "\x00"])
def test_a_damaged_note_is_not_believed(text, serve, world):
    (mirror,) = serve("missing")
    put(world, {cache.MARKER: text.encode()})
    assert asked(mirror)


# Folders that cannot be written, full disks


@pytest.fixture
def unwritable(world, tmp_path, monkeypatch):
    """Put the data folder below a file, where even root cannot write."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("D2LHELPERS_DATA", str(tmp_path / "file" / "data"))
    monkeypatch.setattr(cache.tempfile, "tempdir", str(tmp_path))


def test_a_data_folder_that_cannot_be_written(unwritable, serve):
    (mirror,) = serve("")
    assert_loaded(real_arrays())
    assert_loaded(real_arrays())
    assert len(mirror.log) == 4


def test_that_there_is_no_network_is_remembered_there_too(unwritable, serve):
    (mirror,) = serve("missing")
    assert asked(mirror)
    assert not asked(mirror)


def test_nothing_at_all_can_be_written(unwritable, tmp_path, files, monkeypatch):
    monkeypatch.setattr(cache, "work_folder", cache.data_folder)
    with pytest.raises(SourceError, match=r"Not a directory|No such file|cannot find"):
        real_arrays()
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(put(tmp_path / "mirror", files)))
    assert_loaded(real_arrays())


def full(*args, **arrays):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_download_to_a_full_disk(serve, world, monkeypatch):
    serve("")
    monkeypatch.setattr(Progress, "update", full)  # as the file's own write would
    with pytest.raises(SourceError, match="no room on the disk"):
        real_arrays()
    assert not list(world.glob("*.part")) + list(world.glob("*.gz"))


def test_a_full_disk_does_not_keep_a_mirror_from_being_read(
        world, tmp_path, files, monkeypatch):
    monkeypatch.setattr(np, "savez", full)
    monkeypatch.setenv("D2LHELPERS_MIRROR", str(put(tmp_path / "mirror", files)))
    assert_loaded(real_arrays())
    assert not list(world.glob(f"{cache.PARSED}*"))


def test_the_progress_of_a_download_reaches_its_end(serve, files, monkeypatch):
    bars = []

    class Bar(Progress):
        def __exit__(self, *exception):
            bars.append((self.label, self.done, self.total))

    monkeypatch.setattr(download, "Progress", Bar)
    (_,) = serve("cut", times=1)
    real_arrays()
    size = len(files[TRAIN_IMAGES]) / 1e6
    assert bars[0] == (f"downloading {TRAIN_IMAGES}", pytest.approx(size / 2, 1e-3), size)
    assert bars[1] == (f"downloading {TRAIN_IMAGES}", pytest.approx(size), pytest.approx(size))
