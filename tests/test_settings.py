"""What an operator sets, and what he is told when it will not do."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.config import Settings, settings_from
from server.errors import SatchelError


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_this_machine_is_served_without_sign_in(host: str) -> None:
    Settings(host=host).check_address()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", ""])
def test_another_address_is_refused_with_what_to_do(host: str) -> None:
    with pytest.raises(SatchelError, match=r"127\.0\.0\.1.*SATCHEL_OPEN=1"):
        Settings(host=host).check_address()


def test_an_explicit_setting_opens_it() -> None:
    settings_from({"SATCHEL_OPEN": "1"}, host="0.0.0.0").check_address()


def test_the_command_says_it_in_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "server", "serve", "--host", "0.0.0.0", "--port", "0", "--data", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("satchel: ")
    assert "SATCHEL_OPEN=1" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("SATCHEL_PORT", "99999"), ("SATCHEL_PORT", "http"), ("SATCHEL_MAILBOX", "0")]
)
def test_a_setting_that_will_not_do_is_named(name: str, value: str) -> None:
    with pytest.raises(SatchelError) as caught:
        settings_from({name: value})
    assert caught.value.details == {"field": name}
    assert name in caught.value.message


def test_the_command_line_wins_over_the_environment() -> None:
    assert settings_from({"SATCHEL_PORT": "1234"}, port=4321).port == 4321
    assert settings_from({"SATCHEL_PORT": "1234"}, port=None).port == 1234
