import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from service.webhooks.signing import key_of, new_secret, signature, signed_headers

EXAMPLE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_specification():
    """Of the official libraries' own tests."""
    body = b'{"test": 2432232314}'
    signed = signature(EXAMPLE, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.binary(min_size=24, max_size=64), st.text(max_size=200))
def test_the_official_library_takes_what_is_signed(key, text):
    secret = "whsec_" + base64.b64encode(key).decode()
    body = text.encode("utf-8", "replace")
    headers = signed_headers([secret], "0198f7c2-5c1e", int(time.time()), body)
    Webhook(secret).verify(body, headers, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body + b" ", headers, json_parse=False)


def test_either_of_two_secrets_will_do_and_a_third_will_not():
    newer, older, other = new_secret(), new_secret(), new_secret()
    headers = signed_headers([newer, older], "id", int(time.time()), b"{}")
    assert len(headers["webhook-signature"].split(" ")) == 2
    for secret in (newer, older):
        assert Webhook(secret).verify(b"{}", headers) == {}
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(b"{}", headers)


@pytest.mark.parametrize("part", ["webhook-id", "webhook-timestamp"])
def test_id_and_time_are_signed(part):
    secret, now = new_secret(), int(time.time())
    headers = signed_headers([secret], "1", now, b"{}")
    headers[part] = {"webhook-id": "2", "webhook-timestamp": str(now + 1)}[part]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(b"{}", headers)


@pytest.mark.parametrize("size", [23, 65])
def test_secrets_of_another_length_are_refused(size):
    secret = "whsec_" + base64.b64encode(b"a" * size).decode()
    with pytest.raises(ValueError, match="24 to 64"):
        key_of(secret)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_****", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
def test_what_is_no_secret_is_refused_without_repeating_it(secret):
    with pytest.raises(ValueError, match="secret") as told:
        key_of(secret)
    assert not secret or secret not in str(told.value).removeprefix("a secret begins with whsec_")


def test_a_new_secret_has_256_bits_and_is_new():
    assert len(key_of(new_secret())) == 32
    assert new_secret() != new_secret()
