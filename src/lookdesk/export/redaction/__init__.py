"""Takes out of an export what is private: telephones, card and ID numbers, e-mail, names and addresses.

``private_values`` of each picture go into ``redact_text`` for all texts of its conversation; ``redact_picture`` makes
the picture that goes along.
"""

from lookdesk.export.redaction.picture import private_values, redact_picture
from lookdesk.export.redaction.text import redact_text

__all__ = ["private_values", "redact_picture", "redact_text"]
