"""Runs the notebooks of this folder and writes them with what they show: `python write.py [NAME]...`; NAME is 01, 02 …

The sources are the .py files (jupytext's percent format): they are what is reviewed. The .ipynb files beside them are what is
read on a code host, with their outputs; they are made by this program and by nothing else. The plot of a cell with the tag
docs-images-NAME goes to docs/images/NAME.png too.
"""

from __future__ import annotations

import base64
import io
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
IMAGES = HERE.parents[1] / "docs/images"
SECONDS = 600  # that one cell may take
COLOURS = 256  # of a picture: nobody sees a difference, and it is half of the bytes


def sources() -> list[Path]:
    """Return the notebooks' sources, in order."""
    return sorted(HERE.glob("[0-9][0-9]_*.py"))


def read(source: Path) -> Any:
    """Return a notebook without outputs."""
    import jupytext

    notebook = jupytext.read(source, fmt="py:percent")
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number:02}"  # random ones would change with every writing
    notebook.metadata = {
        "jupytext": {"formats": "ipynb,py:percent", "cell_metadata_filter": "tags", "notebook_metadata_filter": "-all"},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def execute(notebook: Any, folder: Path = HERE) -> Any:
    """Run a notebook top to bottom in a fresh kernel; raises nbclient's CellExecutionError where a cell fails."""
    from nbclient import NotebookClient
    from traitlets.config import Config

    # A kernel takes its settings from here and not from whoever runs it, and is spoken to through files only its user can open.
    with tempfile.TemporaryDirectory() as settings:
        os.environ.update(IPYTHONDIR=settings, JUPYTER_CONFIG_DIR=settings, JUPYTER_RUNTIME_DIR=settings, MPLCONFIGDIR=os.environ.get("MPLCONFIGDIR", settings))
        resources = {"metadata": {"path": str(folder)}}
        private = Config({"KernelManager": {"transport": "ipc", "ip": f"{settings}/kernel"}})
        NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", resources=resources, config=private).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it ran
        for output in cell.get("outputs", []):
            _trim(output)
    return notebook


def _trim(output: Any) -> None:
    """Keep of an output what is the same at the next run, and small."""
    data = output.get("data", {})
    if "image/png" in data:
        data["image/png"] = base64.b64encode(small_picture(base64.b64decode(data["image/png"]))).decode() + "\n"
        data.pop("text/plain", None)  # <Figure size 700x360 …>, with addresses in memory
        output["metadata"] = {}


def small_picture(png: bytes) -> bytes:
    """Return a picture in few colours."""
    from PIL import Image

    small = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return small.getvalue()


def texts(notebook: Any) -> list[tuple[int, str]]:
    """Return what a notebook shows as text, by number of its cell: pictures differ with every version of matplotlib."""
    shown = []
    for number, cell in enumerate(notebook.cells):
        if "varies" in cell.metadata.get("tags", []):  # times and the like
            continue
        streams = "".join(output["text"] for output in cell.get("outputs", []) if output.output_type == "stream")
        values = [output.data["text/plain"] for output in cell.get("outputs", []) if "text/plain" in output.get("data", {})]
        shown += [(number, text) for text in (streams, *values) if text]
    return shown


def pictures(notebook: Any) -> list[tuple[str, bytes]]:
    """Return the plots, each with the name under which docs/images has it, or ""."""
    found = []
    for cell in notebook.cells:
        names = [tag.removeprefix("docs-images-") for tag in cell.metadata.get("tags", []) if tag.startswith("docs-images-")]
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                found.append((names[0] if names else "", base64.b64decode(output["data"]["image/png"])))
    return found


def main() -> None:
    import nbformat

    wanted = sys.argv[1:]
    for source in sources():
        if wanted and not any(source.name.startswith(name) for name in wanted):
            continue
        notebook = execute(read(source))
        target = source.with_suffix(".ipynb")
        nbformat.write(notebook, target)
        plots = pictures(notebook)
        for name, png in plots:
            if name:
                IMAGES.mkdir(exist_ok=True)
                (IMAGES / f"{name}.png").write_bytes(png)
        print(f"{target.name}: {len(notebook.cells)} cells, {len(plots)} plots, {target.stat().st_size / 1000:,.0f} kB", flush=True)


if __name__ == "__main__":
    main()
