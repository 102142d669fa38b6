"""Time `preview` of the built-in templates, as a whole process, into an empty folder each time.

python benchmarks/preview_speed.py [RUNS]
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from timing import Program, middle

RUNS = 5
TARGET = 3  # seconds


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with TemporaryDirectory() as name:
        folder = Path(name)
        out = folder / "pages"
        command = [str(Path(sys.executable).with_name("outagecomms")), "preview", "--out", str(out)]
        preview = Program(command, folder, prepare=lambda: shutil.rmtree(out, ignore_errors=True))
        took = middle([preview.run() for _ in range(runs + 1)][1:])
        pages = list(out.glob("*.html"))
        messages = sum(page.read_text(encoding="utf-8").count("<article>") for page in pages)
        size = sum(page.stat().st_size for page in pages) / 2**20
    print("| pages | messages | MiB | by the clock | of the processor | target |\n|---|---|---|---|---|---|")
    print(f"| {len(pages)} | {messages} | {size:.1f} | {took.wall:.2f} s | {took.cpu:.2f} s | {TARGET} s |")


if __name__ == "__main__":
    main()
