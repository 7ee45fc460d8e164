"""The few words that WhatsApp needs around a message and that no other network does.

Only in Indonesian: a message does not say in which language it is, and it is written once for all its readers.
"""

from __future__ import annotations

#: On the button that opens a list; at most 20 characters.
CHOOSE = "Pilih"
#: Under a numbered list.
ANSWER_BY_NUMBER = "Balas dengan nomornya."
