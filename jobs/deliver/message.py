"""A digest as a mail message: made once, stored, and sent byte for byte."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from forecaster.domain.errors import SettingsError
from forecaster.store.records import Digest, is_address


def check_address(address: str) -> str:
    """The address if mail can be sent there.

    Raises:
        SettingsError: If it is no plain address.
    """
    if not is_address(address):
        raise SettingsError(
            f"recipient: {address[:80]!r} is no mail address", remedy="write name@host.example"
        )
    return address


def message_of(digest: Digest, delivery_id: str, recipient: str, sender: str, url: str) -> str:
    """The complete message in ASCII; equal input gives equal bytes.

    Raises:
        SettingsError: If recipient or sender is no mail address.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = header_text(digest.subject)
    message["From"] = check_address(sender)
    message["To"] = check_address(recipient)
    message["Date"] = format_datetime(_whole_seconds(digest.created_at))
    message["Message-ID"] = f"<{delivery_id}@{sender.partition('@')[2]}>"
    message["List-Unsubscribe"] = f"<{url}/v1/subscriptions/{digest.subscription_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(digest.text, cte="quoted-printable")
    message.add_alternative(digest.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{hashlib.sha256(delivery_id.encode()).hexdigest()[:40]}")
    return message.as_bytes().decode("ascii")


def header_text(text: str) -> str:
    """Text for a header: one line of visible characters, and no encoded words.

    The mail library decodes encoded words (RFC 2047) in what it is given, and a line end that comes
    out of one begins a header of its own.
    """
    visible = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(visible.replace("=?", "= ?").split())


def _whole_seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
