"""Understanding a page of text lines: from a question and pages to a reply with its findings."""

from lookdesk.reading.answering import answer
from lookdesk.reading.chains import opened
from lookdesk.reading.followups import Earlier
from lookdesk.reading.page import Page
from lookdesk.reading.pointing import pointed_at
from lookdesk.reading.reply import Found, Reply

__all__ = ["Earlier", "Found", "Page", "Reply", "answer", "opened", "pointed_at"]
