"""What can go wrong outside, by name; all are feed errors, none of them stops a run."""

from __future__ import annotations

from datetime import timedelta

from forecaster.domain.errors import FeedError


class AddressRefusedError(FeedError):
    """The address may not be asked: wrong scheme or port, or a machine of the inner network."""

    code = "feed-refused"


class UnreachableError(FeedError):
    """No connection: the name is unknown, or nobody answers there."""

    code = "feed-unreachable"


class TooSlowError(FeedError):
    """The answer was not complete within the total deadline."""

    code = "feed-timeout"


class TooLargeError(FeedError):
    """The answer is larger than the cap, as sent or as unpacked."""

    code = "feed-too-large"


class StatusError(FeedError):
    """The server answered with an error.

    Attributes:
        status: HTTP status.
        retry_after: How long it asks to be left alone; None if it does not say.
    """

    code = "feed-status"

    def __init__(self, message: str, *, status: int, retry_after: timedelta | None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class NotAFeedError(FeedError):
    """The body is no RSS or Atom, or carries what no feed needs (a DTD, endless nesting)."""

    code = "feed-not-a-feed"


class NotACalendarError(FeedError):
    """The body is no calendar, or one that cannot be used as a whole."""

    code = "calendar-unusable"


class UnforeseenError(FeedError):
    """The answer met a fault in this program; the run goes on, and the log has the trace."""

    code = "feed-unforeseen"
