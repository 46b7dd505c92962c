"""Trains the span reader that rag.span_reader answers with; nothing else imports this."""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # before torch is loaded: threads that wait leave the processor
