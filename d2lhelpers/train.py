"""Train a network of the book at full size and record the run.

    python -m d2lhelpers.train vgg11 --preset best --seeds 5
    torchrun --nproc-per-node=4 -m d2lhelpers.train vgg11 --preset best --seeds 5

A command that was stopped, by Ctrl-C or by anything else, goes on where it was when it is given
again, and ends on the same numbers.  At the end it writes ``d2lhelpers/results/<name>.json``.
"""

import argparse
import dataclasses
import hashlib
import json
import os
import shutil
import statistics
import sys
from pathlib import Path

from d2lhelpers.presets import PRESETS, Settings

__all__ = ["main"]

RESULTS = Path(__file__).parent / "results"
MAX_PROCESSES = 96  # 60,000 images in batches of 128 or 256 leave 96 for the last one


def _positive(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if not 1 <= value < 1_000_000:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, got {text!r}")
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m d2lhelpers.train", usage="%(prog)s MODEL [options], see --help",
        description=__doc__.partition("\n")[0],
        epilog="Give the command again to go on with a run that was stopped.")
    parser.add_argument("model", choices=PRESETS, help="the network")
    parser.add_argument("--preset", choices=("paper", "best", "cpu"), default="cpu",
                        help="paper: as the course publishes it; best: the book's recipe at full "
                             "size; cpu (default): a minute on two cores")
    parser.add_argument("--seeds", type=_positive, default=1, metavar="N",
                        help="train N times, with the seeds 0 to N - 1 (default 1)")
    parser.add_argument("--epochs", type=_positive, metavar="N", help="in place of the preset's")
    parser.add_argument("--device", choices=("auto", "cuda", "mps", "cpu"), default="auto")
    parser.add_argument("--precision", choices=("auto", "float32", "bfloat16"), default="auto",
                        help="auto: bfloat16 on CUDA GPUs that have it")
    parser.add_argument("--compile", choices=("auto", "on", "off"), default="auto",
                        help="torch.compile; auto: on CUDA GPUs")
    parser.add_argument("--data", choices=("real", "stand-in"), default="real",
                        help="stand-in: drawn images, to try the command without the data")
    parser.add_argument("--output", type=Path, metavar="FILE",
                        help="the record (default: d2lhelpers/results/MODEL-PRESET.json)")
    parser.add_argument("--fresh", action="store_true",
                        help="start anew, and forget what a stopped run has kept")
    return parser


def _settings(args) -> Settings:
    settings = PRESETS[args.model][args.preset]
    epochs = args.epochs or settings.num_epochs
    return dataclasses.replace(settings, num_epochs=epochs)


def _record_file(args) -> Path:
    """Return where the record goes; an unusual run does not take the usual one's place."""
    if args.output:
        return args.output
    name = f"{args.model}-{args.preset}"
    if args.epochs and args.epochs != PRESETS[args.model][args.preset].num_epochs:
        name += f"-{args.epochs}-epochs"
    return RESULTS / (name + ("" if args.data == "real" else "-stand-in") + ".json")


def _fault(args, target: Path) -> str | None:
    """Return what is wrong with the arguments, as far as one can tell before anything is loaded."""
    if target.suffix != ".json":
        return f"--output {target}: the record is a .json file"
    if not target.parent.is_dir():
        return f"--output {target}: there is no folder {target.parent}"
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        return f"nothing can be written to {target}: name another file with --output"
    if int(os.environ.get("WORLD_SIZE", 1)) > MAX_PROCESSES:
        return f"start at most {MAX_PROCESSES} processes: the last batch has no more images"
    return None


def _work_folder(args, settings, place) -> Path:
    """Return the folder that keeps what a stopped command has done: one for each way to run it."""
    from d2lhelpers import cache

    way = [args.model, dataclasses.asdict(settings), args.data, str(place.device.type),
           place.bfloat16, place.compiled, place.num_processes]
    digest = hashlib.sha256(json.dumps(way).encode()).hexdigest()[:8]
    return cache.work_folder() / "runs" / f"{args.model}-{args.preset}-{digest}"


