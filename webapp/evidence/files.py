"""Files as they are sent: to be downloaded always, to be looked at in a page only where nothing can run.

Who may have a file is asked anew on every request. Its digest is compared before the first byte goes out.
"""

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from webapp.access import current_actor, requires
from webapp.evidence.blueprint import pages, store
from webapp.extensions import db
from workflow.actions import Action
from workflow.errors import NotFound
from workflow.files.names import disk_name
from workflow.queries.evidence import open_evidence
from workflow.queries.evidence_files import EvidenceFile

DOWNLOADED = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""For what is saved to disk: should a browser show it after all, nothing in it runs."""

PICTURE = "default-src 'none'; sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
DOCUMENT = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""For a PDF: the browser's own viewer shows it, and does not in a sandbox."""

PREVIEWED = {"image": PICTURE, "pdf": DOCUMENT}


@pages.get("/evidence/<int:evidence_id>")
@requires(Action.VIEW_EVIDENCE)
def download(evidence_id: int) -> ResponseReturnValue:
    """A file, to be saved."""
    file = open_evidence(db.session(), current_actor(), evidence_id)
    return _sent(file, "attachment", DOWNLOADED)


@pages.get("/evidence/<int:evidence_id>/preview")
@requires(Action.VIEW_EVIDENCE)
def preview(evidence_id: int) -> ResponseReturnValue:
    """A PDF or a raster image inside a page. Raises NotFound for everything else."""
    file = open_evidence(db.session(), current_actor(), evidence_id)
    if not file.shown_as:
        raise NotFound("这类文件不能在页面中预览，下载后用相应的软件打开。")
    return _sent(file, "inline", PREVIEWED[file.shown_as])


def _sent(file: EvidenceFile, disposition: str, policy: str) -> Response:
    """The content under its own name, in its recognised type. Raises Damaged, Unavailable."""
    row = file.row
    about = {"mimetype": row.media_type, "download_name": disk_name(row.name), "etag": False}
    size, sha256 = row.size, row.sha256
    db.session.rollback()
    answer = send_file(
        store().checked(sha256, size), as_attachment=disposition == "attachment", conditional=False, **about
    )
    answer.content_length = size
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
