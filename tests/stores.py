"""Stores of evidence for tests.

The one of this run is shared by worlds and applications, for content has one name everywhere. Others
belong to one test: in a folder, or on an S3-compatible server of this machine.
"""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.folders import run_folder
from workflow.storage import Store

BUCKET = "evidence"
ACCOUNT = {"region": "us-east-1", "access_key_id": "nobody", "secret_access_key": "nothing"}


def pytest_configure() -> None:
    os.environ["KAOPING_EVIDENCE"] = str(shared_folder())


def shared_folder() -> Path:
    """Where the files of this run lie."""
    return run_folder() / "evidence"


def shared_store() -> Store:
    """The store of this run. Nobody changes or removes files in it."""
    return Store(str(shared_folder()))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of the test alone, in a folder."""
    return Store(str(tmp_path / "evidence"))


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The address of an S3-compatible server with an empty bucket."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    boto3.client(
        "s3",
        endpoint_url=address,
        region_name=ACCOUNT["region"],
        aws_access_key_id=ACCOUNT["access_key_id"],
        aws_secret_access_key=ACCOUNT["secret_access_key"],
    ).create_bucket(Bucket=BUCKET)
    yield address
    server.stop()


@pytest.fixture
def s3_store(s3_server: str, request: pytest.FixtureRequest) -> Store:
    """A store of the test alone, in S3."""
    return Store(f"s3://{BUCKET}/{abs(hash(request.node.nodeid))}", {"endpoint": s3_server, **ACCOUNT})


@pytest.fixture(params=["folder", "s3"])
def any_store(request: pytest.FixtureRequest) -> Store:
    """A store of the test alone, once of each kind."""
    kept: Store = request.getfixturevalue({"folder": "store", "s3": "s3_store"}[request.param])
    return kept
