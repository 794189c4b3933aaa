"""Handing messages to an SMTP server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import aiosmtplib

from forecaster.store.records import Delivery, is_address
from jobs.deliver.outbox import PermanentError, TransientError
from jobs.settings import MailSettings

TIMEOUT_SECONDS = 30.0

_PERMANENT = 500
"""SMTP replies from here on mean never (RFC 5321, 4.2.1)."""


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Sends by SMTP; fulfils ``outbox.Sender``."""

    mail: MailSettings
    timeout: float = TIMEOUT_SECONDS

    def __call__(self, delivery: Delivery) -> None:
        """Return when the server has answered 250 to the whole message."""
        asyncio.run(self._send(delivery))

    async def _send(self, delivery: Delivery) -> None:
        mail = self.mail
        if not is_address(delivery.recipient):
            raise PermanentError(f"{delivery.recipient[:80]!r} is no mail address")
        try:
            await aiosmtplib.send(
                delivery.message.encode("ascii"),
                sender=mail.sender,
                recipients=[delivery.recipient],
                hostname=mail.host,
                port=mail.port,
                username=mail.user or None,
                password=mail.password.get_secret_value() or None,
                use_tls=mail.security == "tls",
                start_tls=mail.security == "starttls",
                timeout=self.timeout,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            first = error.recipients[0]
            raise _failure(first.code, first.message) from error
        except aiosmtplib.SMTPDataError as error:
            raise _failure(error.code, error.message) from error
        except aiosmtplib.SMTPResponseException as error:
            # Greeting, login or sender refused: our own affair, not the recipient's.
            raise TransientError(f"{error.code} {error.message}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise TransientError(type(error).__name__) from error


def _failure(code: int, message: str) -> Exception:
    if code >= _PERMANENT:
        return PermanentError(f"{code} {message}")
    return TransientError(f"{code} {message}")
