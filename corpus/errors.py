"""Every error that policyqa raises on purpose.

::

    PolicyQAError                 exit code 1: the program could not do it
    ├── UserError                 exit code 2: a person can put it right
    │   ├── DocumentError         a file that cannot be read as a policy document
    │   │   ├── DocumentNotFound  no such file, or a dangling link
    │   │   ├── UnsupportedFormat an ending or content that no loader reads
    │   │   ├── DamagedDocument   broken, encrypted, truncated or undecodable
    │   │   ├── DocumentTooLarge  over the size limit, packed or unpacked
    │   │   └── ScannedDocument   pages without a text layer
    │   ├── QuestionError         an empty, over-long or unprintable question
    │   ├── SettingsError         a setting or option that cannot be used
    │   ├── IndexMissing          nothing has been indexed yet
    │   ├── IndexMismatch         the index was built by another encoder
    │   ├── UnknownDocument       an id, title or 文号 that the corpus does not hold
    │   ├── AnswerFormatError     a stored answer that does not have the answer's form
    │   └── ProfileError          a profile for the eligibility matrix that cannot be read
    ├── WeightsError              weights of the encoder or the local chat model are absent, damaged or not the pinned ones
    ├── IndexStorageError         the index cannot be read or written (disk full, no permission)
    ├── StoreUnavailable          the vector store does not answer
    └── GeneratorError            the chat model failed (always answered by the extractive generator)

A message is one line: what is wrong, where, and what to do about it.
"""

from __future__ import annotations


class PolicyQAError(Exception):
    """The program could not do what was asked."""

    exit_code = 1
    """Exit code of the command line."""
    http_status = 500
    """Status of the problem details over HTTP."""


class UserError(PolicyQAError):
    """Something a person can put right."""

    exit_code = 2
    http_status = 422


class DocumentError(UserError):
    """A file that cannot be read as a policy document."""


class DocumentNotFound(DocumentError):
    """No such file."""

    http_status = 404


class UnsupportedFormat(DocumentError):
    """An ending or content that no loader reads."""

    http_status = 415


class DamagedDocument(DocumentError):
    """A file that is broken, encrypted, truncated or not decodable."""


class DocumentTooLarge(DocumentError):
    """A file over the size limit, packed or unpacked."""

    http_status = 413


class ScannedDocument(DocumentError):
    """Pages without a text layer."""


class QuestionError(UserError):
    """An empty, over-long or unprintable question."""


class SettingsError(UserError):
    """A setting or option that cannot be used."""


class IndexMissing(UserError):
    """Nothing has been indexed yet."""

    http_status = 503


class IndexMismatch(UserError):
    """The index was built by another encoder than the one configured."""

    http_status = 503


class UnknownDocument(UserError):
    """An id, title or 文号 that the corpus does not hold."""

    http_status = 404


class AnswerFormatError(UserError):
    """A stored answer that does not have the answer's form."""


class ProfileError(UserError):
    """A profile for the eligibility matrix that cannot be read."""


class WeightsError(PolicyQAError):
    """Weights of the encoder or the local chat model are absent, damaged or not the pinned ones."""


class IndexStorageError(PolicyQAError):
    """The index cannot be read or written."""

    http_status = 503


class StoreUnavailable(PolicyQAError):
    """The vector store does not answer."""

    http_status = 503


class GeneratorError(PolicyQAError):
    """The chat model failed."""
