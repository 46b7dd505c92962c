"""Trains the span reader that rag.span_reader answers with; nothing else imports this."""
