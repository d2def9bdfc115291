"""Office files as other programs read them: LibreOffice opens and recalculates, PDF files become text."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2

PATIENCE = 120
"""Seconds that one conversion may take on a busy machine."""


def converted(content: bytes, ending: str, target: str) -> bytes:
    """A file after LibreOffice has opened and saved it: `converted(book, "xlsx", "xlsx")` recalculates."""
    with TemporaryDirectory(prefix="office") as folder:
        home, source = Path(folder), Path(folder) / "in" / f"file.{ending}"
        source.parent.mkdir()
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
        done = subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(home / "out"), source],
            capture_output=True, timeout=PATIENCE, check=True,
        )  # fmt: skip
        made = home / "out" / f"file.{target}"
        assert made.exists(), done.stderr.decode() + done.stdout.decode()
        return made.read_bytes()


def page_texts(pdf: bytes) -> list[str]:
    """The text of every page of a PDF file, in the order of the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
