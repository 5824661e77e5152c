"""Content-transfer-encodings, charsets, encoded-words and flowed text."""