def _train(args, settings, place, folder, tell) -> tuple[list[dict], str]:
    """Train all seeds, or go on where a stopped command was -> (their records, the data)."""
    from d2lhelpers.data import load_fashion_mnist
    from d2lhelpers.device_images import DeviceImages
    from d2lhelpers.engine import train_run

    train, test = (DeviceImages(loader.dataset, settings.image_size, place.device)
                   for loader in load_fashion_mnist(settings.batch_size, source=args.data))
    runs = []
    for seed in range(args.seeds):
        done, checkpoint = folder / f"seed-{seed}.json", folder / f"seed-{seed}.pt"
        if done.exists():
            runs.append(json.loads(done.read_text(encoding="utf-8")))
            tell(f"seed {seed}: was done before the command was stopped")
            continue
        runs.append(train_run(args.model, settings, seed, train, test, place, checkpoint, tell))
        if place.rank == 0:
            _write(done, runs[-1])
            checkpoint.unlink()
    return runs, train.source


def _record(args, settings, place, runs, source) -> dict:
    """Return what the JSON file says."""
    import platform

    import torch

    best = sorted(run["test_accuracy"][-1] for run in runs)
    return {
        "script": "d2lhelpers/train.py",
        "command": f"python -m d2lhelpers.train {args.model} --preset {args.preset} "
                   f"--seeds {args.seeds}" + (f" --epochs {args.epochs}" if args.epochs else ""),
        "data": "Fashion-MNIST" if source == "real" else "stand-in images, not Fashion-MNIST",
        "model": args.model, "preset": args.preset,
        "configuration": dataclasses.asdict(settings),
        "precision": "bfloat16" if place.bfloat16 else "float32", "compiled": place.compiled,
        "hardware": place.hardware(),
        "versions": {"python": platform.python_version(), "torch": torch.__version__,
                     "cuda": torch.version.cuda if place.device.type == "cuda" else None},
        "test_accuracy": {"min": best[0], "median": statistics.median(best), "max": best[-1]},
        "runs": runs,
    }


def _write(path: Path, value) -> None:
    """Write JSON, whole or not at all."""
    new = path.with_suffix(".new")
    text = json.dumps(value, indent=1, allow_nan=False, ensure_ascii=False)
    new.write_text(text + "\n", encoding="utf-8")
    new.replace(path)


def main(argv: list[str] | None = None) -> int:
    """Run the command -> its exit status: 0, or 130 if it was stopped."""
    parser = _parser()
    args = parser.parse_args(argv)
    target = _record_file(args)
    if fault := _fault(args, target):
        parser.error(fault)
    # Only now what takes seconds to load.
    from d2lhelpers.engine import Stopped
    from d2lhelpers.parallel import find_place, joined
    from d2lhelpers.sources import SourceError

    try:
        place = find_place(args.device, args.precision, args.compile)
    except ValueError as error:
        parser.error(str(error))
    settings = _settings(args)
    folder = _work_folder(args, settings, place)
    first = place.rank == 0
    tell = (lambda line: print(line, flush=True)) if first else (lambda line: None)
    if first:
        if args.fresh:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    else:
        os.environ["D2LHELPERS_PROGRESS"] = "off"
    tell(f"{args.model}, preset {args.preset}, {settings.num_epochs} epochs, on {place.hardware()}")
    try:
        with joined(place):
            runs, source = _train(args, settings, place, folder, tell)
    except Stopped:
        tell("stopped; everything is kept: give the same command again to go on")
        return 130
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    if first:
        record = _record(args, settings, place, runs, source)
        if target.exists():
            target.replace(target.with_suffix(".json.bak"))
        _write(target, record)
        shutil.rmtree(folder)
        spread = record["test_accuracy"]
        tell(f"test accuracy {spread['min']:.4f} to {spread['max']:.4f}, "
             f"median {spread['median']:.4f}; written: {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
