"""Clients of the official SDKs, configured for a server."""

import alibabacloud_oss_v2 as oss
import alibabacloud_oss_v2.aio as oss_aio
import oss2
import pytest

from .signing import Credentials


def configuration(server, version="v4", credentials: Credentials = None, **more):
    credentials = credentials or server.credentials
    config = oss.config.load_default()
    config.credentials_provider = oss.credentials.StaticCredentialsProvider(
        credentials.id, credentials.secret, credentials.token
    )
    config.region = server.region
    config.endpoint = server.endpoint
    config.signature_version = version
    for name, value in more.items():
        setattr(config, name, value)
    return config


def sdk(server, version="v4", credentials=None, **more) -> oss.Client:
    return oss.Client(configuration(server, version, credentials, **more))


def async_sdk(server, version="v4", credentials=None, **more) -> oss_aio.AsyncClient:
    return oss_aio.AsyncClient(configuration(server, version, credentials, **more))


def service_error(failure) -> oss.exceptions.ServiceError:
    """What the service said, out of the exception that the SDK wraps it in."""
    error = failure.value.unwrap()
    assert isinstance(error, oss.exceptions.ServiceError), repr(error)
    return error


def refused(operation, *arguments, **named) -> oss.exceptions.ServiceError:
    """What the service said when it refused this call."""
    with pytest.raises(oss.exceptions.OperationError) as failure:
        operation(*arguments, **named)
    return service_error(failure)


def told(error) -> tuple:
    """The three things by which programs know a refusal."""
    return error.status_code, error.code, error.ec or ""


def oss2_auth(credentials: Credentials, version="v4"):
    return oss2.AuthV4(*credentials[:2]) if version == "v4" else oss2.Auth(*credentials[:2])


def oss2_bucket(server, version="v4", name="uploads", credentials=None, **more) -> oss2.Bucket:
    auth = oss2_auth(credentials or server.credentials, version)
    return oss2.Bucket(auth, server.endpoint, name, region=more.pop("region", server.region), **more)


def oss2_service(server, version="v4", credentials=None) -> oss2.Service:
    auth = oss2_auth(credentials or server.credentials, version)
    return oss2.Service(auth, server.endpoint, region=server.region)
