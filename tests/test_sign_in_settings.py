"""What an operator sets for sign-in, and what he is told when it will not do."""

import pytest

from server.config import Settings, settings_from
from server.errors import SatchelError

SECRET = "a-secret-for-tests-and-for-nothing-else"


def test_a_short_secret_is_refused_with_how_to_make_one() -> None:
    with pytest.raises(SatchelError, match=r"SATCHEL_JWT_SECRET.*32 bytes.*secrets\.token_urlsafe") as caught:
        settings_from({"SATCHEL_JWT_SECRET": "x" * 31})
    assert "xxx" not in caught.value.message
    assert settings_from({"SATCHEL_JWT_SECRET": "é" * 16}).sign_in


@pytest.mark.parametrize("url", ["issuer.example/keys", "file:///etc/passwd", "http://", "http://["])
def test_a_place_of_keys_that_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(SatchelError, match="SATCHEL_JWKS_URL"):
        settings_from({"SATCHEL_JWKS_URL": url})


@pytest.mark.parametrize("name", ["SATCHEL_JWT_ISSUER", "SATCHEL_JWT_AUDIENCE"])
def test_who_sets_an_issuer_and_no_key_is_told_that_there_would_be_no_sign_in(name: str) -> None:
    with pytest.raises(SatchelError, match=f"{name}.*SATCHEL_JWT_SECRET"):
        settings_from({name: "https://us.example"})


def test_with_sign_in_any_address_may_be_served() -> None:
    Settings(host="0.0.0.0", jwt_secret=SECRET).check_address()
    Settings(host="0.0.0.0", jwks_url="https://issuer.example/keys").check_address()


def test_sign_in_goes_before_open() -> None:
    modes = [Settings(open=True, jwt_secret=SECRET).mode, Settings(open=True).mode, Settings().mode]
    assert modes == ["sign-in", "open", "local"]
