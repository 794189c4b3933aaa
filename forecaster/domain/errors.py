"""The errors of Summitry: one small tree, each message naming what is wrong and the remedy."""


class SummitryError(Exception):
    """Root of all expected failures.

    Attributes:
        code: Stable kebab-case word for machines; also the REST problem type.
        remedy: What the user can do about it; empty when the message says it already.
    """

    code = "error"

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy

    def __str__(self) -> str:
        """The message and, behind it, the remedy: one line for a terminal or a log."""
        message = super().__str__()
        return f"{message}; {self.remedy}" if self.remedy else message


class FactsError(SummitryError):
    """A fact table, place list or roster breaks its stated expectations."""

    code = "facts-invalid"


class SettingsError(SummitryError):
    """The configuration cannot be used."""

    code = "settings-invalid"


class ArticleError(SummitryError):
    """A text cannot be taken in as an article: empty, binary, too large."""

    code = "article-unusable"


class FeedError(SummitryError):
    """A feed or page could not be fetched or parsed."""

    code = "feed-unusable"


class CalendarError(SummitryError):
    """A calendar entry cannot be used: no date, unknown place, endless recurrence."""

    code = "calendar-unusable"


class QuestionError(SummitryError):
    """A question cannot be answered as asked; the message names the field."""

    code = "question-not-answerable"


class ModelError(SummitryError):
    """A fit was refused, or no fitted model covers the moment asked for."""

    code = "model-unusable"


class CoherenceError(SummitryError):
    """Forecasts of one question set contradict each other; nothing is published."""

    code = "incoherent-forecast"


class LedgerError(SummitryError):
    """The ledger does not verify; the message names the first bad entry."""

    code = "ledger-broken"


class StoreError(SummitryError):
    """The database refuses: locked, wrong schema, missing, or a conflicting write."""

    code = "store-unusable"


class NotFoundError(SummitryError):
    """No record under that id."""

    code = "not-found"


class OutdatedError(SummitryError):
    """A change was made against a state that is no longer the present one."""

    code = "precondition-failed"
